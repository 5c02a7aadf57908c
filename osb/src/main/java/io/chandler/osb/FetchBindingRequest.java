package io.chandler.osb;

import java.util.Optional;

/** A request for what is known of a service binding; the ids of offering and plan are hints. */
public record FetchBindingRequest(
        Caller caller, String instanceId, String bindingId, Optional<String> serviceId, Optional<String> planId) {}
