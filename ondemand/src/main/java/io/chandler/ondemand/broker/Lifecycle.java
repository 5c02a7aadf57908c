package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.bosh.Task;
import io.chandler.ondemand.configuration.Configuration.Errand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries an operation on from what the director's tasks of its context say: the errands after a deployment one by one,
 * the errands before a deletion and then the deletion itself, and after it whatever the instance left. It keeps no state
 * that matters, so it goes on after a restart. Safe under concurrent calls: each step of an instance starts once.
 * Thread-safe.
 */
final class Lifecycle {

    /** How many finished deletions are remembered, so that later polls do not clean up again. */
    private static final int MAXIMUM_CLEANED = 10_000;

    private final Director director;
    private final Deployments deployments;
    private final InstanceLocks locks = new InstanceLocks();
    private final Set<Long> cleaned = ConcurrentHashMap.newKeySet();

    Lifecycle(Director director, Deployments deployments) {
        this.director = director;
        this.deployments = deployments;
    }

    /**
     * How far an operation is.
     *
     * @param task the newest task; the operation may go on after it
     * @param detail what the operator would like to know of a failure
     */
    record Progress(State state, long task, String description, String detail) {}

    /** How far an operation is. */
    enum State {
        IN_PROGRESS,
        SUCCEEDED,
        FAILED,
        /** The deployment is deleted, but what it left is not. */
        LEFT_OVERS,
        /** There is neither the task nor the deployment: the deletion has ended long ago. */
        GONE
    }

    /** Looks at the operation and takes its next step, if it is due. Throws {@link Problem}. */
    Progress advance(Work work, OperationData operation) {
        return locks.locked(work.instanceId(), () -> {
            try {
                return step(work, operation);
            } catch (DirectorException e) {
                return gone(work, operation)
                        .orElseThrow(() -> Problem.internal(
                                        "error retrieving tasks from bosh, for deployment '" + work.deployment() + "': "
                                                + e.getMessage(),
                                        e)
                                .after(operation.taskId()));
            }
        });
    }

    private Progress step(Work work, OperationData operation) {
        if (operation.contextId().isEmpty()) {
            return judge(work, operation, director.task(operation.taskId()));
        }
        var context = operation.contextId();
        var tasks = director.tasksOfContext(work.deployment(), context.get());
        if (tasks.isEmpty()) {
            throw Problem.internal("no tasks found for context ID: " + context.get(), null)
                    .after(operation.taskId());
        }
        var newest = tasks.getFirst();
        boolean passable = newest.state() == Task.State.DONE
                || (operation.type() == OperationType.FORCE_DELETE
                        && !newest.state().running()
                        && tasks.size() <= operation.errands().size());
        if (!passable) {
            return judge(work, operation, newest);
        }
        int begun = begunErrands(operation, tasks);
        if (begun < operation.errands().size()) {
            return errand(work, operation.errands().get(begun), context);
        }
        boolean deleting = operation.type().deletes();
        if (deleting
                && tasks.size() - duplicates(operation, tasks)
                        == operation.errands().size()) {
            boolean force = operation.type() == OperationType.FORCE_DELETE;
            var deletion = director.delete(work.deployment(), force, context);
            if (deletion.isEmpty()) {
                return cleanUp(work, newest);
            }
            work.log("BOSH task ID " + deletion.getAsLong() + " deletes deployment " + work.deployment());
            return inProgress(deletion);
        }
        return judge(work, operation, newest);
    }

    private Progress errand(Work work, Errand errand, Optional<String> context) {
        long task = director.runErrand(work.deployment(), errand, context);
        work.log("BOSH task ID " + task + " runs errand " + errand.name() + " of deployment " + work.deployment());
        return inProgress(OptionalLong.of(task));
    }

    private static Progress inProgress(OptionalLong task) {
        return new Progress(State.IN_PROGRESS, task.orElse(0), "", "");
    }

    /**
     * How many errands of the operation have begun. An errand that two brokers began at the same moment counts once,
     * where the tasks say which errand they ran.
     */
    private static int begunErrands(OperationData operation, List<Task> newestFirst) {
        int others = operation.type().deletes() ? 0 : 1;
        return Math.min(
                newestFirst.size() - others - duplicates(operation, newestFirst),
                operation.errands().size());
    }

    private static int duplicates(OperationData operation, List<Task> newestFirst) {
        var ran = new ArrayList<String>();
        for (var task : newestFirst.reversed()) {
            operation.errands().stream()
                    .map(Errand::name)
                    .filter(name -> runs(task, name))
                    .findFirst()
                    .ifPresent(ran::add);
        }
        int duplicates = 0;
        for (var name : Set.copyOf(ran)) {
            long wanted = operation.errands().stream()
                    .filter(errand -> errand.name().equals(name))
                    .count();
            long times = ran.stream().filter(name::equals).count();
            duplicates += (int) Math.max(0, times - wanted);
        }
        return duplicates;
    }

    /** The director describes such a task as "run errand smoke-tests from deployment x". */
    private static boolean runs(Task task, String errand) {
        return task.description().startsWith("run errand " + errand + " from deployment ");
    }

    private Progress judge(Work work, OperationData operation, Task task) {
        return switch (task.state()) {
            case QUEUED, PROCESSING, CANCELLING ->
                new Progress(State.IN_PROGRESS, task.id(), task.description(), task.result());
            case DONE -> {
                if (operation.type().deletes()) {
                    yield cleanUp(work, task);
                }
                deployments.ended(work.instanceId(), true);
                yield new Progress(State.SUCCEEDED, task.id(), task.description(), task.result());
            }
            case CANCELLED, ERROR, TIMEOUT -> failed(work, task);
            case UNKNOWN -> {
                work.log("BOSH task ID " + task.id() + " is in a state that the broker does not know");
                yield failed(work, task);
            }
        };
    }

    private Progress failed(Work work, Task task) {
        deployments.ended(work.instanceId(), false);
        return new Progress(State.FAILED, task.id(), task.description(), task.result());
    }

    private Progress cleanUp(Work work, Task task) {
        if (!cleaned.contains(task.id())) {
            try {
                deployments.cleanUp(work);
            } catch (Problem problem) {
                work.log(problem.forOperator());
                return new Progress(State.LEFT_OVERS, task.id(), task.description(), problem.forOperator());
            }
            if (cleaned.size() >= MAXIMUM_CLEANED) {
                cleaned.clear();
            }
            cleaned.add(task.id());
            deployments.ended(work.instanceId(), true);
        }
        return new Progress(State.SUCCEEDED, task.id(), task.description(), task.result());
    }

    /** The director forgets old tasks: a deletion without task and deployment has ended. */
    private Optional<Progress> gone(Work work, OperationData operation) {
        if (!operation.type().deletes()) {
            return Optional.empty();
        }
        try {
            return director.unfinishedTasks(work.deployment()).isEmpty()
                            && director.manifest(work.deployment()).isEmpty()
                    ? Optional.of(new Progress(State.GONE, operation.taskId(), "", ""))
                    : Optional.empty();
        } catch (DirectorException _) {
            return Optional.empty();
        }
    }
}
