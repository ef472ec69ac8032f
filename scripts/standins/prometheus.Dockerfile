ARG BASE
FROM $BASE
COPY bin/ /bin/
RUN ln -s busybox /bin/wget && install -d -o nobody -g nogroup /etc/prometheus /prometheus
USER nobody
EXPOSE 9090
VOLUME /prometheus
WORKDIR /prometheus
ENTRYPOINT ["/bin/prometheus"]
CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
