package io.chandler.osb.internal;

import io.chandler.osb.Answer;
import io.chandler.osb.HttpResponse.Header;
import io.chandler.osb.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Turns the answer of a broker into status, headers and body. */
public final class AnswerWriter {

    private static final Reply EMPTY = Reply.constant(200, "{}");
    private static final Reply SUCCEEDED = Reply.constant(200, "{\"state\":\"succeeded\"}");
    private static final Reply GONE = Reply.error(410, "The service instance or binding does not exist.", List.of());

    // Some platforms compare these three sentences with their own: do not change them.
    private static final Reply ASYNC_REQUIRED = Reply.constantError(
            422, "AsyncRequired", "This service plan requires client support for asynchronous service operations.");
    private static final Reply CONCURRENCY_ERROR = Reply.constantError(
            422,
            "ConcurrencyError",
            "The Service Broker does not support concurrent requests that mutate the same resource.");
    private static final Reply REQUIRES_APP = Reply.constantError(
            422, "RequiresApp", "This service supports generation of credentials through binding an application only.");

    private final int statusForFinishedDelete;

    /** A writer that answers a poll of a finished delete with this status. */
    public AnswerWriter(int statusForFinishedDelete) {
        this.statusForFinishedDelete = statusForFinishedDelete;
    }

    /** The reply; throws IllegalStateException where the answer breaks a limit of the specification. */
    public Reply write(Operation operation, Answer answer) {
        return switch (answer) {
            case Answer.InstanceCreated created -> Reply.of(201, Bodies.facts(null, created.facts()));
            case Answer.InstanceExists exists -> Reply.of(200, Bodies.facts(null, exists.facts()));
            case Answer.InstanceAccepted accepted ->
                Reply.of(202, Bodies.facts(accepted.operation(), accepted.facts()));
            case Answer.Updated updated -> Reply.of(200, Bodies.facts(null, updated.facts()));
            case Answer.UpdateAccepted accepted -> Reply.of(202, Bodies.facts(accepted.operation(), accepted.facts()));
            case Answer.Deleted _ -> EMPTY;
            case Answer.DeleteAccepted accepted -> Reply.of(202, Bodies.operation(accepted.operation()));
            case Answer.Instance instance -> Reply.of(200, Bodies.instance(instance));
            case Answer.BindingCreated created -> Reply.of(201, Bodies.binding(created.details(), Optional.empty()));
            case Answer.BindingExists exists -> Reply.of(200, Bodies.binding(exists.details(), Optional.empty()));
            case Answer.BindingAccepted accepted -> Reply.of(202, Bodies.operation(accepted.operation()));
            case Answer.Binding binding -> Reply.of(200, Bodies.binding(binding.details(), binding.parameters()));
            case Answer.InProgress progress -> inProgress(progress);
            case Answer.Succeeded succeeded ->
                succeeded.description().isEmpty()
                        ? SUCCEEDED
                        : Reply.of(200, state("succeeded", succeeded.description()));
            case Answer.FailedOperation failed -> Reply.of(200, state("failed", failed.description()));
            case Answer.FailedUpdate failed ->
                Reply.of(
                        200,
                        flags(
                                state("failed", failed.description()),
                                failed.instanceUsable(),
                                failed.updateRepeatable()));
            case Answer.FailedDeprovision failed ->
                Reply.of(200, flags(state("failed", failed.description()), failed.instanceUsable(), Optional.empty()));
            case Answer.DeleteSucceeded _ -> statusForFinishedDelete == 410 ? GONE : SUCCEEDED;
            case Answer.BadRequest refused -> Reply.error(400, refused.description(), List.of());
            case Answer.NotFound refused -> Reply.error(404, refused.description(), List.of());
            case Answer.Conflict refused -> Reply.error(409, refused.description(), List.of());
            case Answer.Gone _ -> GONE;
            case Answer.AsyncRequired _ -> ASYNC_REQUIRED;
            case Answer.ConcurrencyError error ->
                error.retryAfter().isEmpty()
                        ? CONCURRENCY_ERROR
                        : CONCURRENCY_ERROR.with(retryAfter(error.retryAfter().get()));
            case Answer.MaintenanceInfoConflict conflict ->
                Reply.constantError(422, "MaintenanceInfoConflict", conflict.description());
            case Answer.RequiresApp _ -> REQUIRES_APP;
            case Answer.Unprocessable refused -> Reply.error(422, refused.description(), List.of());
            case Answer.UpdateRefused refused ->
                flagged(422, refused.description(), null, refused.instanceUsable(), refused.updateRepeatable());
            case Answer.DeprovisionRefused refused ->
                flagged(422, refused.description(), null, refused.instanceUsable(), Optional.empty());
            case Answer.Busy busy ->
                Reply.error(operation.isRead() ? 503 : 429, busy.description(), List.of(retryAfter(busy.retryAfter())));
            case Answer.Failure failure -> Reply.failure(500, failure.description(), failure.supportId(), List.of());
            case Answer.UpdateFailure failure ->
                flagged(
                        500,
                        failure.description(),
                        failure.supportId(),
                        failure.instanceUsable(),
                        failure.updateRepeatable());
            case Answer.DeprovisionFailure failure ->
                flagged(500, failure.description(), failure.supportId(), failure.instanceUsable(), Optional.empty());
        };
    }

    /** {@code Retry-After} in whole seconds, rounded up. */
    public static Header retryAfter(Duration duration) {
        long seconds = duration.isNegative() ? 0 : duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
        return new Header("Retry-After", Long.toString(seconds));
    }

    private static Reply inProgress(Answer.InProgress progress) {
        var reply = Reply.of(200, state("in progress", progress.description()));
        return progress.retryAfter().isEmpty()
                ? reply
                : reply.with(retryAfter(progress.retryAfter().get()));
    }

    private static ObjectNode state(String state, Optional<String> description) {
        var body = Json.object().put("state", state);
        Bodies.put(body, "description", description);
        return body;
    }

    private static ObjectNode flags(ObjectNode body, Optional<Boolean> usable, Optional<Boolean> repeatable) {
        if (usable.isPresent()) {
            body.put("instance_usable", usable.get());
        }
        if (repeatable.isPresent()) {
            body.put("update_repeatable", repeatable.get());
        }
        return body;
    }

    private static Reply flagged(
            int status,
            String description,
            @Nullable String supportId,
            Optional<Boolean> usable,
            Optional<Boolean> repeatable) {
        var body = Json.object();
        Bodies.put(body, "description", Optional.of(description));
        byte[] json = Json.mapper().writeValueAsBytes(flags(body, usable, repeatable));
        return new Reply(status, json, List.of(), null, description, supportId);
    }
}
