package io.chandler.osb;

import java.util.Optional;

/**
 * A poll of an instance's operation.
 *
 * @param operation the operation string that the broker gave out; empty means the latest operation, and so does a
 *     string that the broker does not know
 */
public record LastOperationRequest(
        Caller caller,
        String instanceId,
        Optional<String> serviceId,
        Optional<String> planId,
        Optional<String> operation) {}
