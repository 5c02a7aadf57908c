#!/bin/sh
exec /var/vcap/jobs/bpm/bin/bpm run upgrade-all-service-instances
