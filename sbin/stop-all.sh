#!/usr/bin/env bash
# Stops what start-all.sh has started.
set -euo pipefail
sbin=$(CDPATH='' cd -P "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")" && pwd)
workers=$sbin/../conf/workers
[ -r "$workers" ] || workers=$sbin/../dist/src/conf/workers # in a checkout of the sources
failed=0
read -r -a ssh_options <<<"${VONK_SSH_OPTS:-}"
while read -r host || [ -n "$host" ]; do
    case $host in
        '' | \#*) ;;
        localhost) "$sbin/stop-worker.sh" ;;
        *) ssh "${ssh_options[@]}" -n "$host" "'$sbin/stop-worker.sh'" || {
            echo "vonk: the workers of $host could not be stopped" >&2
            failed=1
        } ;;
    esac
done <"$workers"
"$sbin/stop-master.sh"
exit "$failed"
