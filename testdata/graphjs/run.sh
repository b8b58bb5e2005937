#!/usr/bin/env bash
# Runs client.mjs against `licet sandbox serve --tls`. Run it as:
# testdata/graphjs/run.sh [LICET]; without LICET the program is built first.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
server=
finish() {
  [ -z "$server" ] || { kill -INT "$server" && wait "$server" || true; }
  rm -rf "$work"
}
trap finish EXIT

licet="${1:-$work/licet}"
[ $# -gt 0 ] || go build -C "$here/../.." -o "$licet" ./cmd/licet
cp "$here/package.json" "$here/package-lock.json" "$here/client.mjs" "$work"
npm --prefix "$work" ci --silent --no-audit --no-fund

"$licet" sandbox serve --tls "$work/ca.pem" >"$work/listening" &
server=$!
for _ in $(seq 100); do
  grep -q '^listening ' "$work/listening" && break
  sleep 0.1
done
NODE_EXTRA_CA_CERTS="$work/ca.pem" node "$work/client.mjs" "$(sed 's/^listening //' "$work/listening")"
