#!/bin/sh
# Deletes the instance and waits until it is gone.
set -eu
. "$(dirname "$(readlink -f "$0")")/shared.sh"

exec "$CHANDLER" deprovision "$INSTANCE_ID" --offering "$OFFERING" --plan "$PLAN" --wait "$@"
