package io.chandler.osb;

import java.util.Optional;

/** A poll of a binding's operation; see {@link LastOperationRequest}. */
public record LastBindingOperationRequest(
        Caller caller,
        String instanceId,
        String bindingId,
        Optional<String> serviceId,
        Optional<String> planId,
        Optional<String> operation) {}
