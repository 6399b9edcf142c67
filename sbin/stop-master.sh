#!/usr/bin/env bash
# Stops the master of this machine.
exec "$(dirname "$0")/vonk-daemon.sh" stop master 1
