#!/bin/sh
exec /var/vcap/jobs/bpm/bin/bpm run deregister-broker
