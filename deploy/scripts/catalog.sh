#!/bin/sh
# Shows what the broker offers.
set -eu
. "$(dirname "$(readlink -f "$0")")/shared.sh"

exec "$CHANDLER" catalog "$@"
