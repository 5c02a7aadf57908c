package io.chandler.broker.internal.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chandler.broker.BrokerListener.Outcome;
import io.chandler.broker.OperationType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation on an object: the running one, or the last.
 *
 * @param id the operation string that the platform polls with
 * @param stage how far it is
 * @param due when the next run may begin
 * @param failures runs that failed so far
 * @param undoFailures how often taking back failed so far
 * @param description progress while it runs, the sentence for the user once it has ended
 * @param identity the user who caused it: platform and properties
 * @param steps those that have finished
 * @param removals finished steps of the author's method that removes what a failed creation left
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Operation(
        String id,
        OperationType type,
        Stage stage,
        Instant startedAt,
        Instant deadline,
        @Nullable Instant due,
        @Nullable Instant endedAt,
        int failures,
        int undoFailures,
        @Nullable String description,
        @Nullable String supportId,
        @Nullable Outcome outcome,
        @Nullable Boolean instanceUsable,
        @Nullable Boolean updateRepeatable,
        @Nullable Identity identity,
        @Nullable String requestIdentity,
        List<StepRecord> steps,
        List<StepRecord> removals) {

    private static final String DELETION = "deletion-";

    public Operation {
        steps = steps == null ? List.of() : List.copyOf(steps);
        removals = removals == null ? List.of() : List.copyOf(removals);
    }

    /** How far an operation is. */
    public enum Stage {
        /** The author's method is running, or waits to run (again). */
        RUNNING,
        /** It has failed or was cancelled; what it had done is being taken back. */
        UNDOING,
        ENDED
    }

    /** The originating identity as it is kept. */
    public record Identity(String platform, ObjectNode properties) {}

    /** A name for a new operation of this type. It tells a deletion even when the object is gone. */
    public static String newId(OperationType type) {
        return (deletes(type) ? DELETION : "") + UUID.randomUUID();
    }

    /** Whether an operation of this name deletes its object. */
    public static boolean deletes(String id) {
        return id.startsWith(DELETION);
    }

    /** Whether it deletes its object. */
    public boolean deletes() {
        return deletes(type);
    }

    private static boolean deletes(OperationType type) {
        return type == OperationType.DEPROVISION || type == OperationType.UNBIND;
    }

    /** Whether it has not ended. */
    public boolean running() {
        return stage != Stage.ENDED;
    }

    /** The same with one more finished step. */
    public Operation withStep(StepRecord step) {
        return with(stage, due, failures, description, supportId, and(steps, step), removals);
    }

    /** The same with one more finished step of the removal of what it left. */
    public Operation withRemoval(StepRecord step) {
        return with(stage, due, failures, description, supportId, steps, and(removals, step));
    }

    private static List<StepRecord> and(List<StepRecord> steps, StepRecord step) {
        var more = new ArrayList<>(steps);
        more.add(step);
        return more;
    }

    /** The same with other progress. */
    public Operation withDescription(@Nullable String description) {
        return with(stage, due, failures, description, supportId, steps, removals);
    }

    /** The same after a failed run, to be run again. */
    public Operation failedOnce(Instant nextRun, String description, String supportId) {
        return with(stage, nextRun, failures + 1, description, supportId, steps, removals);
    }

    /** The same after taking back failed, to be tried again. */
    public Operation undoFailedOnce(Instant nextRun) {
        return new Operation(
                id,
                type,
                stage,
                startedAt,
                deadline,
                nextRun,
                endedAt,
                failures,
                undoFailures + 1,
                description,
                supportId,
                outcome,
                instanceUsable,
                updateRepeatable,
                identity,
                requestIdentity,
                steps,
                removals);
    }

    /** The same, now being taken back; {@code outcome} is how it will have ended. */
    public Operation undoing(
            Instant now,
            Outcome outcome,
            @Nullable String sentence,
            @Nullable String supportId,
            @Nullable Boolean instanceUsable,
            @Nullable Boolean updateRepeatable) {
        return new Operation(
                id,
                type,
                Stage.UNDOING,
                startedAt,
                deadline,
                now,
                null,
                failures,
                0,
                sentence,
                supportId,
                outcome,
                instanceUsable,
                updateRepeatable,
                identity,
                requestIdentity,
                steps,
                removals);
    }

    /** The same, ended. Steps are dropped. */
    public Operation ended(Instant now, Outcome outcome, @Nullable String sentence) {
        return new Operation(
                id,
                type,
                Stage.ENDED,
                startedAt,
                deadline,
                null,
                now,
                failures,
                undoFailures,
                sentence,
                supportId,
                outcome,
                instanceUsable,
                updateRepeatable,
                identity,
                requestIdentity,
                List.of(),
                List.of());
    }

    private Operation with(
            Stage stage,
            @Nullable Instant due,
            int failures,
            @Nullable String description,
            @Nullable String supportId,
            List<StepRecord> steps,
            List<StepRecord> removals) {
        return new Operation(
                id,
                type,
                stage,
                startedAt,
                deadline,
                due,
                endedAt,
                failures,
                undoFailures,
                description,
                supportId,
                outcome,
                instanceUsable,
                updateRepeatable,
                identity,
                requestIdentity,
                steps,
                removals);
    }

    /** What the history keeps of it. */
    public PastOperation past() {
        return new PastOperation(
                id,
                type,
                startedAt,
                endedAt == null ? startedAt : endedAt,
                failures + 1,
                outcome == null ? Outcome.CANCELLED : outcome,
                description,
                instanceUsable,
                updateRepeatable);
    }
}
