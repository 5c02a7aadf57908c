#!/bin/sh
# Makes a binding and shows its credentials.
set -eu
. "$(dirname "$(readlink -f "$0")")/shared.sh"

exec "$CHANDLER" bind "$INSTANCE_ID" --offering "$OFFERING" --plan "$PLAN" --id "$BINDING_ID" --wait --show-secrets "$@"
