ARG BASE
FROM $BASE
COPY bin/ /bin/
COPY templates/ /usr/share/prometheus/alertmanager/
RUN ln -s busybox /bin/wget && install -d -o nobody -g nogroup /etc/alertmanager /alertmanager
USER nobody
EXPOSE 9093
VOLUME /alertmanager
WORKDIR /alertmanager
ENTRYPOINT ["/bin/alertmanager"]
CMD ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager"]
