package io.chandler.broker.internal.run;

import io.chandler.broker.BrokerListener.Outcome;
import io.chandler.broker.MissingOutput;
import io.chandler.broker.Refusal;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.Operation;
import io.chandler.resources.ClaimLost;
import io.chandler.resources.Claimed;
import io.chandler.resources.Reconciler;
import io.chandler.resources.Resource;
import io.chandler.resources.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Carries an object's operation to its end: runs the author's method, keeps what came of it, tries again after a
 * failure, takes back what failed for good. What instances and bindings do differently is in {@link Kind}.
 */
public final class ObjectReconciler<S, T extends ObjectStatus<T>> implements Reconciler<S, T> {

    /** How often taking back is tried before the rest is left to a deletion. */
    private static final int MOST_UNDO_FAILURES = 8;

    private final Engine engine;
    private final Kind<S, T> kind;
    private final Watchdog watchdog;

    ObjectReconciler(Engine engine, Kind<S, T> kind, Watchdog watchdog) {
        this.engine = engine;
        this.kind = kind;
        this.watchdog = watchdog;
    }

    @Override
    public io.chandler.resources.Outcome reconcile(Claimed<S, T> claimed) throws Exception {
        while (true) {
            var status = claimed.resource().status();
            var cancelled = status.cancelled();
            var next = cancelled != null
                    ? takeBackCancelled(claimed, cancelled)
                    : status.operation().running() ? carryOn(claimed, status.operation()) : release(claimed);
            if (next != null) {
                return next;
            }
        }
    }

    private io.chandler.resources.@Nullable Outcome carryOn(Claimed<S, T> claimed, Operation operation)
            throws Exception {
        return operation.stage() == Operation.Stage.UNDOING
                ? takeBackFailed(claimed, operation)
                : run(claimed, operation);
    }

    private io.chandler.resources.Outcome release(Claimed<S, T> claimed) {
        if (claimed.resource().status().claim() != null) {
            claimed.update(object -> object.withStatus(object.status().withClaim(null)));
        }
        return new io.chandler.resources.Outcome.Done();
    }

    // ---- Running -------------------------------------------------------------------------------------------------

    /** One run of the author's method; null to look at the object again at once. */
    private io.chandler.resources.@Nullable Outcome run(Claimed<S, T> claimed, Operation operation) throws Exception {
        var run = newRun(claimed, operation, OperationRun.Mode.RUN);
        var thread = Thread.currentThread();
        claimed.onChange(object -> {
            if (!object.status().operation().id().equals(operation.id()) && !run.cancelled()) {
                run.cancel();
                thread.interrupt();
            }
        });
        if (passed(operation)) {
            return endInVain(claimed, run, operation, Outcome.FAILED, tooLong(), null, null);
        }
        UnaryOperator<Resource<S, T>> success;
        try (var _ = watchdog.guard(operation.deadline(), run::tick)) {
            success = kind.perform(claimed, operation, run);
        } catch (ClaimLost | StoreException e) {
            throw e;
        } catch (Stopped e) {
            clearInterrupt();
            return e.reason() == Stopped.Reason.DEADLINE
                    ? endInVain(claimed, run, operation, Outcome.FAILED, tooLong(), null, null)
                    : null;
        } catch (Refusal e) {
            clearInterrupt();
            return endInVain(claimed, run, operation, Outcome.REFUSED, e.sentence(), null, e);
        } catch (MissingOutput e) {
            if (!deletionOfUnfinished(claimed.resource(), operation)) {
                return afterFailure(claimed, run, operation, e);
            }
            success = kind.nothingLeft(claimed.resource(), operation);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            return afterFailure(claimed, run, operation, e);
        }
        clearInterrupt();
        return succeed(claimed, run, operation, success);
    }

    private io.chandler.resources.@Nullable Outcome succeed(
            Claimed<S, T> claimed, OperationRun<S, T> run, Operation operation, UnaryOperator<Resource<S, T>> success) {
        try {
            claimed.update(object -> {
                demand(object, operation);
                var changed = run.pendingChanges(object);
                var ended = changed.status().operation().ended(engine.clock().instant(), Outcome.SUCCEEDED, null);
                return success.apply(
                        changed.withStatus(changed.status().withOperation(ended).withClaim(null)));
            });
        } catch (Superseded e) {
            return null;
        }
        ended(claimed.resource(), claimed.resource().status().operation(), Outcome.SUCCEEDED);
        return new io.chandler.resources.Outcome.Done();
    }

