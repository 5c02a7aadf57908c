package io.chandler.osb;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a broker may answer. Each call has its own sealed type, so that an answer which the specification does not allow
 * for a call does not compile. The {@link Endpoint} alone knows the status codes and bodies.
 */
public sealed interface Answer {

    /** Answers to a provision request. */
    sealed interface Provision extends Answer {}

    /** Answers to an update request. */
    sealed interface Update extends Answer {}

    /** Answers to a deprovision request. */
    sealed interface Deprovision extends Answer {}

    /** Answers to a fetch of an instance. */
    sealed interface FetchInstance extends Answer {}

    /** Answers to a poll of an instance's operation. */
    sealed interface LastOperation extends Answer {}

    /** Answers to a bind or rotation request. */
    sealed interface Bind extends Answer {}

    /** Answers to an unbind request. */
    sealed interface Unbind extends Answer {}

    /** Answers to a fetch of a binding. */
    sealed interface FetchBinding extends Answer {}

    /** Answers to a poll of a binding's operation. */
    sealed interface LastBindingOperation extends Answer {}

    // ---- Success -------------------------------------------------------------------------------------------------

    /** 201: the instance was provisioned by this request. */
    record InstanceCreated(InstanceFacts facts) implements Provision {}

    /** 200: an instance with the same attributes was there already. */
    record InstanceExists(InstanceFacts facts) implements Provision {}

    /** 202: the instance is being provisioned. */
    record InstanceAccepted(String operation, InstanceFacts facts) implements Provision {}

    /** 200: the change was applied, or there was nothing to change. */
    record Updated(InstanceFacts facts) implements Update {}

    /** 202: the change is being applied. */
    record UpdateAccepted(String operation, InstanceFacts facts) implements Update {}

    /** 200: the object was deleted by this request. */
    record Deleted() implements Deprovision, Unbind {}

    /** 202: the object is being deleted. */
    record DeleteAccepted(String operation) implements Deprovision, Unbind {}

    /** 200: what is known of an instance; absent members are omitted. */
    record Instance(
            String serviceId,
            String planId,
            Optional<ObjectNode> parameters,
            Optional<MaintenanceInfo> maintenanceInfo,
            InstanceFacts facts)
            implements FetchInstance {

        /** Without the parameters. */
        @Override
        public String toString() {
            return "Instance[serviceId=" + serviceId + ", planId=" + planId + ", maintenanceInfo=" + maintenanceInfo
                    + "]";
        }
    }

    /** 201: the binding was created by this request. */
    record BindingCreated(BindingDetails details) implements Bind {}

    /** 200: a binding with the same attributes was there already; the details are the same as at its creation. */
    record BindingExists(BindingDetails details) implements Bind {}

    /** 202: the binding is being created. */
    record BindingAccepted(String operation) implements Bind {}

    /** 200: what is known of a binding. */
    record Binding(BindingDetails details, Optional<ObjectNode> parameters) implements FetchBinding {

        /** Without the parameters. */
        @Override
        public String toString() {
            return "Binding[" + details + "]";
        }
    }

    /**
     * 200 with state {@code in progress}.
     *
     * @param description progress for the user, not blank
     * @param retryAfter how long the platform should wait before the next poll, sent in whole seconds
     */
    record InProgress(Optional<String> description, Optional<Duration> retryAfter)
            implements LastOperation, LastBindingOperation {}

    /** 200 with state {@code succeeded}. */
    record Succeeded(Optional<String> description) implements LastOperation, LastBindingOperation {}

    /** 200 with state {@code failed}: a creation, or any operation of a binding. */
    record FailedOperation(Optional<String> description) implements LastOperation, LastBindingOperation {}

    /** 200 with state {@code failed}: an update. */
    record FailedUpdate(
            Optional<String> description, Optional<Boolean> instanceUsable, Optional<Boolean> updateRepeatable)
            implements LastOperation {}

    /** 200 with state {@code failed}: a deprovision. */
    record FailedDeprovision(Optional<String> description, Optional<Boolean> instanceUsable) implements LastOperation {}

    /** 200 with state {@code succeeded}, or 410 where the endpoint is set so: a delete that has ended. */
    record DeleteSucceeded() implements LastOperation, LastBindingOperation {}

    // ---- Refusals: nothing was changed ------------------------------------------------------------------------

    /** 400: the request is malformed or asks for what does not exist. The sentence is for the user. */
    record BadRequest(String description)
            implements Provision,
                    Update,
                    Deprovision,
                    FetchInstance,
                    LastOperation,
                    Bind,
                    Unbind,
                    FetchBinding,
                    LastBindingOperation {}

    /** 404: there is no such object that this request could be about. */
    record NotFound(String description)
            implements Update, FetchInstance, LastOperation, Bind, FetchBinding, LastBindingOperation {}

    /** 409: an object with the same id and other attributes is there. */
    record Conflict(String description) implements Provision, Bind {}

    /** 410: the object does not exist (any more). */
    record Gone() implements Deprovision, Unbind, LastOperation, LastBindingOperation {}

    /** 422 {@code AsyncRequired}. */
    record AsyncRequired() implements Provision, Update, Deprovision, Bind, Unbind {}

    /** 422 {@code ConcurrencyError}: another operation is in progress; {@code retryAfter} is a hint. */
    record ConcurrencyError(Optional<Duration> retryAfter)
            implements Provision, Update, Deprovision, FetchInstance, Bind, Unbind {}

    /** 422 {@code MaintenanceInfoConflict}. */
    record MaintenanceInfoConflict(String description) implements Provision, Update {}

    /** 422 {@code RequiresApp}. */
    record RequiresApp() implements Bind {}

    /** 422 without a code: the request cannot be carried out in the current state of the object. */
    record Unprocessable(String description) implements Provision, Deprovision, Bind, Unbind {}

    /** 422 without a code: the change is not supported or not possible now. */
    record UpdateRefused(String description, Optional<Boolean> instanceUsable, Optional<Boolean> updateRepeatable)
            implements Update {}

    /** 422 without a code: the deprovision was refused when it had begun. */
    record DeprovisionRefused(String description, Optional<Boolean> instanceUsable) implements Deprovision {}

    /**
     * With Retry-After: the broker cannot take the request now; nothing was changed. 429 for what changes an object,
     * because a 5xx would start orphan mitigation; 503 for what reads.
     */
    record Busy(String description, Duration retryAfter)
            implements Provision,
                    Update,
                    Deprovision,
                    FetchInstance,
                    LastOperation,
                    Bind,
                    Unbind,
                    FetchBinding,
                    LastBindingOperation {}

    // ---- Failures ------------------------------------------------------------------------------------------------

    /** 500: the work failed; the sentence is for the user and names the support id. */
    record Failure(String description, String supportId)
            implements Provision, FetchInstance, LastOperation, Bind, Unbind, FetchBinding, LastBindingOperation {}

    /** 500: the change failed. */
    record UpdateFailure(
            String description, String supportId, Optional<Boolean> instanceUsable, Optional<Boolean> updateRepeatable)
            implements Update {}

    /** 500: the deprovision failed. */
    record DeprovisionFailure(String description, String supportId, Optional<Boolean> instanceUsable)
            implements Deprovision {}
}
