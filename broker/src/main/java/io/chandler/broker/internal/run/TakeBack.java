package io.chandler.broker.internal.run;

import io.chandler.broker.MissingOutput;
import io.chandler.broker.OperationType;
import io.chandler.broker.Refusal;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.Operation;
import io.chandler.resources.ClaimLost;
import io.chandler.resources.Claimed;
import io.chandler.resources.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what an operation did, in one try: learns from the kept steps how they are undone, undoes them newest first,
 * then has the author's method remove what no step knew of.
 *
 * @param runs makes a run for the operation
 */
record TakeBack<S, T extends ObjectStatus<T>>(Engine engine, Kind<S, T> kind, Watchdog watchdog, Runs<S, T> runs) {

    /** Longest time for one call of the author's code. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Makes runs. */
    @FunctionalInterface
    interface Runs<S, T extends ObjectStatus<T>> {
        OperationRun<S, T> of(Claimed<S, T> claimed, Operation operation, OperationRun.Mode mode);
    }

    /**
     * One try. It ends at the first failure, to be repeated as a whole, as undos have an order; the last try goes on and
     * does what can be done.
     *
     * @return what failed first
     * @throws InterruptedException if the process is stopping
     */
    Optional<Throwable> once(Claimed<S, T> claimed, Operation operation, boolean last) throws InterruptedException {
        try {
            return take(claimed, operation, last);
        } finally {
            boolean _ = Thread.interrupted();
        }
    }

    private Optional<Throwable> take(Claimed<S, T> claimed, Operation operation, boolean last)
            throws InterruptedException {
        var failures = new ArrayList<Throwable>();
        var replay = runs.of(claimed, operation, OperationRun.Mode.REPLAY);
        var refused = operation.steps().isEmpty() ? null : learn(claimed, operation, replay, failures);
        var owed = new ArrayList<>(replay.unseen(operation));
        for (var undo : replay.undos()) {
            if ((failures.isEmpty() || last) && !attempt(undo::undo, failures)) {
                owed.add(undo.step());
            }
        }
        if ((failures.isEmpty() || last) && creates(operation)) {
            cleanUp(claimed, operation, failures);
        }
        if (failures.isEmpty() || last) {
            var reasons = Stream.concat(Stream.ofNullable(refused), failures.stream());
            report(claimed, operation, owed, reasons.findFirst());
        }
        return failures.stream().findFirst();
    }

    private static boolean creates(Operation operation) {
        return operation.type() == OperationType.PROVISION || operation.type() == OperationType.BIND;
    }

    /** Calls the method again to see the kept steps; what it refused with, if it did: to ask again would not help. */
    private @Nullable Throwable learn(
            Claimed<S, T> claimed, Operation operation, OperationRun<S, T> replay, List<Throwable> failures)
            throws InterruptedException {
        var refusals = new ArrayList<Throwable>();
        var _ = attempt(
                () -> {
                    try {
                        kind.perform(claimed, operation, replay);
                    } catch (Stopped e) {
                        // Every kept step was seen.
                    } catch (Refusal | MissingOutput e) {
                        refusals.add(e);
                    }
                },
                failures);
        return refusals.isEmpty() ? null : refusals.getFirst();
    }

    private void cleanUp(Claimed<S, T> claimed, Operation operation, List<Throwable> failures)
            throws InterruptedException {
        var _ = attempt(
                () -> {
                    try {
                        kind.cleanUp(claimed, operation, runs.of(claimed, operation, OperationRun.Mode.REMOVE));
                    } catch (MissingOutput e) {
                        // What was never made cannot be removed.
                    }
                },
                failures);
    }

    private void report(Claimed<S, T> claimed, Operation operation, List<String> steps, Optional<Throwable> reason) {
        if (!steps.isEmpty()) {
            var cause = reason.orElseGet(() -> new IllegalStateException("the method did not come to them again"));
            engine.listener()
                    .trouble(
                            "finished steps were not undone (" + String.join(", ", steps) + "): "
                                    + kind.subject(claimed.resource(), operation),
                            StepFailed.causeOf(cause));
        }
    }

    private interface Call {
        void run() throws Exception;
    }

    /** Calls the author's code; whether it threw nothing, which else is one more failure. */
    private boolean attempt(Call call, List<Throwable> failures) throws InterruptedException {
        var limit = engine.clock().instant().plus(LIMIT);
        try (var _ = watchdog.guard(limit, () -> {})) {
            call.run();
            return true;
        } catch (ClaimLost | StoreException e) {
            throw e;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            boolean interrupted = Thread.interrupted()
                    || e instanceof InterruptedException
                    || e.getCause() instanceof InterruptedException;
            if (interrupted && !engine.clock().instant().isAfter(limit)) {
                throw new InterruptedException("the process is stopping");
            }
            failures.add(e);
            return false;
        }
    }
}
