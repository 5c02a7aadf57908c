package io.chandler.broker.internal.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the statuses of instances and bindings have in common: all that running an operation needs. */
public sealed interface ObjectStatus<T extends ObjectStatus<T>> permits InstanceStatus, BindingStatus {

    /** Which process works on the object, if any does. */
    @Nullable
    ClaimRecord claim();

    /** The running operation, or the last. */
    Operation operation();

    /** A creation that was cancelled by the running deletion and is not taken back yet. */
    @Nullable
    Operation cancelled();

    /** What the author keeps with the object: a JSON object of texts. */
    @Nullable
    Sealed outputs();

    /** Past operations, oldest first. */
    List<PastOperation> history();

    /** Of an object that is being deleted: whether its creation never came to its end. */
    boolean neverMade();

    /** The same under another claim, or none. */
    T withClaim(@Nullable ClaimRecord claim);

    /** The same with its operation in another state. */
    T withOperation(Operation operation);

    /** The same with the cancelled creation in another state, or taken back. */
    T withCancelled(@Nullable Operation cancelled);

    /** The same with other outputs. */
    T withOutputs(@Nullable Sealed outputs);

    /** The operation of this id that is running or being taken back. */
    default @Nullable Operation find(String operationId) {
        var cancelled = cancelled();
        if (cancelled != null && cancelled.id().equals(operationId)) {
            return cancelled;
        }
        return operation().id().equals(operationId) ? operation() : null;
    }

    /** The same with this operation, which {@link #find} found, in another state. */
    default T with(Operation changed) {
        var cancelled = cancelled();
        return cancelled != null && cancelled.id().equals(changed.id())
                ? withCancelled(changed)
                : withOperation(changed);
    }
}
