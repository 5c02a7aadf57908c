package io.chandler.osb;

import java.util.Optional;

/** A request for what is known of a service instance; the ids of offering and plan are hints. */
public record FetchInstanceRequest(
        Caller caller, String instanceId, Optional<String> serviceId, Optional<String> planId) {}
