#!/usr/bin/env bash
# Starts workers on this machine: start-worker.sh vonk://MASTER:7077 [options of `bin/vonk worker`].
# VONK_WORKER_INSTANCES says how many (default: 1).
set -euo pipefail
sbin=$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")
instances=${VONK_WORKER_INSTANCES:-1}
case $instances in
    '' | 0 | *[!0-9]*)
        echo "vonk: VONK_WORKER_INSTANCES must be a number from 1 on; it is: $instances" >&2
        exit 2
        ;;
esac
for ((i = 1; i <= instances; i++)); do
    "$sbin/vonk-daemon.sh" start worker "$i" '^vonk worker: .* offers' worker "$@"
done
