package io.chandler.osb.client;

import io.chandler.osb.Json;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.client.PlatformRequest.Mutation;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Requests about bindings; see {@link PlatformRequest}. */
public sealed interface BindingRequest extends PlatformRequest {

    /**
     * Sections "Binding" and "Rotating a Service Binding".
     *
     * @param bindResource omitted where it is empty; the app's id is {@code app_guid} in it
     * @param context omitted where it is empty
     * @param parameters what the user gave; omitted where it is empty
     * @param predecessorBindingId the binding that this one follows
     */
    record Bind(
            String instanceId,
            String bindingId,
            boolean acceptsIncomplete,
            String serviceId,
            String planId,
            ObjectNode bindResource,
            PlatformContext context,
            ObjectNode parameters,
            Optional<String> predecessorBindingId)
            implements BindingRequest, Mutation {

        /** A synchronous request without parameters. */
        public static Bind of(String instanceId, String bindingId, String serviceId, String planId) {
            return new Bind(
                    instanceId, bindingId, false, serviceId, planId, none(), noContext(), none(), Optional.empty());
        }

        /** Whether the broker may answer asynchronously. */
        public Bind acceptsIncomplete(boolean accepts) {
            return new Bind(
                    instanceId,
                    bindingId,
                    accepts,
                    serviceId,
                    planId,
                    bindResource,
                    context,
                    parameters,
                    predecessorBindingId);
        }

        /** For what the binding is made. */
        public Bind bindResource(ObjectNode resource) {
            return new Bind(
                    instanceId,
                    bindingId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    resource,
                    context,
                    parameters,
                    predecessorBindingId);
        }

        /** For which app the binding is made. */
        public Bind app(String appId) {
            return bindResource(bindResource.deepCopy().put("app_guid", appId));
        }

        /** Where the binding belongs. */
        public Bind context(PlatformContext newContext) {
            return new Bind(
                    instanceId,
                    bindingId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    bindResource,
                    newContext,
                    parameters,
                    predecessorBindingId);
        }

        /** What the user gave. */
        public Bind parameters(ObjectNode newParameters) {
            return new Bind(
                    instanceId,
                    bindingId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    bindResource,
                    context,
                    newParameters,
                    predecessorBindingId);
        }

        /** The binding that this one follows; only for plans whose {@code binding_rotatable} is true. */
        public Bind predecessor(String predecessorId) {
            return new Bind(
                    instanceId,
                    bindingId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    bindResource,
                    context,
                    parameters,
                    Optional.of(predecessorId));
        }

        @Override
        public PendingOperation pending(Optional<String> operation) {
            return new PendingOperation(
                    PlatformCall.BIND,
                    instanceId,
                    Optional.of(bindingId),
                    Optional.of(serviceId),
                    Optional.of(planId),
                    operation);
        }

        @Override
        public String toString() {
            return "Bind[instanceId=" + instanceId + ", bindingId=" + bindingId + ", serviceId=" + serviceId
                    + ", planId=" + planId + "]";
        }
    }

    /** Section "Unbinding". */
    record Unbind(String instanceId, String bindingId, boolean acceptsIncomplete, String serviceId, String planId)
            implements BindingRequest, Mutation {

        /** A synchronous request. */
        public static Unbind of(String instanceId, String bindingId, String serviceId, String planId) {
            return new Unbind(instanceId, bindingId, false, serviceId, planId);
        }

        /** Whether the broker may answer asynchronously. */
        public Unbind acceptsIncomplete(boolean accepts) {
            return new Unbind(instanceId, bindingId, accepts, serviceId, planId);
        }

        @Override
        public PendingOperation pending(Optional<String> operation) {
            return new PendingOperation(
                    PlatformCall.UNBIND,
                    instanceId,
                    Optional.of(bindingId),
                    Optional.of(serviceId),
                    Optional.of(planId),
                    operation);
        }
    }

    /** Section "Fetching a Service Binding"; only for offerings whose {@code bindings_retrievable} is true. */
    record FetchBinding(String instanceId, String bindingId, Optional<String> serviceId, Optional<String> planId)
            implements BindingRequest {

        /** A request without hints. */
        public static FetchBinding of(String instanceId, String bindingId) {
            return new FetchBinding(instanceId, bindingId, Optional.empty(), Optional.empty());
        }
    }

    private static ObjectNode none() {
        return Json.object();
    }

    private static PlatformContext noContext() {
        return new PlatformContext(none());
    }
}
