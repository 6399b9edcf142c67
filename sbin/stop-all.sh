#!/usr/bin/env bash
# Stops what start-all.sh has started.
set -euo pipefail
sbin=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)
workers=$sbin/../conf/workers
[ -r "$workers" ] || workers=$sbin/../dist/src/conf/workers # in a checkout of the sources
read -r -a ssh_options <<<"${VONK_SSH_OPTS:-}"
while read -r host || [ -n "$host" ]; do
    case $host in
        '' | \#*) ;;
        localhost) "$sbin/stop-worker.sh" ;;
        *) ssh "${ssh_options[@]}" -n "$host" "'$sbin/stop-worker.sh'" ;;
    esac
done <"$workers"
"$sbin/stop-master.sh"
