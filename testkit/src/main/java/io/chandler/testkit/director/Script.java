package io.chandler.testkit.director;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How tasks go that are not to end well after the usual time. It is for the next task that it fits, unless it says
 * {@link #times} or {@link #always}. Values; every method returns a changed copy.
 *
 * <pre>{@code
 * director.script(Script.deploy().of("service-instance_1").fails("no space left"));
 * director.script(Script.errand("health-check").exits("redis/1", 7).always());
 * }</pre>
 */
public final class Script {

    private final Predicate<Work> kind;
    private final Optional<String> deployment;
    private final int times;
    private final Optional<Duration> duration;
    private final boolean hangs;
    private final Ending ending;

    private Script(
            Predicate<Work> kind,
            Optional<String> deployment,
            int times,
            Optional<Duration> duration,
            boolean hangs,
            Ending ending) {
        this.kind = kind;
        this.deployment = deployment;
        this.times = times;
        this.duration = duration;
        this.hangs = hangs;
        this.ending = ending;
    }

    /** Creating or updating a deployment. */
    public static Script deploy() {
        return of(work -> work instanceof Work.Deploy);
    }

    /** Recreating the machines of a deployment. */
    public static Script recreate() {
        return of(work -> work instanceof Work.Recreate);
    }

    /** Deleting a deployment. */
    public static Script delete() {
        return of(work -> work instanceof Work.Delete);
    }

    /** Running an errand of this name. */
    public static Script errand(String name) {
        return of(work -> work instanceof Work.RunErrand run && run.errand().equals(name));
    }

    /** Listing machines. */
    public static Script machines() {
        return of(work -> work instanceof Work.ListMachines);
    }

    private static Script of(Predicate<Work> kind) {
        return new Script(kind, Optional.empty(), 1, Optional.empty(), false, Ending.WELL);
    }

    /** Only tasks of this deployment. */
    public Script of(String onlyDeployment) {
        return new Script(kind, Optional.of(onlyDeployment), times, duration, hangs, ending);
    }

    /** For the next so many tasks that fit. */
    public Script times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("times must be 1 or more, not " + count);
        }
        return new Script(kind, deployment, count, duration, hangs, ending);
    }

    /** For all tasks that fit. */
    public Script always() {
        return times(Integer.MAX_VALUE);
    }

    /** The task takes this long. */
    public Script takes(Duration time) {
        return new Script(kind, deployment, times, Optional.of(time), hangs, ending);
    }

    /** The task ends in state {@code error} with this text. */
    public Script fails(String text) {
        return ending(Task.State.error, text);
    }

    /** The task ends in state {@code timeout}. */
    public Script timesOut(String text) {
        return ending(Task.State.timeout, text);
    }

    /** The task ends in state {@code cancelled}, as if somebody had cancelled it. */
    public Script cancelled() {
        return ending(Task.State.cancelled, "Task cancelled");
    }

    /** The task does not end, until {@link DirectorSimulator#letHangingTasksEnd}. */
    public Script hangs() {
        return new Script(kind, deployment, times, duration, true, ending);
    }

    /** The errand ends with this code on all instances for which no other code is named. */
    public Script exits(int code) {
        return exits("*", code);
    }

    /** The errand ends with this code on an instance: {@code group/index} or {@code group/id}. */
    public Script exits(String instance, int code) {
        var codes = new HashMap<>(ending.exitCodes());
        codes.put(instance, code);
        return with(new Ending(ending.failure(), Map.copyOf(codes), ending.standardOutput(), ending.standardError()));
    }

    /** What the errand prints on every instance. */
    public Script prints(String standardOutput, String standardError) {
        return with(new Ending(ending.failure(), ending.exitCodes(), standardOutput, standardError));
    }

    private Script ending(Task.State state, String text) {
        return with(new Ending(
                Optional.of(new Ending.Failure(state, text)),
                ending.exitCodes(),
                ending.standardOutput(),
                ending.standardError()));
    }

    private Script with(Ending newEnding) {
        return new Script(kind, deployment, times, duration, hangs, newEnding);
    }

    boolean fits(Work work) {
        return kind.test(work) && deployment.map(work.deployment()::equals).orElse(true);
    }

    /** What is left of it after one use; empty if nothing is. */
    Optional<Script> used() {
        if (times == 1) {
            return Optional.empty();
        }
        return Optional.of(times == Integer.MAX_VALUE ? this : times(times - 1));
    }

    Ending ending() {
        return ending;
    }

    /** The duration in milliseconds; empty if the task hangs. */
    Optional<Long> duration(Duration usual) {
        return hangs ? Optional.empty() : Optional.of(duration.orElse(usual).toMillis());
    }
}
