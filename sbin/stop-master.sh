#!/usr/bin/env bash
# Stops the master of this machine.
exec "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")/vonk-daemon.sh" stop master 1
