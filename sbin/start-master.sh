#!/usr/bin/env bash
# Starts a master on this machine; options are those of `bin/vonk master`.
exec "$(dirname "$(readlink -f "$0" 2>/dev/null || echo "$0")")/vonk-daemon.sh" start master 1 '^vonk master: ready at' master "$@"
