#!/bin/sh
# Deletes the binding.
set -eu
. "$(dirname "$(readlink -f "$0")")/shared.sh"

exec "$CHANDLER" unbind "$INSTANCE_ID" "$BINDING_ID" --offering "$OFFERING" --plan "$PLAN" --wait "$@"
