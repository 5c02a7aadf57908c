package io.chandler.broker.internal.common;

import io.chandler.broker.BrokerListener.Outcome;
import io.chandler.broker.EngineSettings;
import io.chandler.broker.OperationType;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.ClaimRecord;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.broker.internal.state.PastOperation;
import io.chandler.osb.Caller;
import io.chandler.resources.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How operations begin: the writes that turn a request into something that runs. */
public final class Beginnings {

    private final EngineSettings settings;
    private final String holder;
    private final Clock clock;

    /**
     * Beginnings of this process.
     *
     * @param holder the name under which this process claims objects
     */
    public Beginnings(EngineSettings settings, String holder, Clock clock) {
        this.settings = settings;
        this.holder = holder;
        this.clock = clock;
    }

    /** A new operation caused by a request. */
    public Operation operation(OperationType type, Duration limit, Caller caller) {
        var identity = caller.originatingIdentity()
                .map(user -> new Operation.Identity(user.platform(), user.properties()))
                .orElse(null);
        return operation(type, limit, identity, caller.requestIdentity().orElse(null));
    }

    private Operation operation(
            OperationType type,
            Duration limit,
            Operation.@Nullable Identity identity,
            @Nullable String requestIdentity) {
        var now = clock.instant();
        return new Operation(
                Operation.newId(type),
                type,
                Operation.Stage.RUNNING,
                now,
                now.plus(limit),
                null,
                null,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                identity,
                requestIdentity,
                List.of(),
                List.of());
    }

    /** A claim of this process from now on: what is begun here runs here, without another write. */
    public ClaimRecord claim() {
        return new ClaimRecord(holder, clock.instant().plus(settings.claimDuration()));
    }

    /** The history with one more operation, the oldest dropped beyond the limit. */
    public List<PastOperation> history(List<PastOperation> history, Operation ended) {
        var longer = new ArrayList<PastOperation>(history.size() + 1);
        int skip = Math.max(0, history.size() + 1 - settings.historyLimit());
        longer.addAll(history.subList(Math.min(skip, history.size()), history.size()));
        longer.add(ended.past());
        return longer;
    }

    /** The instance with its deprovision begun; a creation that runs is cancelled. */
    public Resource<InstanceSpec, InstanceStatus> deprovision(
            Resource<InstanceSpec, InstanceStatus> instance, Operation operation) {
        var status = instance.status();
        boolean creating = status.phase() == InstancePhase.CREATING;
        var cancelled = creating ? cancelled(status.operation()) : status.cancelled();
        var claim = creating && status.claim() != null ? status.claim() : claim();
        var begun = new InstanceStatus(
                InstancePhase.DELETING,
                claim,
                operation,
                cancelled,
                null,
                status.phase(),
                status.outputs(),
                status.dashboardUrl(),
                status.labels(),
                status.attributes(),
                history(status.history(), creating ? ended(status.operation()) : status.operation()));
        return ObjectTypes.pending(instance.withStatus(begun));
    }

    /** The binding with its removal begun by a request; a creation that runs is cancelled. */
    public Resource<BindingSpec, BindingStatus> unbind(
            Resource<BindingSpec, BindingStatus> binding, Operation operation) {
        var status = binding.status();
        boolean creating = status.phase() == BindingPhase.CREATING;
        var cancelled = creating ? cancelled(status.operation()) : status.cancelled();
        var claim = creating && status.claim() != null ? status.claim() : claim();
        var begun = new BindingStatus(
                BindingPhase.DELETING,
                claim,
                operation,
                cancelled,
                status.details(),
                status.expiresAt(),
                status.outputs(),
                history(status.history(), creating ? ended(status.operation()) : status.operation()));
        return ObjectTypes.pending(binding.withStatus(begun));
    }

    /** The binding with its removal begun by the deprovision of its instance. */
    public Resource<BindingSpec, BindingStatus> unbind(Resource<BindingSpec, BindingStatus> binding, Duration limit) {
        return unbind(binding, operation(OperationType.UNBIND, limit, null, null));
    }

    private Operation cancelled(Operation creation) {
        return creation.undoing(clock.instant(), Outcome.CANCELLED, CANCELLED, null, null, null);
    }

    private Operation ended(Operation creation) {
        return creation.ended(clock.instant(), Outcome.CANCELLED, CANCELLED);
    }

    /** What is said of a creation that a deletion cancelled. */
    public static final String CANCELLED = "Cancelled, because deletion was asked for.";

    /** The present moment. */
    public Instant now() {
        return clock.instant();
    }
}
