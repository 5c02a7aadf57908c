package io.chandler.osb;

/**
 * The protocol as a Java interface: one method per call of the API. The {@link Endpoint} has checked what needs no
 * state (version, route, body, required fields, types) before it calls a method; ids are decoded.
 *
 * <p>Implementations are thread-safe: calls for the same instance may arrive at once. Methods may block; they are
 * called on virtual threads. An exception that leaves a method, and null, is answered with a support id, and its
 * cause is handed to the {@link EndpointListener}; see {@link Endpoint}.
 */
public interface ServiceBroker {

    /** The catalog that the caller's platform sees; called for each catalog request, so it must be cheap. */
    PublishedCatalog catalog(Caller caller);

    /** {@code PUT /v2/service_instances/:instance_id}: section "Provisioning". */
    Answer.Provision provision(ProvisionRequest request);

    /** {@code PATCH /v2/service_instances/:instance_id}: section "Updating a Service Instance". */
    Answer.Update update(UpdateRequest request);

    /** {@code DELETE /v2/service_instances/:instance_id}: section "Deprovisioning". */
    Answer.Deprovision deprovision(DeprovisionRequest request);

    /** {@code GET /v2/service_instances/:instance_id}: section "Fetching a Service Instance". */
    Answer.FetchInstance fetchInstance(FetchInstanceRequest request);

    /** {@code GET /v2/service_instances/:instance_id/last_operation}. */
    Answer.LastOperation lastOperation(LastOperationRequest request);

    /** {@code PUT .../service_bindings/:binding_id}: sections "Binding" and "Rotating a Service Binding". */
    Answer.Bind bind(BindRequest request);

    /** {@code DELETE .../service_bindings/:binding_id}: section "Unbinding". */
    Answer.Unbind unbind(UnbindRequest request);

    /** {@code GET .../service_bindings/:binding_id}: section "Fetching a Service Binding". */
    Answer.FetchBinding fetchBinding(FetchBindingRequest request);

    /** {@code GET .../service_bindings/:binding_id/last_operation}. */
    Answer.LastBindingOperation lastBindingOperation(LastBindingOperationRequest request);
}
