#!/bin/bash
# What users of the official image expect of its entry point: POSTGRES_USER, POSTGRES_PASSWORD(_FILE), POSTGRES_DB,
# POSTGRES_HOST_AUTH_METHOD, and the scripts of the init folder, run once in an empty data folder.
set -Eeuo pipefail
[ "${1:-postgres}" = postgres ] || [ "${1:0:1}" = - ] || exec "$@"
[ "${1:-}" != postgres ] || shift
[ -z "${POSTGRES_PASSWORD_FILE:-}" ] || POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
export POSTGRES_USER=${POSTGRES_USER:-postgres}
export POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
as() { gosu postgres "$@"; }

install -d -o postgres -g postgres -m 0700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}"
  password=$(as mktemp)
  echo "$POSTGRES_PASSWORD" > "$password"
  as initdb --username="$POSTGRES_USER" --pwfile="$password" >/dev/null
  rm "$password"
  echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"
  # No TCP until the init folder has run: who waits for the port finds the finished database.
  as pg_ctl -D "$PGDATA" -w start -o "-c listen_addresses=''" >/dev/null
  export PGPASSWORD=$POSTGRES_PASSWORD
  psql=(psql -v ON_ERROR_STOP=1 --no-password --username "$POSTGRES_USER")
  [ "$POSTGRES_DB" = postgres ] || as createdb --username "$POSTGRES_USER" --maintenance-db=postgres "$POSTGRES_DB"
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sql) as "${psql[@]}" --dbname "$POSTGRES_DB" -f "$file" ;;
      *.sh) as bash "$file" ;;
    esac
  done
  as pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
fi
exec gosu postgres postgres "$@"
