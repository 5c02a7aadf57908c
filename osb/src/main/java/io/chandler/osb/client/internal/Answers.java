package io.chandler.osb.client.internal;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.Json;
import io.chandler.osb.client.Deleted;
import io.chandler.osb.client.FetchedBinding;
import io.chandler.osb.client.FetchedInstance;
import io.chandler.osb.client.OperationStatus;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PlatformCall;
import io.chandler.osb.client.internal.Transport.NoResponse;
import io.chandler.osb.client.internal.Transport.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says what a reply to a call means.
 *
 * @param acceptsIncomplete whether the call allowed an answer of 202
 */
public record Answers(PlatformCall call, boolean acceptsIncomplete, Clock clock) {

    /** The answer to a provision or update. */
    public Outcome<InstanceFacts> facts(Transport.Reply reply) {
        return outcome(reply, (answer, _) -> AnswerReader.facts(answer));
    }

    /** The answer to a delete. */
    public Outcome<Deleted> deleted(Transport.Reply reply) {
        return outcome(reply, (_, _) -> new Deleted());
    }

    /** The answer to a bind. */
    public Outcome<BindingDetails> binding(Transport.Reply reply) {
        return outcome(reply, (answer, _) -> AnswerReader.binding(answer));
    }

    /** The answer to a fetch of an instance. */
    public Outcome<FetchedInstance> fetchedInstance(Transport.Reply reply) {
        return outcome(reply, (answer, _) -> AnswerReader.instance(answer));
    }

    /** The answer to a fetch of a binding. */
    public Outcome<FetchedBinding> fetchedBinding(Transport.Reply reply) {
        return outcome(reply, (answer, _) -> AnswerReader.fetchedBinding(answer));
    }

    /** The answer to a poll. */
    public Outcome<OperationStatus> status(Transport.Reply reply) {
        return outcome(reply, (answer, response) -> AnswerReader.status(answer, retryAfter(response)));
    }

    /**
     * The answer to a request for the catalog.
     *
     * @param read may throw {@link IllegalArgumentException} with a sentence for the user
     */
    public <T> Outcome<T> catalog(Transport.Reply reply, Function<ObjectNode, T> read) {
        return outcome(reply, (answer, _) -> {
            try {
                return read.apply(answer.object());
            } catch (IllegalArgumentException e) {
                throw new MalformedAnswer("The broker's catalog cannot be used: " + e.getMessage());
            }
        });
    }

    /** Reads the body of a success. */
    private interface Reader<T> {
        T read(Members answer, Response response);
    }

    private <T> Outcome<T> outcome(Transport.Reply reply, Reader<T> reader) {
        return switch (reply) {
            case NoResponse(var cause, var problem) -> new Outcome.Unreachable<>(cause, problem);
            case Response response
            when response.status() >= 200 && response.status() < 300 -> {
                try {
                    yield success(response, reader);
                } catch (MalformedAnswer e) {
                    yield new Outcome.Malformed<>(response.status(), String.valueOf(e.getMessage()));
                }
            }
            case Response response when response.status() == 410 && goneIsSaid() -> new Outcome.Gone<>();
            case Response response -> refusal(response);
        };
    }

    private boolean goneIsSaid() {
        return call.deletes() || call == PlatformCall.LAST_OPERATION;
    }

    private <T> Outcome<T> success(Response response, Reader<T> reader) {
        int status = response.status();
        if (!allowed(status)) {
            throw new MalformedAnswer("The broker answered with status " + status
                    + (status == 202 && call.startsOperations()
                            ? " although the request did not accept an asynchronous answer."
                            : ", which this call does not know."));
        }
        var body = response.body()
                .orElseThrow(() -> new MalformedAnswer("The broker's answer is larger than this client reads."));
        var answer = new Members(
                AnswerReader.object(body)
                        .orElseThrow(() -> new MalformedAnswer(
                                "The body of the broker's answer (status " + status + ") must be a JSON object.")),
                "");
        return status == 202
                ? new Outcome.InProgress<>(
                        AnswerReader.operation(answer),
                        call == PlatformCall.PROVISION || call == PlatformCall.UPDATE
                                ? AnswerReader.facts(answer)
                                : InstanceFacts.NONE)
                : new Outcome.Done<>(status, reader.read(answer, response));
    }

    private boolean allowed(int status) {
        return switch (status) {
            case 200 -> true;
            case 201 -> call == PlatformCall.PROVISION || call == PlatformCall.BIND;
            case 202 -> acceptsIncomplete && call.startsOperations();
            default -> false;
        };
    }

    private <T> Outcome<T> refusal(Response response) {
        var body = response.body().flatMap(AnswerReader::object).orElseGet(Json::object);
        return new Outcome.Refused<>(
                response.status(),
                text(body, "error"),
                text(body, "description").or(() -> redirection(response)),
                flag(body, "instance_usable"),
                flag(body, "update_repeatable"),
                retryAfter(response));
    }

    private static Optional<String> redirection(Response response) {
        return response.status() / 100 != 3
                ? Optional.empty()
                : response.headers()
                        .firstValue("Location")
                        .map(location -> "The broker refers to " + location
                                + "; redirections are not followed, since they would carry the credentials away.");
    }

    private Optional<Duration> retryAfter(Response response) {
        return response.headers().firstValue("Retry-After").flatMap(value -> RetryAfter.parse(value, clock));
    }

    private static Optional<String> text(ObjectNode body, String name) {
        var node = body.get(name);
        return node != null && node.isString() && !node.stringValue().isEmpty()
                ? Optional.of(node.stringValue())
                : Optional.empty();
    }

    private static Optional<Boolean> flag(ObjectNode body, String name) {
        var node = body.get(name);
        return node != null && node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
    }
}