    private io.chandler.resources.@Nullable Outcome afterFailure(
            Claimed<S, T> claimed, OperationRun<S, T> run, Operation operation, Throwable cause)
            throws InterruptedException {
        boolean interrupted = clearInterrupt()
                || cause instanceof InterruptedException
                || cause.getCause() instanceof InterruptedException;
        if (run.cancelled()) {
            return null;
        }
        if (passed(operation)) {
            return endInVain(claimed, run, operation, Outcome.FAILED, tooLong(), cause, null);
        }
        if (interrupted) {
            throw new InterruptedException("the process is stopping");
        }
        var current = claimed.resource().status().operation();
        var pause = engine.pause(current.failures() + 1);
        var supportId = Engine.supportId();
        var now = engine.clock().instant();
        if (now.plus(pause).isAfter(operation.deadline())) {
            return endInVain(claimed, run, operation, Outcome.FAILED, null, cause, null);
        }
        engine.listener()
                .attemptFailed(
                        kind.subject(claimed.resource(), operation),
                        current.failures() + 1,
                        supportId,
                        StepFailed.causeOf(cause),
                        Optional.of(pause));
        try {
            claimed.update(object -> {
                demand(object, operation);
                var changed = run.pendingChanges(object);
                var again = changed.status()
                        .operation()
                        .failedOnce(
                                now.plus(pause),
                                "Something went wrong and is being tried again (support id " + supportId + ").",
                                supportId);
                return changed.withStatus(changed.status().withOperation(again).withClaim(null));
            });
        } catch (Superseded e) {
            return null;
        }
        return new io.chandler.resources.Outcome.Again(pause);
    }

    // ---- Ending in vain ------------------------------------------------------------------------------------------

    /** Ends the operation, or begins to take it back; {@code sentence} is null where only the support id can be told. */
    private io.chandler.resources.@Nullable Outcome endInVain(
            Claimed<S, T> claimed,
            OperationRun<S, T> run,
            Operation operation,
            Outcome outcome,
            @Nullable String sentence,
            @Nullable Throwable cause,
            @Nullable Refusal refusal) {
        var supportId = outcome == Outcome.REFUSED ? null : Engine.supportId();
        if (supportId != null) {
            engine.listener()
                    .attemptFailed(
                            kind.subject(claimed.resource(), operation),
                            operation.failures() + 1,
                            supportId,
                            cause == null ? new IllegalStateException("deadline passed") : StepFailed.causeOf(cause),
                            Optional.empty());
        }
        var text = supportId == null
                ? sentence
                : (sentence == null ? "The operation could not be completed." : sentence) + " Support id: " + supportId
                        + ".";
        var usable = kind.unusableStill(claimed.resource().status())
                ? Boolean.FALSE
                : refusal == null ? null : refusal.instanceUsable().orElse(null);
        var repeatable = refusal == null ? null : refusal.updateRepeatable().orElse(null);
        try {
            claimed.update(object -> {
                demand(object, operation);
                var changed = run.pendingChanges(object);
                var now = engine.clock().instant();
                var undoing = changed.status().operation().undoing(now, outcome, text, supportId, usable, repeatable);
                return needsTakingBack(undoing)
                        ? changed.withStatus(changed.status().withOperation(undoing))
                        : inVain(changed, undoing);
            });
        } catch (Superseded e) {
            return null;
        }
        return finished(claimed, operation);
    }

    private static boolean needsTakingBack(Operation operation) {
        return switch (operation.type()) {
            case PROVISION, BIND -> true;
            case UPDATE -> !operation.steps().isEmpty();
            case DEPROVISION, UNBIND -> false;
        };
    }

    private Resource<S, T> inVain(Resource<S, T> object, Operation undoing) {
        var outcome = undoing.outcome() == null ? Outcome.FAILED : undoing.outcome();
        var now = engine.clock().instant();
        var ended = undoing.ended(now, outcome, undoing.description());
        return kind.failed(
                object.withStatus(object.status().withOperation(ended).withClaim(null)), ended, now);
    }

