package io.chandler.broker.engine;

import io.chandler.broker.internal.desk.Reaction;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Operation;
import io.chandler.osb.Answer;
import io.chandler.osb.Json;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.resources.LocalResourceStore;
import io.chandler.resources.Resource;
import java.time.Clock;
import java.util.Optional;

/** What answers of the house mean in the words of the transition table: about instance {@code i} and its binding {@code b}. */
final class Reactions {

    private final House house;
    private final LocalResourceStore<InstanceSpec, InstanceStatus> instances;
    private final LocalResourceStore<BindingSpec, BindingStatus> bindings;

    Reactions(House house) {
        this.house = house;
        this.instances = new LocalResourceStore<>(house.store, ObjectTypes.INSTANCES, Json.mapper(), Clock.systemUTC());
        this.bindings = new LocalResourceStore<>(house.store, ObjectTypes.BINDINGS, Json.mapper(), Clock.systemUTC());
    }

    /** The instance as it is stored. */
    Optional<InstanceStatus> instance() {
        return instances.get(ObjectTypes.instance("", "i")).map(Resource::status);
    }

    /** The binding as it is stored. */
    Optional<BindingStatus> binding() {
        return bindings.get(ObjectTypes.binding("", "i", "b")).map(Resource::status);
    }

    /**
     * The reaction that an answer stands for.
     *
     * @param before the object's operation before the request
     */
    static Optional<Reaction> of(Answer answer, Optional<Operation> before) {
        return switch (answer) {
            case Answer.InstanceAccepted accepted -> Optional.of(begun(accepted.operation(), before));
            case Answer.UpdateAccepted accepted -> Optional.of(begun(accepted.operation(), before));
            case Answer.DeleteAccepted accepted -> Optional.of(begun(accepted.operation(), before));
            case Answer.BindingAccepted accepted -> Optional.of(begun(accepted.operation(), before));
            case Answer.InstanceCreated _, Answer.BindingCreated _, Answer.Updated _, Answer.Deleted _ ->
                Optional.of(Reaction.START);
            case Answer.InstanceExists _, Answer.BindingExists _ -> Optional.of(Reaction.EXISTS);
            case Answer.Instance _, Answer.Binding _ -> Optional.of(Reaction.SHOW);
            case Answer.InProgress _,
                    Answer.Succeeded _,
                    Answer.FailedOperation _,
                    Answer.FailedUpdate _,
                    Answer.FailedDeprovision _,
                    Answer.DeleteSucceeded _ -> Optional.of(Reaction.REPORT);
            case Answer.NotFound _ -> Optional.of(Reaction.NOT_FOUND);
            case Answer.Conflict _ -> Optional.of(Reaction.CONFLICT);
            case Answer.Gone _ -> Optional.of(Reaction.GONE);
            case Answer.ConcurrencyError _ -> Optional.of(Reaction.CONCURRENCY);
            case Answer.Unprocessable _, Answer.UpdateRefused _ -> Optional.of(Reaction.REFUSE);
            default -> Optional.empty();
        };
    }

    /** Whether the operation of an answer is the one before, or has taken the place of one that ran, or of none. */
    private static Reaction begun(String operation, Optional<Operation> before) {
        if (before.map(Operation::id).filter(operation::equals).isPresent()) {
            return Reaction.JOIN;
        }
        return before.filter(Operation::running).isPresent() ? Reaction.CANCEL : Reaction.START;
    }

    /** What is told of an operation of the binding. */
    Answer.LastBindingOperation pollBinding(String operation) {
        return house.broker.lastBindingOperation(new LastBindingOperationRequest(
                house.caller(), "i", "b", Optional.empty(), Optional.empty(), Optional.of(operation)));
    }
}
