#!/usr/bin/env bash
# Stops the workers of this machine.
set -euo pipefail
shopt -s nullglob
sbin=$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")
found=
for file in "${VONK_PID_DIR:-/tmp}/vonk-$(id -un)-worker-"*.pid; do
    instance=${file##*-worker-}
    found=yes
    "$sbin/vonk-daemon.sh" stop worker "${instance%.pid}"
done
[ -n "$found" ] || echo 'vonk: no worker runs here that was started by start-worker.sh'
