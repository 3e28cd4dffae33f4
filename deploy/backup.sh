#!/bin/sh
# Backs up a running Parley: the record (Postgres) and the media files.
#
#   DATABASE_URL=postgres://… PARLEY_HOME=/data deploy/backup.sh DIRECTORY
#
# Makes DIRECTORY/parley-<time>/ and prints its name. DIRECTORY/tombstones.jsonl names, by keyed hashes, who was erased up to the newest
# backup: whoever an older backup brings back is erased again by it. The user in DATABASE_URL must see every row: a superuser, or one with
# BYPASSRLS. Temporal is not backed up: runs are rebuilt from the record. The master key is not in it either: keep
# PARLEY_MASTER_KEY (or PARLEY_HOME/master.key) somewhere else, because without it nothing sealed can be read again.
#
# With containers the commands are given, for example:
#   PG_DUMP="docker compose exec -T postgres pg_dump" MEDIA_TAR="docker compose exec -T api tar -C /data -cf - media"
#   TOMBSTONES="docker compose exec -T worker cat /data/tombstones.jsonl"
set -eu

if [ $# -ne 1 ]; then
  echo "usage: deploy/backup.sh DIRECTORY" >&2
  exit 2
fi
: "${DATABASE_URL:?set it to the address of the record}"
pg_dump=${PG_DUMP:-pg_dump}
umask 077
name=parley-$(date -u +%Y%m%dT%H%M%SZ)
unfinished=$1/.$name.unfinished
mkdir -p "$unfinished"
trap 'rm -rf "$unfinished"' EXIT
trap 'exit 1' INT TERM

taken=$(date -u +%Y-%m-%dT%H:%M:%SZ)
# Live events are left out: their positions mean nothing in another database, and whoever watches loads anew.
$pg_dump --format=custom --compress=6 --exclude-table-data=events --dbname="$DATABASE_URL" > "$unfinished/record.dump"

# After the record: every file it knows is there, and some that it does not know yet.
if [ -n "${MEDIA_TAR:-}" ]; then
  $MEDIA_TAR > "$unfinished/media.tar"
elif [ -n "${PARLEY_HOME:-}" ] && [ -d "$PARLEY_HOME/media" ]; then
  # A file that comes or goes meanwhile (1) is no failure.
  tar -C "$PARLEY_HOME" -cf "$unfinished/media.tar" media || [ $? -eq 1 ]
fi

(
  cd "$unfinished"
  echo "taken $taken" > MANIFEST
  for file in record.dump media.tar; do
    if [ -f "$file" ]; then sha256sum "$file" >> MANIFEST; fi
  done
)
if [ -n "${TOMBSTONES:-}" ]; then
  $TOMBSTONES > "$unfinished/.tombstones" || : > "$unfinished/.tombstones"
elif [ -n "${PARLEY_HOME:-}" ] && [ -f "$PARLEY_HOME/tombstones.jsonl" ]; then
  cp "$PARLEY_HOME/tombstones.jsonl" "$unfinished/.tombstones"
fi
if [ -f "$unfinished/.tombstones" ]; then
  touch "$1/tombstones.jsonl"
  sort -u "$1/tombstones.jsonl" "$unfinished/.tombstones" > "$unfinished/.all"
  mv "$unfinished/.all" "$1/tombstones.jsonl"
  rm "$unfinished/.tombstones"
fi
sync "$unfinished"/* 2> /dev/null || true
mv "$unfinished" "$1/$name"
echo "$1/$name"
