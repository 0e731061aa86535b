#!/bin/sh
# Run by the postgres image when its data folder is new.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
    --set owner_password="$OWNER_PASSWORD" --set service_password="$SERVICE_PASSWORD" --file /dial2/roles.sql
