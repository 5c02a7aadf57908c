#!/bin/sh
exec /var/vcap/jobs/bpm/bin/bpm run register-broker
