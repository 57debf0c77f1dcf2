# Starts a Postgres server of its own for the tests, on a folder that is thrown away. Sourced: sets TEST_POSTGRES, and POSTGRES_DIR for
# stop_postgres. As root it runs as the user `postgres`, because Postgres refuses to run as root.

postgres_bin() {
  local found
  found="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
  if [ -z "$found" ] && command -v initdb >/dev/null 2>&1; then found="$(dirname "$(command -v initdb)")"; fi
  [ -n "$found" ] && echo "$found"
}

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

start_postgres() {
  local bin port
  bin="$(postgres_bin)" || fail "Postgres is missing: scripts/setup test installs it."
  POSTGRES_DIR="$(mktemp -d /tmp/connect-postgres-XXXXXX)"
  [ "$(id -u)" != 0 ] || chown postgres "$POSTGRES_DIR"
  # What is tested is this program's death and not the machine's, so that nothing waits for a disk.
  (cd / && quietly "Postgres could not be set up" as_postgres "$bin/initdb" -D "$POSTGRES_DIR/data" -U connect -A trust -E UTF8 --locale=C --no-sync)
  for port in $((20000 + RANDOM % 20000)) $((20000 + RANDOM % 20000)) $((20000 + RANDOM % 20000)); do
    if (cd / && as_postgres "$bin/pg_ctl" -D "$POSTGRES_DIR/data" -l "$POSTGRES_DIR/log" -w -s \
      -o "-c listen_addresses=127.0.0.1 -p $port -k $POSTGRES_DIR -c fsync=off -c max_connections=600 -c shared_buffers=64MB" start >/dev/null 2>&1); then
      export TEST_POSTGRES="postgres://connect@127.0.0.1:$port"
      return
    fi
  done
  tail -n 20 "$POSTGRES_DIR/log" >&2
  fail "Postgres did not start."
}

stop_postgres() {
  [ -n "${POSTGRES_DIR:-}" ] || return 0
  (cd / && as_postgres "$(postgres_bin)/pg_ctl" -D "$POSTGRES_DIR/data" -m immediate -s stop >/dev/null 2>&1) || true
  rm -rf "$POSTGRES_DIR"
  unset TEST_POSTGRES POSTGRES_DIR
}
