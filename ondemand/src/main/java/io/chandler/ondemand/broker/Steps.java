package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Task;
import io.chandler.ondemand.configuration.Configuration.Errand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How far the steps of an operation are: its deployment and the errands after it, or the errands before its deletion and
 * the deletion. Two brokers may begin a step within the same moment: the task with the lowest id is the step then, and the
 * others are duplicates, whose outcome means nothing.
 *
 * @param begun the tasks of the steps that have begun, in their order
 * @param duplicates further tasks, each with the task whose step it repeats
 */
record Steps(List<Task> begun, Map<Long, Duplicate> duplicates) {

    record Duplicate(Task task, Task first) {

        /** Whether it has done nothing yet: it waits for a worker, or for the lock that the first has. */
        boolean waits() {
            return task.state() == Task.State.QUEUED
                    || (task.state().running() && first.state().running());
        }
    }

    /** Reads the tasks of the operation's context. */
    static Steps of(OperationData operation, List<Task> newestFirst) {
        var expected = expected(operation);
        var begun = new ArrayList<Task>();
        var duplicates = new TreeMap<Long, Duplicate>();
        for (var task : newestFirst.reversed()) {
            int next = begun.size();
            boolean fits = next < expected.size() && expected.get(next).test(task);
            var repeated = repeated(expected, begun, task);
            if (repeated.isPresent() && (!fits || task.state() == Task.State.CANCELLED)) {
                duplicates.put(task.id(), new Duplicate(task, repeated.get()));
            } else {
                begun.add(task);
            }
        }
        return new Steps(List.copyOf(begun), duplicates);
    }

    /** The step that has begun already and that the task looks like. */
    private static Optional<Task> repeated(List<Predicate<Task>> expected, List<Task> begun, Task task) {
        for (int i = Math.min(begun.size(), expected.size()) - 1; i >= 0; i--) {
            if (expected.get(i).test(task)) {
                return Optional.of(begun.get(i));
            }
        }
        return Optional.empty();
    }

    /** What the tasks of an operation's steps look like. The director describes them in these words. */
    private static List<Predicate<Task>> expected(OperationData operation) {
        var expected = new ArrayList<Predicate<Task>>();
        for (var errand : operation.errands()) {
            expected.add(task -> runs(task, errand));
        }
        if (operation.type().deletes()) {
            expected.add(task -> task.description().startsWith("delete deployment"));
        } else {
            expected.addFirst(task -> task.description().startsWith("create deployment"));
        }
        return expected;
    }

    private static boolean runs(Task task, Errand errand) {
        return task.description().startsWith("run errand " + errand.name() + " from deployment ");
    }

    /** The newest step. */
    Task newest() {
        return begun.getLast();
    }
}
