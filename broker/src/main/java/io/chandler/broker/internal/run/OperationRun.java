package io.chandler.broker.internal.run;

import io.chandler.broker.Work;
import io.chandler.broker.internal.common.Vault;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.broker.internal.state.Operation;
import io.chandler.broker.internal.state.StepRecord;
import io.chandler.osb.OriginatingIdentity;
import io.chandler.resources.ClaimLost;
import io.chandler.resources.Claimed;
import io.chandler.resources.Resource;
import io.chandler.resources.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run of an author's method for one operation: keeps its steps, outputs and progress with the object, under the
 * claim. Outputs and progress travel with the next write; progress alone is written at most twice a second.
 *
 * @param <S> the spec of the object
 * @param <T> the status of the object
 */
final class OperationRun<S, T extends ObjectStatus<T>> implements Work, Outputs {

    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(500);
    private static final int LONGEST_PROGRESS = 1_000;

    /** What the author's method is run for. */
    enum Mode {
        /** The operation itself. */
        RUN,
        /** To see finished steps again and learn how they are undone. */
        REPLAY,
        /** To remove what a creation left, past its deadline if need be; steps have a scope of their own. */
        REMOVE
    }

    private final Claimed<S, T> claimed;
    private final String operationId;
    private final Mode mode;
    private final Vault vault;
    private final Clock clock;
    private final Supplier<ClassLoader> author;
    private final Set<String> seen = new HashSet<>();
    private final Deque<UndoStep> undos = new ArrayDeque<>();
    private volatile @Nullable String progress;
    private volatile @Nullable String written;
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile Instant lastWrite = Instant.EPOCH;
    private volatile boolean cancelled;
    private @Nullable ObjectNode outputs;
    private boolean outputsChanged;

    OperationRun(
            Claimed<S, T> claimed,
            String operationId,
            Mode mode,
            Vault vault,
            Clock clock,
            Supplier<ClassLoader> author) {
        this.claimed = claimed;
        this.operationId = operationId;
        this.mode = mode;
        this.vault = vault;
        this.clock = clock;
        this.author = author;
    }

    /** Leaves the method at its next step. */
    void cancel() {
        cancelled = true;
    }

    /** Whether {@link #cancel} was called. */
    boolean cancelled() {
        return cancelled;
    }

    /** Whether this run is the first thing that is done for its operation, as far as is known. */
    boolean beginning(Operation operation) {
        return mode == Mode.RUN
                && operation.failures() == 0
                && operation.steps().isEmpty();
    }

    /** Takes back one step. */
    record UndoStep(String step, UndoCall call) {
        void undo() throws Exception {
            call.undo();
        }
    }

    /** An undo with the result of its step. */
    @FunctionalInterface
    interface UndoCall {
        void undo() throws Exception;
    }

    /** The kept steps that this run has not come to. */
    List<String> unseen(Operation operation) {
        return operation.steps().stream()
                .map(StepRecord::name)
                .filter(name -> !seen.contains(name))
                .toList();
    }

    /** How to take back what was done, newest first. */
    Deque<UndoStep> undos() {
        return undos;
    }

    private Operation operation() {
        var found = claimed.resource().status().find(operationId);
        if (found == null) {
            throw new ClaimLost("operation " + operationId + " is no longer the object's");
        }
        return found;
    }

    // ---- Steps -----------------------------------------------------------------------------------------------------

    @Override
    public <R> Step<R> step(String name, Callable<R> body) {
        return new RunStep<>(name, body);
    }

