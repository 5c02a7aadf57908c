package io.chandler.adapter;

/** Answers {@code create-binding}. */
@FunctionalInterface
public non-sealed interface BindingCreator extends SubcommandHandler {

    /**
     * Gives an app what it needs to use the instance.
     *
     * @throws BindingAlreadyExistsException if there is a binding with the id (the platform gets 409)
     * @throws AppGuidNotProvidedException if the service can be bound to apps only (422)
     * @throws AdapterException with a message for the user
     * @throws Exception whose message only the operator sees
     */
    Binding createBinding(BindingRequest request) throws Exception;
}
