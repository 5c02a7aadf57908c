# What the scripts of this folder share; each is one step in the life of an instance. Change it by the environment:
#   CHANDLER                     the command: that of this source tree, or the one on the PATH
#   CHANDLER_TARGET              the address of the broker; required
#   CHANDLER_USER, CHANDLER_PASSWORD, CHANDLER_CA   see docs/command-line.md
#   OFFERING, PLAN               what is provisioned (postgres, small)
#   INSTANCE_ID, BINDING_ID      ids of what is made
# shellcheck shell=sh disable=SC2034 # the scripts use them
set -eu

folder=$(dirname "$(readlink -f "$0")")
if [ -z "${CHANDLER:-}" ]; then
  if [ -x "$folder/../../chandler" ]; then CHANDLER=$folder/../../chandler; else CHANDLER=chandler; fi
fi
: "${CHANDLER_TARGET:?must be the address of the broker, such as https://broker.example.com}"
: "${OFFERING:=postgres}"
: "${PLAN:=small}"
: "${INSTANCE_ID:=d5d242c1-0000-4000-8000-0242ac110002}"
: "${BINDING_ID:=d5d242c1-0000-4000-8000-0242ac110004}"
