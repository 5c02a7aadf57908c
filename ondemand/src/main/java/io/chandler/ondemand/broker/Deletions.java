package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.bosh.Task;
import io.chandler.ondemand.configuration.Configuration.Errand;
import io.chandler.ondemand.configuration.Configuration.LifecycleErrands;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.ondemand.credhub.CredHubException;
import io.chandler.ondemand.uaa.InstanceClients;
import io.chandler.ondemand.uaa.UaaException;
import java.util.List;
import java.util.Optional;

/** How instances end: errands, the deployment, and then what they leave. Every method throws {@link Problem}. Thread-safe. */
final class Deletions {

    private final Director director;
    private final InstanceClients clients;
    private final Deployer deployer;
    private final Secrets secrets;
    private final Configs configs;
    private final Bindings bindings;
    private final Quotas quotas;
    private final BegunOperations begunOperations;
    private final InstanceLocks locks;
    private final boolean original;

    /**
     * Deletions.
     *
     * @param locks those of all that work on deployments
     * @param original whether credentials of bindings that are left are not looked for, and a client of UAA that cannot be
     *     deleted is only told to the operator
     */
    Deletions(
            Director director,
            InstanceClients clients,
            Deployer deployer,
            Secrets secrets,
            Configs configs,
            Bindings bindings,
            Quotas quotas,
            BegunOperations begunOperations,
            InstanceLocks locks,
            boolean original) {
        this.director = director;
        this.clients = clients;
        this.deployer = deployer;
        this.secrets = secrets;
        this.configs = configs;
        this.bindings = bindings;
        this.quotas = quotas;
        this.begunOperations = begunOperations;
        this.locks = locks;
        this.original = original;
    }

    /**
     * Begins to delete an instance; empty if there is no deployment, and then nothing else is left of it.
     *
     * @param plan of which errands are run before; unknown plans have none
     */
    Optional<Deployments.Started> begin(Work work, Optional<Plan> plan, boolean force) {
        return locks.locked(work.instanceId(), () -> {
            Calls.directorFirst(director::information, "delete");
            var type = force ? OperationType.FORCE_DELETE : OperationType.DELETE;
            var errands = plan.flatMap(Plan::lifecycleErrands)
                    .map(LifecycleErrands::preDelete)
                    .orElse(List.of());
            var goesOn = begunOperations.deletion(work, type, errands);
            if (goesOn.isPresent()) {
                return goesOn.map(Deletions::started);
            }
            deployer.requireIdle(work, problem -> problem);
            // What never came up has no manifest and cannot run an errand.
            if (!errands.isEmpty() && hasManifest(work)) {
                return Optional.of(errand(work, type, errands));
            }
            var task = Calls.director(
                    () -> director.delete(work.deployment(), force, Optional.of("delete-" + work.instanceId())),
                    "error deleting instance: ");
            if (task.isEmpty()) {
                cleanUp(work);
                return Optional.empty();
            }
            return Optional.of(started(new OperationData(task.getAsLong(), type, Optional.empty(), List.of())));
        });
    }

    private boolean hasManifest(Work work) {
        return Calls.director(() -> director.manifest(work.deployment()), "error reading the deployment: ")
                .filter(text -> !text.isBlank())
                .isPresent();
    }

    private Deployments.Started errand(Work work, OperationType type, List<Errand> errands) {
        var context = Optional.of(Deployments.newContext());
        var what = "error running the errand " + errands.getFirst().name() + ": ";
        long task = Calls.director(() -> director.runErrand(work.deployment(), errands.getFirst(), context), what);
        requireFirst(work, task);
        return started(new OperationData(task, type, context, errands));
    }

    /** Another broker may have begun something at the same moment: the first task goes on, the later one is withdrawn. */
    private void requireFirst(Work work, long task) {
        try {
            var first = director.unfinishedTasks(work.deployment()).stream()
                    .mapToLong(Task::id)
                    .filter(id -> id < task)
                    .min();
            if (first.isPresent()) {
                director.cancel(task);
                throw new Problem(
                        Problem.Kind.IN_PROGRESS,
                        Texts.IN_PROGRESS,
                        "BOSH task ID " + task + " is withdrawn: BOSH task ID " + first.getAsLong() + " was before it",
                        null);
            }
        } catch (DirectorException e) {
            work.log("cannot see whether another broker works on the deployment: " + e.getMessage());
        }
    }

    private static Deployments.Started started(OperationData operation) {
        return new Deployments.Started(operation, Optional.empty(), Optional.empty());
    }

    /** Deletes what an instance has besides its deployment: configs, secrets, credentials, its client of UAA, its place. */
    void cleanUp(Work work) {
        try {
            configs.delete(work.deployment());
            secrets.delete(work.instanceId());
        } catch (DirectorException | CredHubException e) {
            throw new Problem(
                    Problem.Kind.INTERNAL,
                    Texts.CLEAN_UP,
                    "error deleting what the instance left: " + e.getMessage(),
                    e);
        }
        try {
            clients.delete(work.instanceId());
        } catch (UaaException e) {
            var what = "could not delete the client of UAA: " + e.getMessage();
            if (!original) {
                throw new Problem(Problem.Kind.INTERNAL, Texts.CLEAN_UP, what, e);
            }
            work.log(what);
        }
        if (!original) {
            bindings.forgetAll(work);
        }
        quotas.release(work.instanceId());
    }
}
