#!/bin/sh
# Shows the broker's instances and bindings with kubectl, through the cluster that it is in or its own API; see docs/kubernetes-api.md.
#   KUBECTL   the command, with options that lead to the API if need be (kubectl)
set -eu

# shellcheck disable=SC2086 # options are words of their own
exec ${KUBECTL:-kubectl} get serviceinstances.broker.chandler.io,servicebindings.broker.chandler.io --all-namespaces "$@"
