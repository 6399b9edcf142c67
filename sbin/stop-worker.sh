#!/usr/bin/env bash
# Stops the workers of this machine.
set -euo pipefail
shopt -s nullglob
for file in "${VONK_PID_DIR:-/tmp}/vonk-$(id -un)-worker-"*.pid; do
    instance=${file##*-worker-}
    "$(dirname "$0")/vonk-daemon.sh" stop worker "${instance%.pid}"
done