    /** Done if the operation has ended; null to carry on with it. */
    private io.chandler.resources.@Nullable Outcome finished(Claimed<S, T> claimed, Operation operation) {
        var now = claimed.resource().status().operation();
        if (now.running() || !now.id().equals(operation.id())) {
            return null;
        }
        ended(claimed.resource(), now, now.outcome() == null ? Outcome.FAILED : now.outcome());
        return new io.chandler.resources.Outcome.Done();
    }

    // ---- Taking back ---------------------------------------------------------------------------------------------

    private io.chandler.resources.@Nullable Outcome takeBackFailed(Claimed<S, T> claimed, Operation operation)
            throws InterruptedException {
        var again = takeBack(claimed, operation);
        if (again != null) {
            return again;
        }
        try {
            claimed.update(object -> {
                demand(object, operation);
                return inVain(object, object.status().operation());
            });
        } catch (Superseded e) {
            return null;
        }
        return finished(claimed, operation);
    }

    private io.chandler.resources.@Nullable Outcome takeBackCancelled(Claimed<S, T> claimed, Operation cancelled)
            throws InterruptedException {
        var again = takeBack(claimed, cancelled);
        if (again != null) {
            return again;
        }
        claimed.update(object -> object.withStatus(object.status().withCancelled(null)));
        ended(claimed.resource(), cancelled, Outcome.CANCELLED);
        return null;
    }

    /** One try; null if it was the last one that is needed. */
    private io.chandler.resources.@Nullable Outcome takeBack(Claimed<S, T> claimed, Operation operation)
            throws InterruptedException {
        boolean last = operation.undoFailures() + 1 >= MOST_UNDO_FAILURES;
        var failure = new TakeBack<>(engine, kind, watchdog, this::newRun).once(claimed, operation, last);
        if (failure.isPresent() && !last) {
            return takeBackAgain(claimed, operation, failure.get());
        }
        failure.ifPresent(cause -> engine.listener()
                .trouble(
                        "gave up taking back " + kind.subject(claimed.resource(), operation),
                        StepFailed.causeOf(cause)));
        return null;
    }

    private io.chandler.resources.Outcome takeBackAgain(Claimed<S, T> claimed, Operation operation, Throwable cause) {
        var pause = engine.pause(operation.undoFailures() + 1);
        engine.listener()
                .trouble(
                        "taking back failed and is tried again: " + kind.subject(claimed.resource(), operation),
                        StepFailed.causeOf(cause));
        claimed.update(object -> {
            var found = object.status().find(operation.id());
            var status = object.status();
            return object.withStatus((found == null
                            ? status
                            : status.with(found.undoFailedOnce(
                                    engine.clock().instant().plus(pause))))
                    .withClaim(null));
        });
        return new io.chandler.resources.Outcome.Again(pause);
    }

    // ---- Details -------------------------------------------------------------------------------------------------

    private OperationRun<S, T> newRun(Claimed<S, T> claimed, Operation operation, OperationRun.Mode mode) {
        return new OperationRun<>(
                claimed,
                operation.id(),
                mode,
                engine.vault(),
                engine.clock(),
                () -> kind.service(claimed.resource()).getClass().getClassLoader());
    }

    private void ended(Resource<S, T> object, Operation operation, Outcome outcome) {
        engine.completions().ended(operation.id());
        var end = operation.endedAt() == null ? engine.clock().instant() : operation.endedAt();
        engine.listener()
                .ended(
                        kind.subject(object, operation),
                        outcome,
                        operation.failures() + 1,
                        Duration.between(operation.startedAt(), end));
    }

    private boolean passed(Operation operation) {
        return engine.clock().instant().isAfter(operation.deadline());
    }

    private static String tooLong() {
        return "The operation did not finish in time.";
    }

    /** Whether a deletion removes an object whose creation never came to its end. */
    private boolean deletionOfUnfinished(Resource<S, T> object, Operation operation) {
        return switch (operation.type()) {
            case DEPROVISION, UNBIND -> object.status().neverMade();
            case PROVISION, UPDATE, BIND -> false;
        };
    }

    private void demand(Resource<S, T> object, Operation operation) {
        if (!object.status().operation().id().equals(operation.id())) {
            throw new Superseded();
        }
    }

    private static boolean clearInterrupt() {
        return Thread.interrupted();
    }

    /** The object has another operation by now. */
    private static final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Superseded() {
            super("another operation has begun", null, false, false);
        }
    }
}
