#!/usr/bin/env bash
# Starts workers on this machine: start-worker.sh vonk://MASTER:7077 [options of `bin/vonk worker`].
# VONK_WORKER_INSTANCES says how many (default: 1).
set -euo pipefail
for ((i = 1; i <= ${VONK_WORKER_INSTANCES:-1}; i++)); do
    "$(dirname "$0")/vonk-daemon.sh" start worker "$i" '^vonk worker: .* offers' worker "$@"
done
