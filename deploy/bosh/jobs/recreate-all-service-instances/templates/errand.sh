#!/bin/sh
exec /var/vcap/jobs/bpm/bin/bpm run recreate-all-service-instances
