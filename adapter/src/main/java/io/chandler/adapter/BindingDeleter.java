package io.chandler.adapter;

/** Answers {@code delete-binding}. */
@FunctionalInterface
public non-sealed interface BindingDeleter extends SubcommandHandler {

    /**
     * Takes back what the binding gave.
     *
     * @throws BindingNotFoundException if there is no binding with the id (the platform gets 410)
     * @throws AdapterException with a message for the user
     * @throws Exception whose message only the operator sees
     */
    void deleteBinding(BindingRequest request) throws Exception;
}
