# Shared by engine.sh and standins.sh: packages of a Debian suite beside the machine's own, without touching its sources.
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/paramedic
mkdir -p "$CACHE"

say() { echo "• $*" >&2; }

# suite_apt SUITE ARGS... : apt-get with a private root for that suite, from the mirror that this machine uses
suite_apt() {
  local suite=$1 dir=$CACHE/apt-$1
  shift
  mkdir -p "$dir"/state/lists/partial "$dir"/cache/archives/partial "$dir"/etc/preferences.d "$dir"/etc/apt.conf.d
  touch "$dir/state/status"
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | sort -u | head -n1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$dir/etc/sources.list"
  local options=(-qq -o Dir::Etc="$dir/etc" -o Dir::Etc::sourcelist="$dir/etc/sources.list"
    -o Dir::Etc::sourceparts=/dev/null -o Dir::State="$dir/state" -o Dir::State::status="$dir/state/status"
    -o Dir::Cache="$dir/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none)
  if [ ! -e "$dir/fresh" ] || [ -n "$(find "$dir/fresh" -mmin +720)" ]; then
    apt-get "${options[@]}" update >&2
    touch "$dir/fresh"
  fi
  apt-get "${options[@]}" "$@"
}

# unpack SUITE DIR PACKAGE... : the files of these packages, not installed
unpack() {
  local suite=$1 dir=$2 package
  shift 2
  mkdir -p "$dir"
  (
    flock 9 # two steps may want the same suite at the same time
    for package in "$@"; do
      compgen -G "$CACHE/deb-$suite/${package}_*.deb" >/dev/null && continue
      mkdir -p "$CACHE/deb-$suite"
      (cd "$CACHE/deb-$suite" && suite_apt "$suite" download "$package" >/dev/null)
    done
  ) 9> "$CACHE/lock-$suite"
  for package in "$@"; do
    dpkg-deb --fsys-tarfile "$CACHE/deb-$suite/${package}"_*.deb | tar -x --no-same-owner -C "$dir"
  done
}