    @Override
    public Step<Void> step(String name, Action body) {
        return new RunStep<>(name, () -> {
            body.run();
            return nothing();
        });
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    static Void nothing() {
        return null;
    }

    private final class RunStep<R> implements Step<R> {

        private final String name;
        private final Callable<R> body;
        private @Nullable Undo<? super R> undo;

        private RunStep(String name, Callable<R> body) {
            this.name = name;
            this.body = body;
        }

        @Override
        public Step<R> undo(Undo<? super R> undo) {
            this.undo = undo;
            return this;
        }

        @Override
        public R run() {
            if (!seen.add(name)) {
                throw new IllegalStateException("two steps of one operation are named \"" + name + "\"");
            }
            var operation = operation();
            for (var kept : mode == Mode.REMOVE ? operation.removals() : operation.steps()) {
                if (kept.name().equals(name)) {
                    return again(kept, operation);
                }
            }
            if (mode == Mode.REPLAY) {
                throw new Stopped(Stopped.Reason.REPLAYED);
            }
            if (mode == Mode.RUN) {
                stopIfNeeded(operation);
            }
            claimed.requireHeld();
            R result;
            try {
                result = body.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new StepFailed(name, e);
            }
            var record = result == null
                    ? new StepRecord(name, null, null)
                    : new StepRecord(
                            name,
                            StepResult.typeOf(name, result),
                            vault.seal(
                                    StepResult.write(result), claimed.resource().ref(), field()));
            write(current -> mode == Mode.REMOVE ? current.withRemoval(record) : current.withStep(record));
            remember(result);
            return result;
        }

        private R again(StepRecord kept, Operation operation) {
            R result = keptResult(kept);
            remember(result);
            if (mode == Mode.REPLAY && unseen(operation).isEmpty()) {
                throw new Stopped(Stopped.Reason.REPLAYED);
            }
            return result;
        }

        @SuppressWarnings({"unchecked", "NullAway"}) // The kept class is that of the result; null was kept as absent.
        private R keptResult(StepRecord kept) {
            var sealed = kept.result();
            var type = kept.type();
            if (sealed == null || type == null) {
                return null;
            }
            var json = vault.open(sealed, claimed.resource().ref(), field());
            return (R) StepResult.read(name, type, json, author.get());
        }

        /** What the result is sealed for. */
        private String field() {
            return (mode == Mode.REMOVE ? "removal step " : "step ") + name;
        }

        private void remember(R result) {
            var how = undo;
            if (how != null) {
                undos.push(new UndoStep(name, () -> how.run(result)));
            }
        }
    }

    private void stopIfNeeded(Operation operation) {
        if (cancelled) {
            throw new Stopped(Stopped.Reason.CANCELLED);
        }
        if (clock.instant().isAfter(operation.deadline())) {
            throw new Stopped(Stopped.Reason.DEADLINE);
        }
    }

    // ---- What travels with the next write -------------------------------------------------------------------------

    /** Writes a change of the operation, and what waits to be written. */
    private void write(UnaryOperator<Operation> change) {
        claimed.update(object -> {
            var operation = object.status().find(operationId);
            if (operation == null) {
                throw new ClaimLost("operation " + operationId + " is no longer the object's");
            }
            return pendingChanges(object.withStatus(object.status().with(change.apply(operation))));
        });
        written = progress;
        lastWrite = clock.instant();
    }

    /** Adds outputs and progress that wait to be written. */
    Resource<S, T> pendingChanges(Resource<S, T> object) {
        var status = object.status();
        var text = progress;
        var operation = status.find(operationId);
        if (text != null && operation != null && operation.stage() == Operation.Stage.RUNNING) {
            status = status.with(operation.withDescription(text));
        }
        var kept = outputs;
        if (outputsChanged && kept != null) {
            status = status.withOutputs(vault.sealObject(kept, object.ref(), "outputs"));
        }
        return object.withStatus(status);
    }

    @Override
    public void progress(String text) {
        // Of a removal the user sees why the creation failed.
        if (mode != Mode.RUN || text.isBlank()) {
            return;
        }
        var shown = text.length() <= LONGEST_PROGRESS ? text : text.substring(0, LONGEST_PROGRESS);
        if (shown.equals(progress)) {
            return;
        }
        progress = shown;
        if (progressDue()) {
            writeProgress();
        }
    }

    private boolean progressDue() {
        return Duration.between(lastWrite, clock.instant()).compareTo(PROGRESS_INTERVAL) >= 0;
    }

    private void writeProgress() {
        var text = progress;
        claimed.update(object -> {
            var operation = object.status().find(operationId);
            return text == null || operation == null || operation.stage() != Operation.Stage.RUNNING
                    ? object
                    : object.withStatus(object.status().with(operation.withDescription(text)));
        });
        written = text;
        lastWrite = clock.instant();
    }

    /** Writes progress that has waited long enough, on a thread of its own. */
    void tick() {
        if (!Objects.equals(progress, written) && progressDue() && writing.compareAndSet(false, true)) {
            Thread.ofVirtual().start(() -> {
                try {
                    writeProgress();
                } catch (ClaimLost | StoreException e) {
                    // The run itself will meet it.
                } finally {
                    writing.set(false);
                }
            });
        }
    }

    @Override
    public void put(String name, String value) {
        if (mode == Mode.REPLAY) {
            return;
        }
        outputs().put(name, value);
        outputsChanged = true;
    }

    @Override
    public Optional<String> find(String name) {
        var value = outputs().get(name);
        return value == null ? Optional.empty() : Optional.of(value.stringValue());
    }

    private ObjectNode outputs() {
        var known = outputs;
        if (known == null) {
            var object = claimed.resource();
            known = vault.openObject(object.status().outputs(), object.ref(), "outputs");
            outputs = known;
        }
        return known;
    }

    // ---- What the operation knows of itself -----------------------------------------------------------------------

    @Override
    public Instant deadline() {
        return operation().deadline();
    }

    @Override
    public int attempt() {
        return operation().failures() + 1;
    }

    @Override
    public Optional<OriginatingIdentity> user() {
        var identity = operation().identity();
        return identity == null
                ? Optional.empty()
                : Optional.of(new OriginatingIdentity(identity.platform(), identity.properties()));
    }

    @Override
    public Optional<String> requestIdentity() {
        return Optional.ofNullable(operation().requestIdentity());
    }
}
