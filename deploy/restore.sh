#!/bin/sh
# Restores a backup of deploy/backup.sh into an empty database. Nothing of Parley may run meanwhile.
#
#   DATABASE_URL=postgres://… PARLEY_MASTER_KEY=… PARLEY_HOME=/data deploy/restore.sh BACKUP [--no-gap]
#
# Temporal may be empty or the old one: runs are rebuilt from the record. What stood open in the backup may have been sent
# since; it is not sent again but shown to people. --no-gap says that the old system did nothing after the backup.
#
# With containers the commands are given, for example:
#   PSQL="docker compose exec -T postgres psql" PG_RESTORE="docker compose exec -T postgres pg_restore"
#   MEDIA_UNTAR="docker compose run --rm -T api tar -C /data -xf -"
#   TOMBSTONES_ADD="docker compose run --rm -T worker tee -a /data/tombstones.jsonl"
#   AFTER_RESTORE="docker compose run --rm -T prepare node scripts/after-restore.ts"
set -eu

backup=${1:-}
gap=${2:-}
if [ ! -f "$backup/record.dump" ] || [ ! -f "$backup/MANIFEST" ] || { [ -n "$gap" ] && [ "$gap" != --no-gap ]; }; then
  echo "usage: deploy/restore.sh BACKUP [--no-gap]   (BACKUP is a directory that deploy/backup.sh made)" >&2
  exit 2
fi
: "${DATABASE_URL:?set it to the address of an empty database}"
psql=${PSQL:-psql}
pg_restore=${PG_RESTORE:-pg_restore}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

if ! (cd "$backup" && grep -v '^taken ' MANIFEST | sha256sum --check --quiet -); then
  echo "The backup is damaged: its files are not those its MANIFEST names. Take another one." >&2
  exit 1
fi
tables=$($psql --dbname="$DATABASE_URL" --no-psqlrc --tuples-only --no-align \
  --command="select count(*) from pg_tables where schemaname = 'public'")
if [ "$tables" != 0 ]; then
  echo "The database is not empty ($tables tables): give the address of a new one." >&2
  exit 1
fi

# Policies name roles, and a dump of one database holds none.
$pg_restore --schema-only --no-owner --no-privileges --file=- < "$backup/record.dump" \
  | sed -n 's/^.* TO \(parley_[a-z_]*\).*$/\1/p' | sort -u \
  | while read -r role; do
      echo "do \$\$ begin if not exists (select from pg_roles where rolname = '$role') then create role $role nologin; end if; end \$\$;"
    done \
  | $psql --dbname="$DATABASE_URL" --no-psqlrc --quiet --set=ON_ERROR_STOP=1
$pg_restore --no-owner --no-privileges --exit-on-error --single-transaction --dbname="$DATABASE_URL" < "$backup/record.dump"

if [ -f "$backup/media.tar" ]; then
  if [ -n "${MEDIA_UNTAR:-}" ]; then
    $MEDIA_UNTAR < "$backup/media.tar"
  elif [ -n "${PARLEY_HOME:-}" ]; then
    mkdir -p "$PARLEY_HOME"
    tar -C "$PARLEY_HOME" -xf "$backup/media.tar"
  else
    echo "The media files are not restored: set PARLEY_HOME." >&2
    exit 1
  fi
fi

# Who was erased since the backup is erased again.
tombstones=$(dirname "$backup")/tombstones.jsonl
if [ -f "$tombstones" ]; then
  if [ -n "${TOMBSTONES_ADD:-}" ]; then
    $TOMBSTONES_ADD < "$tombstones" > /dev/null
  elif [ -n "${PARLEY_HOME:-}" ]; then
    mkdir -p "$PARLEY_HOME"
    (umask 077 && cat "$tombstones" >> "$PARLEY_HOME/tombstones.jsonl")
  fi
fi

# Rights, migrations of a newer version, and what may not go on by itself.
if [ -n "${AFTER_RESTORE:-}" ]; then
  $AFTER_RESTORE $gap
else
  "${NODE:-$root/node_modules/.bin/node}" "$root/scripts/after-restore.ts" $gap
fi
echo "Restored: $(sed -n 's/^taken /taken /p' "$backup/MANIFEST"). Start Parley now."
