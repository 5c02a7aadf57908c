package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.bosh.Task;
import io.chandler.ondemand.configuration.Configuration.Errand;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries an operation on from what the director's tasks of its context say: the errands after a deployment one by one,
 * the errands before a deletion and then the deletion itself, and after it whatever the instance left. It keeps no state
 * that matters, so it goes on after a restart. Each step of an instance starts once in a broker; of what several brokers
 * start in the same moment one stays. Thread-safe.
 */
final class Lifecycle {

    /** How many finished deletions are remembered, so that later polls do not clean up again. */
    private static final int MAXIMUM_CLEANED = 10_000;

    private final Director director;
    private final Deployments deployments;
    private final Deletions deletions;
    private final InstanceLocks locks = new InstanceLocks();
    private final Set<Long> cleaned = ConcurrentHashMap.newKeySet();

    Lifecycle(Director director, Deployments deployments, Deletions deletions) {
        this.director = director;
        this.deployments = deployments;
        this.deletions = deletions;
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
        var context = operation.contextId().get();
        var tasks = director.tasksOfContext(work.deployment(), context);
        if (tasks.isEmpty()) {
            throw Problem.internal("no tasks found for context ID: " + context, null)
                    .after(operation.taskId());
        }
        var steps = Steps.of(operation, tasks);
        steps.duplicates().values().forEach(duplicate -> withdraw(work, duplicate));
        int begun = steps.begun().size();
        var newest = steps.newest();
        boolean passable = newest.state() == Task.State.DONE
                || (operation.type() == OperationType.FORCE_DELETE
                        && !newest.state().running()
                        && begun <= operation.errands().size());
        if (!passable) {
            return judge(work, operation, newest);
        }
        var repeating = steps.duplicates().values().stream()
                .map(Steps.Duplicate::task)
                .filter(task -> task.state().running())
                .findFirst();
        if (repeating.isPresent()) {
            // It has the lock of the deployment, or is next.
            return inProgress(repeating.get().id());
        }
        boolean deleting = operation.type().deletes();
        int errandsBegun = begun - (deleting ? 0 : 1);
        if (errandsBegun < operation.errands().size()) {
            return errand(work, operation, operation.errands().get(errandsBegun), context);
        }
        return deleting && errandsBegun == operation.errands().size()
                ? deletion(work, operation, newest, context)
                : judge(work, operation, newest);
    }

    private Progress errand(Work work, OperationData operation, Errand errand, String context) {
        long task = director.runErrand(work.deployment(), errand, Optional.of(context));
        work.log("BOSH task ID " + task + " runs errand " + errand.name() + " of deployment " + work.deployment());
        return begun(work, operation, task, context);
    }

    private Progress deletion(Work work, OperationData operation, Task newest, String context) {
        boolean force = operation.type() == OperationType.FORCE_DELETE;
        var task = director.delete(work.deployment(), force, Optional.of(context));
        if (task.isEmpty()) {
            return cleanUp(work, newest);
        }
        work.log("BOSH task ID " + task.getAsLong() + " deletes deployment " + work.deployment());
        return begun(work, operation, task.getAsLong(), context);
    }

    /**
     * The director takes any task. So a step that another broker may have begun in the same moment is looked at once more:
     * of two tasks the first is the step, and the other one, which waits for the deployment's lock, is withdrawn.
     */
    private Progress begun(Work work, OperationData operation, long task, String context) {
        try {
            var duplicate = Steps.of(operation, director.tasksOfContext(work.deployment(), context))
                    .duplicates()
                    .get(task);
            if (duplicate != null) {
                withdraw(work, duplicate);
                return inProgress(duplicate.first().id());
            }
        } catch (DirectorException e) {
            work.log("cannot see whether another broker began the same step: " + e.getMessage());
        }
        return inProgress(task);
    }

    private void withdraw(Work work, Steps.Duplicate duplicate) {
        if (!duplicate.waits() || duplicate.task().state() == Task.State.CANCELLING) {
            return;
        }
        var task = duplicate.task();
        try {
            director.cancel(task.id());
            work.log("BOSH task ID " + task.id() + " is withdrawn: BOSH task ID "
                    + duplicate.first().id() + " does the same");
        } catch (DirectorException e) {
            work.log("BOSH task ID " + task.id() + " cannot be withdrawn: " + e.getMessage());
        }
    }

    private static Progress inProgress(long task) {
        return new Progress(State.IN_PROGRESS, task, "", "");
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
                deletions.cleanUp(work);
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
