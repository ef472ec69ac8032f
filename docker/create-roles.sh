#!/bin/bash
# Runs once, in an empty database: the monitor owns its database and is no superuser; the reader (Grafana) may only select.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set owner_password `cat /run/secrets/owner/password`
\set reader_password `cat /run/secrets/reader/password`
CREATE ROLE paramedic LOGIN PASSWORD :'owner_password';
CREATE ROLE paramedic_reader LOGIN PASSWORD :'reader_password' CONNECTION LIMIT 20;
ALTER ROLE paramedic_reader SET default_transaction_read_only = on;
ALTER ROLE paramedic_reader SET statement_timeout = '30s';
ALTER DATABASE paramedic OWNER TO paramedic;
REVOKE ALL ON DATABASE paramedic FROM PUBLIC;
GRANT CONNECT ON DATABASE paramedic TO paramedic_reader;
GRANT USAGE ON SCHEMA public TO paramedic_reader;
-- For the tables that the monitor will make, partitions included.
ALTER DEFAULT PRIVILEGES FOR ROLE paramedic IN SCHEMA public GRANT SELECT ON TABLES TO paramedic_reader;
SQL
