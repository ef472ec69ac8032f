#!/usr/bin/env bash
# Installs and starts a container engine with its compose and buildx plugins, as root on Debian or Ubuntu. Each step is
# left out when its result is there already; a docker command that was installed by other means is kept.
set -euo pipefail
. "$(dirname "$0")/debian.sh"
. /etc/os-release

apt_install() {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if ! command -v dockerd >/dev/null && ! docker version >/dev/null 2>&1; then
  say 'installing the engine (docker.io, iptables)'
  apt_install docker.io iptables ca-certificates
fi

plugin() { # plugin NAME UBUNTU_PACKAGE : Debian's packages of both names came with trixie; older releases get the one file
  docker "$1" version >/dev/null 2>&1 && return
  say "installing the docker plugin '$1'"
  if [ "$ID" = ubuntu ]; then
    apt_install "$2"
  else
    unpack trixie "$CACHE/plugin-$1" "docker-$1"
    install -D -m 755 "$CACHE/plugin-$1/usr/libexec/docker/cli-plugins/docker-$1" "/usr/local/lib/docker/cli-plugins/docker-$1"
  fi
}
plugin compose docker-compose-v2
plugin buildx docker-buildx

if ! docker version >/dev/null 2>&1; then
  say 'starting the engine'
  if [ -d /run/systemd/system ]; then
    systemctl start docker
  else
    setsid dockerd > /var/log/dockerd.log 2>&1 < /dev/null &
  fi
  for _ in $(seq 120); do
    docker version >/dev/null 2>&1 && break
    sleep 0.5
  done
fi
docker version --format '• engine {{.Server.Version}} answers (API {{.Server.APIVersion}})' >&2 || {
  say 'the engine did not answer within 60 s; its log: /var/log/dockerd.log or `journalctl -u docker`'
  exit 1
}
