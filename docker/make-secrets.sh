#!/bin/sh
# Makes every password and token of the stack at its first start, each in a volume that only its readers mount, as a file
# that only they can read. What is there already is never changed. Owner and group are the users of the official images:
# postgres 999, monitor 1000, prometheus 65534, grafana 472.
set -eu
umask 077

make() { # make FOLDER/FILE OWNER:GROUP MODE
  path=/secrets/$1
  chmod 755 "${path%/*}"
  if [ -s "$path" ]; then
    return
  fi
  # Complete before it has its name: a start that was cut off leaves no half secret.
  head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n' > "$path.new"
  chmod "$3" "$path.new"
  chown "$2" "$path.new"
  mv "$path.new" "$path"
  echo "made $1"
}

make superuser/password 0:999 440
make owner/password 1000:999 440
make reader/password 472:999 440
make token/token 1000:65534 440
make grafana/password 472:0 400
