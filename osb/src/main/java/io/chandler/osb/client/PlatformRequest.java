package io.chandler.osb.client;

import java.util.Optional;

/**
 * A request as a platform states it. Each has a short form {@code of} with what is required, and methods that return a
 * changed copy. {@code toString} hides parameters, which may hold secrets.
 */
public sealed interface PlatformRequest permits InstanceRequest, BindingRequest, PlatformRequest.Mutation {

    /** The instance that the request is about; any text that is not empty. */
    String instanceId();

    /** A request that a broker may answer with an operation. */
    sealed interface Mutation extends PlatformRequest
            permits InstanceRequest.Provision,
                    InstanceRequest.Update,
                    InstanceRequest.Deprovision,
                    BindingRequest.Bind,
                    BindingRequest.Unbind {

        /** Whether the broker may answer asynchronously. */
        boolean acceptsIncomplete();

        /** The operation that this request has started. */
        PendingOperation pending(Optional<String> operation);
    }
}
