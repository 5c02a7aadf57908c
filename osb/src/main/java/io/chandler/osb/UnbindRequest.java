package io.chandler.osb;

import java.util.Optional;

/**
 * A request to delete a service binding. The ids are required by the specification, but whether the binding exists is
 * decided first (410), so the broker answers for their absence (400).
 */
public record UnbindRequest(
        Caller caller,
        String instanceId,
        String bindingId,
        boolean acceptsIncomplete,
        Optional<String> serviceId,
        Optional<String> planId) {}
