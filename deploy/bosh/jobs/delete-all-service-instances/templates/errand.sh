#!/bin/sh
exec /var/vcap/jobs/bpm/bin/bpm run delete-all-service-instances
