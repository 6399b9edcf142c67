#!/usr/bin/env bash
# Starts a master here, and a worker on each host that conf/workers names: `localhost` here, others by ssh, where Vonk must lie in the
# same folder. VONK_MASTER_HOST is what the others call this machine; VONK_SSH_OPTS are options of ssh.
set -euo pipefail
sbin=$(CDPATH='' cd -P "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")" && pwd)
workers=$sbin/../conf/workers
[ -r "$workers" ] || workers=$sbin/../dist/src/conf/workers # in a checkout of the sources
url=vonk://${VONK_MASTER_HOST:-127.0.0.1}:${VONK_MASTER_PORT:-7077}
if [ -z "${VONK_MASTER_HOST:-}" ] && grep -qvE '^(#|localhost$|$)' "$workers"; then
    echo "vonk: $workers names other hosts; set VONK_MASTER_HOST to what they call this machine" >&2
    exit 2
fi
"$sbin/start-master.sh"
read -r -a ssh_options <<<"${VONK_SSH_OPTS:-}"
while read -r host || [ -n "$host" ]; do
    case $host in
        '' | \#*) ;;
        localhost) "$sbin/start-worker.sh" "$url" ;;
        *) ssh "${ssh_options[@]}" -n "$host" "VONK_WORKER_HOST='$host' '$sbin/start-worker.sh' '$url'" ;;
    esac
done <"$workers"
