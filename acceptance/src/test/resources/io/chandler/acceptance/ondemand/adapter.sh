#!/bin/sh
# A service adapter without a process of its own: all is done by the shell. It notes its calls in the file "calls" beside
# it, waits while there is a file "hold-COMMAND-INSTANCE", fails while there is a file "fail-COMMAND", tells the user a
# secret while there is a file "tell-COMMAND", and says all that it is told and makes while there is a file "talk".
here=${0%/*}
IFS= read -r input
rest=${input#*service-instance_}
id=${rest%%[!A-Za-z0-9-]*}
echo "$1 $id" >>"$here/calls"
case $input in *'client_secret\":\"'*)
  secret=${input#*client_secret\\\":\\\"}
  secret=${secret%%\\\"*}
  [ -z "$secret" ] || echo "$secret" >>"$here/client-secrets" ;;
esac
echo "adapter: $1 of $id" >&2
[ ! -e "$here/talk" ] || printf '%s\n' "$input" >&2
while [ -e "$here/hold-$1-$id" ]; do sleep 0.02; done
if [ -e "$here/fail-$1" ]; then
  echo 'The adapter has failed.'
  exit 1
fi
if [ -e "$here/tell-$1" ]; then
  printf '%s' 'The password MarkOfAnAdaptersSecret is wrong.'
  exit 1
fi
case $1 in
  generate-manifest)
    [ ! -e "$here/talk" ] || echo 'made MarkOfAnAdaptersSecret' >&2
    printf '%s' '{"manifest":"name: service-instance_'"$id"'\nreleases: [{name: redis, version: \"1\"}]\nstemcells: [{alias: only, os: ubuntu-jammy, version: \"1\"}]\nupdate: {canaries: 1, canary_watch_time: 1-2, update_watch_time: 1-2, max_in_flight: 1}\ninstance_groups:\n- name: server\n  instances: 1\n  vm_type: s\n  azs: [z1]\n  networks: [{name: n}]\n  stemcell: only\n  jobs: [{name: server, release: redis, provides: {address: {as: address, shared: true}}}, {name: smoke, release: redis}, {name: seed, release: redis}, {name: drain, release: redis}, {name: dump, release: redis}]\n  properties: {password: ((odb_secret:password))}\n","secrets":{"password":"MarkOfAnAdaptersSecret"},"configs":{"cloud":"{vm_extensions: []}"}}'
    ;;
  create-binding)
    [ ! -e "$here/talk" ] || echo 'made MarkOfABindingsPassword' >&2
    echo '{"credentials":{"password":"MarkOfABindingsPassword"}}'
    ;;
  dashboard-url)
    echo '{"dashboard_url":"https://dashboard.example.com/'"$id"'"}'
    ;;
  delete-binding) ;;
  *) exit 10 ;;
esac
