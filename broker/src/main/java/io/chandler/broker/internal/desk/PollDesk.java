package io.chandler.broker.internal.desk;

import io.chandler.broker.BrokerListener.Outcome;
import io.chandler.broker.OperationType;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.broker.internal.state.PastOperation;
import io.chandler.osb.Answer;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.osb.LastOperationRequest;
import io.chandler.resources.Resource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The front desk for polls: what became of an operation. It answers from the store alone. */
public final class PollDesk {

    private final Desk desk;

    /** A desk over the same objects. */
    public PollDesk(Desk desk) {
        this.desk = desk;
    }

    /** Answers a poll of an instance's operation. */
    public Answer.LastOperation lastOperation(LastOperationRequest request) {
        if (desk.badId("", request.instanceId()).isPresent()) {
            return new Answer.NotFound("There is no such service instance.");
        }
        var found = desk.instances().get(ObjectTypes.instance(request.caller().platform(), request.instanceId()));
        if (found.isEmpty()) {
            return request.operation().filter(Operation::deletes).isPresent()
                    ? new Answer.DeleteSucceeded()
                    : new Answer.NotFound("There is no such service instance.");
        }
        var spec = found.get().spec();
        return switch (state(found.get(), request.operation())) {
            case State.Running(var operation) -> {
                var settings = desk.catalog().settings(spec.serviceId(), spec.planId());
                yield new Answer.InProgress(progress(operation), Optional.of(desk.retryAfter(operation, settings)));
            }
            case State.Ended(var type, var outcome, var text, var usable, var repeatable) ->
                outcome == Outcome.SUCCEEDED
                        ? succeeded(type)
                        : switch (type) {
                            case UPDATE ->
                                new Answer.FailedUpdate(
                                        text, Optional.ofNullable(usable), Optional.ofNullable(repeatable));
                            case DEPROVISION -> new Answer.FailedDeprovision(text, Optional.ofNullable(usable));
                            default -> new Answer.FailedOperation(text);
                        };
        };
    }

    private static Answer.LastOperation succeeded(OperationType type) {
        return type == OperationType.DEPROVISION
                ? new Answer.DeleteSucceeded()
                : new Answer.Succeeded(Optional.empty());
    }

    /** Answers a poll of a binding's operation. */
    public Answer.LastBindingOperation lastOperation(LastBindingOperationRequest request) {
        if (desk.badId("", request.instanceId()).isPresent()
                || desk.badId("", request.bindingId()).isPresent()) {
            return new Answer.NotFound("There is no such service binding.");
        }
        var found = desk.bindings()
                .get(ObjectTypes.binding(request.caller().platform(), request.instanceId(), request.bindingId()));
        if (found.isEmpty()) {
            return request.operation().filter(Operation::deletes).isPresent()
                    ? new Answer.DeleteSucceeded()
                    : new Answer.NotFound("There is no such service binding.");
        }
        var spec = found.get().spec();
        return switch (state(found.get(), request.operation())) {
            case State.Running(var operation) -> {
                var settings = desk.catalog().settings(spec.serviceId(), spec.planId());
                yield new Answer.InProgress(progress(operation), Optional.of(desk.retryAfter(operation, settings)));
            }
            case State.Ended(var type, var outcome, var text, var usable, var repeatable) -> {
                if (outcome != Outcome.SUCCEEDED) {
                    yield new Answer.FailedOperation(text);
                }
                yield type == OperationType.UNBIND
                        ? new Answer.DeleteSucceeded()
                        : new Answer.Succeeded(Optional.empty());
            }
        };
    }

    private static Optional<String> progress(Operation operation) {
        return operation.stage() == Operation.Stage.UNDOING
                ? Optional.of("Taking back what was done.")
                : Optional.ofNullable(operation.description());
    }

    // ---- Which operation, and how far ----------------------------------------------------------------------------

    private sealed interface State {
        record Running(Operation operation) implements State {}

        record Ended(
                OperationType type,
                Outcome outcome,
                Optional<String> text,
                @Nullable Boolean usable,
                @Nullable Boolean repeatable)
                implements State {}
    }

    /** The operation of this string; the latest where the string is absent or unknown. */
    private static <S, T extends ObjectStatus<T>> State state(Resource<S, T> object, Optional<String> asked) {
        var status = object.status();
        var latest = status.operation();
        if (asked.isPresent() && !asked.get().equals(latest.id())) {
            for (var past : status.history().reversed()) {
                if (past.id().equals(asked.get())) {
                    return ended(past);
                }
            }
        }
        if (latest.running()) {
            return new State.Running(latest);
        }
        return new State.Ended(
                latest.type(),
                latest.outcome() == null ? Outcome.FAILED : latest.outcome(),
                Optional.ofNullable(latest.description()),
                latest.instanceUsable(),
                latest.updateRepeatable());
    }

    private static State ended(PastOperation past) {
        return new State.Ended(
                past.type(),
                past.outcome(),
                Optional.ofNullable(past.description()),
                past.instanceUsable(),
                past.updateRepeatable());
    }
}
