package io.chandler.osb.client;

import java.util.Optional;

/**
 * An operation that a broker works on: what a poll sends.
 *
 * @param call the call that started it
 * @param bindingId of a bind or unbind
 * @param serviceId sent as a hint
 * @param planId sent as a hint; during a change of plans the plan before it
 * @param operation what the broker handed out with its 202
 */
public record PendingOperation(
        PlatformCall call,
        String instanceId,
        Optional<String> bindingId,
        Optional<String> serviceId,
        Optional<String> planId,
        Optional<String> operation) {

    /** @throws IllegalArgumentException where the call starts no operations, or a binding's id is missing or too much */
    public PendingOperation {
        if (!call.startsOperations()) {
            throw new IllegalArgumentException("The call " + call + " starts no operations.");
        }
        if (bindingId.isPresent() != (call == PlatformCall.BIND || call == PlatformCall.UNBIND)) {
            throw new IllegalArgumentException("The id of a binding belongs to a bind or an unbind, not to " + call);
        }
    }
}
