#!/bin/sh
# Waits until the instance's last operation has ended; exit code 1 if it failed.
set -eu
. "$(dirname "$(readlink -f "$0")")/shared.sh"

exec "$CHANDLER" operation "$INSTANCE_ID" --offering "$OFFERING" --plan "$PLAN" --wait "$@"
