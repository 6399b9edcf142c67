#!/usr/bin/env bash
# Starts, stops and looks at daemons of Vonk on this machine; the other scripts of this folder call it.
#
#   vonk-daemon.sh start NAME INSTANCE READY-PATTERN COMMAND...   runs `bin/vonk COMMAND...` in the background
#   vonk-daemon.sh stop NAME INSTANCE
#   vonk-daemon.sh status NAME INSTANCE
#
#   VONK_PID_DIR  where process numbers are kept (default: /tmp)
#   VONK_LOG_DIR  where daemons print to (default: logs, beside this folder)
set -euo pipefail

fail() { # fail LINE...
    printf 'vonk: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '      %s\n' "$@" >&2
    exit 1
}

[ $# -ge 3 ] || fail 'vonk-daemon.sh start|stop|status NAME INSTANCE …' 'start-master.sh and its neighbours call it.'
home=$(CDPATH='' cd -P "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")/.." && pwd)
action=$1 name=$2 instance=$3
shift 3
pids=${VONK_PID_DIR:-/tmp}
logs=${VONK_LOG_DIR:-$home/logs}
pid_file=$pids/vonk-$(id -un)-$name-$instance.pid
log=$logs/vonk-$(id -un)-$name-$instance.log

# The number of the running daemon, or nothing: a number that belongs to another program by now is none.
running() {
    local pid
    [ -r "$pid_file" ] || return 0
    pid=$(cat "$pid_file")
    case $pid in '' | *[!0-9]*) return 0 ;; esac
    case "$(ps -o command= -p "$pid" 2>/dev/null || true) " in
        *"io.vonk.cli.Main $name "* | *"/bin/vonk $name "*) echo "$pid" ;;
    esac
}

start() {
    local ready=$1 pid i
    shift
    pid=$(running)
    [ -z "$pid" ] || fail "$name $instance runs already, as process $pid" "Stop it first: sbin/stop-$name.sh"
    mkdir -p "$pids" "$logs"
    for i in 4 3 2 1; do
        [ ! -f "$log.$i" ] || mv -f "$log.$i" "$log.$((i + 1))"
    done
    [ ! -f "$log" ] || mv -f "$log" "$log.1"
    nohup "$home/bin/vonk" "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    echo "$pid" >"$pid_file"
    for ((i = 0; i < 1200; i++)); do
        if grep -qE -- "$ready" "$log"; then
            grep -E -- "$ready" "$log" | head -n 1
            return
        fi
        if ! kill -0 "$pid" 2>/dev/null; then
            rm -f "$pid_file"
            tail -n 20 "$log" >&2
            fail "$name $instance has not come up" "Its log: $log"
        fi
        sleep 0.1
    done
    kill "$pid" 2>/dev/null || true
    rm -f "$pid_file"
    tail -n 20 "$log" >&2
    fail "$name $instance is not ready after two minutes, and was stopped" "Its log: $log"
}

stop() {
    local pid i
    pid=$(running)
    if [ -z "$pid" ]; then
        rm -f "$pid_file"
        echo "vonk: $name $instance does not run"
        return
    fi
    kill "$pid" 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do
        if [ -z "$(running)" ]; then
            rm -f "$pid_file"
            echo "vonk: $name $instance has ended"
            return
        fi
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$pid_file"
    echo "vonk: $name $instance did not end within 10 s and was killed"
}

case $action in
    start) start "$@" ;;
    stop) stop ;;
    status)
        pid=$(running)
        [ -n "$pid" ] || fail "$name $instance does not run"
        echo "vonk: $name $instance runs as process $pid"
        ;;
    *) fail "unknown action '$action'" 'There is start, stop and status.' ;;
esac
