package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.Task;
import io.chandler.ondemand.configuration.Configuration.Errand;
import java.util.List;
import java.util.Optional;

/**
 * Finds operations that have begun and whose answer the platform may not have got, because the broker was killed or the
 * connection broke. A platform that repeats its request then gets the operation that goes on: errands neither run twice
 * nor are left out. The original has no such thing. Throws {@link Problem}. Thread-safe.
 */
final class BegunOperations {

    private final Director director;
    private final boolean original;

    BegunOperations(Director director, boolean original) {
        this.director = director;
        this.original = original;
    }

    /** A creation of which the deployment is done, and errands after it are not; empty if nothing is left of it to do. */
    Optional<OperationData> creation(Work work, List<Errand> errands) {
        if (original || errands.isEmpty()) {
            return Optional.empty();
        }
        var tasks = ofLatestContext(work, OperationType.CREATE, errands);
        if (tasks.isEmpty()
                || tasks.getLast().state() != Task.State.DONE
                || isErrand(tasks.getLast())
                || complete(tasks, errands)) {
            return Optional.empty();
        }
        return operation(tasks, OperationType.CREATE, errands);
    }

    private static boolean complete(List<Task> tasks, List<Errand> errands) {
        return tasks.stream().filter(BegunOperations::isErrand).count() >= errands.size()
                && tasks.stream().allMatch(task -> task.state() == Task.State.DONE);
    }

    /** A deletion whose errands run, or have run well so far; one that failed or is over does not count. */
    Optional<OperationData> deletion(Work work, OperationType type, List<Errand> errands) {
        if (original || errands.isEmpty()) {
            return Optional.empty();
        }
        var tasks = ofLatestContext(work, type, errands);
        if (tasks.isEmpty()
                || !tasks.getLast()
                        .description()
                        .startsWith("run errand " + errands.getFirst().name() + " from deployment ")
                || !tasks.stream().allMatch(task -> task.state().running() || task.state() == Task.State.DONE)
                || (!isErrand(tasks.getFirst()) && !tasks.getFirst().state().running())) {
            return Optional.empty();
        }
        return operation(tasks, type, errands);
    }

    private static Optional<OperationData> operation(List<Task> tasks, OperationType type, List<Errand> errands) {
        return tasks.isEmpty()
                ? Optional.empty()
                : Optional.of(new OperationData(
                        tasks.getLast().id(), type, tasks.getLast().contextId(), errands));
    }

    private static boolean isErrand(Task task) {
        return task.description().startsWith("run errand ");
    }

    /** The steps of the operation that was the last on the deployment, newest first. */
    private List<Task> ofLatestContext(Work work, OperationType type, List<Errand> errands) {
        var tasks = Calls.director(
                () -> director.latestTasks(work.deployment()).stream()
                        .findFirst()
                        .flatMap(Task::contextId)
                        .filter(id -> !id.isEmpty())
                        .map(id -> director.tasksOfContext(work.deployment(), id))
                        .orElse(List.of()),
                "error reading the deployment's tasks: ");
        return operation(tasks, type, errands)
                .map(operation -> Steps.of(operation, tasks).begun().reversed())
                .orElse(List.of());
    }
}
