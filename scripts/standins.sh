#!/usr/bin/env bash
# standins.sh IMAGE... : builds images under their official names from Debian and npm packages, for a Debian machine (as
# root) whose engine reaches no registry. Good for tests and for looking round, labelled paramedic.standin=1, never to
# be published. PARAMEDIC_IMAGE_PREFIX puts them under other names, which tries this script without touching the real ones.
set -euo pipefail
cd "$(dirname "$0")"
. ./debian.sh
LABEL=paramedic.standin=1
PREFIX=${PARAMEDIC_IMAGE_PREFIX:-}
BASE=${PREFIX}paramedic-standin-base:trixie
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The legacy builder is always there; the end of its output is shown when it fails.
build() { # build IMAGE FOLDER
  DOCKER_BUILDKIT=0 docker build --label "$LABEL" --build-arg "BASE=$BASE" -t "$PREFIX$1" "$2" > "$2.log" 2>&1 || {
    tail -n 30 "$2.log" >&2
    return 1
  }
}

# Debian trixie with this machine's extra certificate authorities (most machines have none): `npm ci` runs inside images.
base() {
  docker image inspect "$BASE" >/dev/null 2>&1 && return
  command -v mmdebstrap >/dev/null || {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null
  }
  local extra=/usr/local/share/ca-certificates hook=()
  compgen -G "$extra/*.crt" >/dev/null && hook=(--customize-hook="copy-in $extra /usr/local/share"
    --customize-hook='chroot "$1" update-ca-certificates > /dev/null')
  local path excludes=()
  for path in man doc locale; do excludes+=(--dpkgopt="path-exclude=/usr/share/$path/*"); done
  mmdebstrap --quiet --variant=minbase --include=ca-certificates "${excludes[@]}" "${hook[@]}" trixie - \
    | docker import -c "LABEL $LABEL" -c 'CMD ["bash"]' - "$BASE" >/dev/null
}

# The genuine Node and npm from the npm registry.
node_image() {
  local dir=$work/node arch=x64
  [ "$(uname -m)" = aarch64 ] && arch=arm64
  mkdir -p "$dir/root/usr/local/lib/node_modules/npm"
  (cd "$work" && npm pack --silent "node-linux-$arch@24" npm@11 >/dev/null)
  tar -xzf "$work"/node-linux-*.tgz -C "$dir/root/usr/local" --strip-components=1 package/bin
  tar -xzf "$work"/npm-*.tgz -C "$dir/root/usr/local/lib/node_modules/npm" --strip-components=1
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$dir/root/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$dir/root/usr/local/bin/npx"
  chmod 755 "$dir/root/usr/local/bin/node" "$dir"/root/usr/local/lib/node_modules/npm/bin/*.js
  cp standins/node.Dockerfile "$dir/Dockerfile"
  build node:24-bookworm-slim "$dir"
}

postgres_image() {
  mkdir -p "$work/postgres"
  cp standins/postgres.Dockerfile "$work/postgres/Dockerfile"
  cp standins/postgres-entrypoint.sh "$work/postgres/docker-entrypoint.sh"
  build postgres:17 "$work/postgres"
}

# Trixie's 1.37: the static 1.35 of bookworm crashes in `wget -T`.
busybox_image() {
  local dir=$work/busybox applet
  mkdir -p "$dir"/{bin,tmp,etc,root,var}
  chmod 1777 "$dir/tmp"
  unpack trixie "$work/busybox-files" busybox-static
  find "$work/busybox-files" -name busybox -type f -exec install -m 755 {} "$dir/bin/busybox" \;
  for applet in $("$dir/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$dir/bin/$applet"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' > "$dir/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' > "$dir/etc/group"
  tar -C "$dir" --owner=0 --group=0 -c . \
    | docker import -c "LABEL $LABEL" -c 'CMD ["sh"]' -c 'ENV PATH=/bin:/sbin:/usr/bin:/usr/sbin' - "${PREFIX}busybox:1.36" >/dev/null
}

# Trixie has Prometheus 2: version 3.5 is in the suite after it.
prometheus_image() {
  local dir=$work/prometheus
  mkdir -p "$dir/bin"
  unpack forky "$work/prometheus-files" prometheus
  unpack trixie "$work/prometheus-files" busybox-static
  find "$work/prometheus-files" \( -name prometheus -o -name promtool -o -name busybox \) -path '*/bin/*' -type f \
    -exec install -m 755 -t "$dir/bin" {} +
  cp standins/prometheus.Dockerfile "$dir/Dockerfile"
  build prom/prometheus:v3.5.3 "$dir"
}

# The very version, from the suite of the base.
alertmanager_image() {
  local dir=$work/alertmanager
  mkdir -p "$dir/bin"
  unpack trixie "$work/alertmanager-files" prometheus-alertmanager
  cp -r "$work/alertmanager-files/usr/share/prometheus/alertmanager" "$dir/templates"
  unpack trixie "$work/alertmanager-files" busybox-static
  find "$work/alertmanager-files" -path '*/bin/*' -type f -name busybox -exec install -m 755 {} "$dir/bin/busybox" \;
  find "$work/alertmanager-files" -path '*/bin/*' -type f -name prometheus-alertmanager \
    -exec install -m 755 {} "$dir/bin/alertmanager" \;
  cp standins/alertmanager.Dockerfile "$dir/Dockerfile"
  build prom/alertmanager:v0.28.1 "$dir"
}

declare -A make=([busybox:1.36]=busybox_image [node:24-bookworm-slim]=node_image [postgres:17]=postgres_image
  [prom/prometheus:v3.5.3]=prometheus_image [prom/alertmanager:v0.28.1]=alertmanager_image)
for image in "$@"; do
  [ -n "${make[$image]:-}" ] || { say "$image: no stand-in is known for it"; exit 1; }
done

# The base takes as long as the downloads for the others: side by side. Nothing is built on it before it is there.
base & base_pid=$!
unpack forky "$work/warm" prometheus & warm_pid=$!
wait "$base_pid"
wait "$warm_pid"
declare -A jobs=()
for image in "$@"; do
  "${make[$image]}" & jobs[$image]=$!
done
failed=0
for image in "$@"; do
  if wait "${jobs[$image]}"; then say "$image: stand-in built"; else say "$image: failed"; failed=1; fi
done
exit $failed
