#!/bin/sh
# Begins to make an instance; last-operation.sh tells how far it is.
set -eu
. "$(dirname "$(readlink -f "$0")")/shared.sh"

exec "$CHANDLER" provision "$OFFERING" "$PLAN" --id "$INSTANCE_ID" "$@"
