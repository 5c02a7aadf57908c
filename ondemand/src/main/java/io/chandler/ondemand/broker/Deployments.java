package io.chandler.ondemand.broker;

import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.Task;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Errand;
import io.chandler.ondemand.configuration.Configuration.LifecycleErrands;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.ondemand.uaa.InstanceClients;
import io.chandler.osb.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is done to the deployments of instances: one service for the API, the management API and the errands. Work on an
 * instance waits for other work on the same instance only; {@link Deletions} end them. Every method throws
 * {@link Problem}. Thread-safe.
 */
final class Deployments {

    private final Configuration configuration;
    private final Director director;
    private final InstanceClients clients;
    private final Deployer deployer;
    private final Quotas quotas;
    private final InstanceLocks locks;
    private final ConcurrentMap<String, Recent> recent = new ConcurrentHashMap<>();

    Deployments(
            Configuration configuration,
            Director director,
            InstanceClients clients,
            Deployer deployer,
            Quotas quotas,
            InstanceLocks locks) {
        this.configuration = configuration;
        this.director = director;
        this.clients = clients;
        this.deployer = deployer;
        this.quotas = quotas;
        this.locks = locks;
    }

    /** An operation that has begun. */
    record Started(OperationData operation, Optional<String> dashboardUrl, Optional<ObjectNode> labels) {}

    /** What the platform says about where an instance is, for its client of UAA. */
    record Place(Optional<String> instanceName, Optional<String> spaceId) {

        static final Place UNKNOWN = new Place(Optional.empty(), Optional.empty());
    }

    /** What a provision request came to. */
    sealed interface Creation {
        record Begun(Started started) implements Creation {}

        /** There is a deployment already. */
        record Existing(String manifest) implements Creation {}

        /** It is being created for another request. */
        record Other() implements Creation {}
    }

    /** A creation that the director may not show the manifest of yet. */
    private record Recent(Memory memory, Started started) {}

    private boolean original() {
        return configuration.broker().compatibility() == Configuration.Compatibility.ORIGINAL;
    }

    /** Begins to create an instance. */
    Creation create(
            Work work,
            Plan plan,
            Map<String, @Nullable Object> requestParameters,
            Memory memory,
            Place place,
            Runnable checkParameters) {
        return locks.locked(work.instanceId(), () -> {
            Calls.directorFirst(director::information, "create");
            var known = recent.get(work.instanceId());
            if (known != null && !unfinishedTasks(work).isEmpty()) {
                return known.memory().same(memory) ? new Creation.Begun(known.started()) : new Creation.Other();
            }
            var existing = manifest(work);
            if (existing.filter(manifest -> original() || !manifest.isBlank()).isPresent()) {
                return new Creation.Existing(existing.get());
            }
            var undo = new Undo();
            undo.add("the quota", Calls.quotas(() -> quotas.reserve(work.instanceId(), plan, Optional.empty())));
            try {
                checkParameters.run();
                // First of all: a client belongs to the deployment that may be under way.
                deployer.requireIdle(work, problem -> problem);
                undo.add("the client of UAA", () -> clients.delete(work.instanceId()));
                var client = Calls.uaa(() -> clients.create(work.instanceId(), place.instanceName(), place.spaceId()));
                var context = plan.lifecycleErrands().map(_ -> newContext());
                var begun = deployer.deploy(
                        work,
                        new Deployer.Order(plan, requestParameters, Optional.empty(), client),
                        remember(memory),
                        context,
                        undo);
                var started = finish(work, OperationType.CREATE, plan, context, postDeploy(plan), begun, client, place);
                recent.put(work.instanceId(), new Recent(memory, started));
                return new Creation.Begun(started);
            } finally {
                undo.run(work);
            }
        });
    }

    /**
     * How an instance is to be changed.
     *
     * @param requestParameters what the adapter gets, by the parameters that are remembered for it
     */
    record Change(
            Plan plan,
            Optional<String> previousPlanId,
            Function<ObjectNode, Map<String, @Nullable Object>> requestParameters,
            ObjectNode parameters,
            Place place,
            Runnable checkParameters) {

        @Override
        public String toString() {
            return "Change[plan=" + plan.id() + "]";
        }
    }

    /** Begins to change an instance, if nothing else is waiting to be changed. */
    Started update(Work work, Change change) {
        return locks.locked(work.instanceId(), () -> {
            var plan = change.plan();
            var undo = new Undo();
            var before = change.previousPlanId();
            if (before.filter(plan.id()::equals).isEmpty()) {
                undo.add("the quota", Calls.quotas(() -> quotas.reserve(work.instanceId(), plan, before)));
            }
            try {
                change.checkParameters().run();
                deployer.requireIdle(work, problem -> Calls.unavailable("update", problem));
                var manifest = requireManifest(work);
                var memory = Memory.of(manifest).filter(_ -> !original());
                var previousPlan = previousPlan(before, memory, plan);
                var previous = deployer.previous(work, manifest, previousPlan, true);
                var known = remembered(memory);
                if (!configuration.broker().skipCheckForPendingChanges()
                        && deployer.pendingChanges(work, previous, known)) {
                    throw new Problem(Problem.Kind.PENDING_CHANGES, Texts.PENDING_CHANGES);
                }
                var client = client(work, change.place(), undo);
                var context = postDeploy(plan).isEmpty() ? Optional.<String>empty() : Optional.of(newContext());
                var begun = deployer.deploy(
                        work,
                        new Deployer.Order(
                                plan, change.requestParameters().apply(known), Optional.of(previous), client),
                        memory.map(facts -> facts.with(plan.id(), change.parameters())),
                        context,
                        undo);
                return finish(
                        work, OperationType.UPDATE, plan, context, postDeploy(plan), begun, client, change.place());
            } finally {
                undo.run(work);
            }
        });
    }

    /** Begins to bring an instance up to the broker's configuration, with the plan and parameters that it has. */
    Started upgrade(Work work, Plan plan, Optional<ObjectNode> platformContext, Place place) {
        return locks.locked(work.instanceId(), () -> {
            deployer.requireIdle(work, problem -> Calls.unavailable("update", problem));
            var manifest = requireManifest(work);
            var memory = Memory.of(manifest).filter(_ -> !original());
            var previous = deployer.previous(work, manifest, plan, false);
            var context = plan.lifecycleErrands().map(_ -> newContext());
            var undo = new Undo();
            try {
                var client = client(work, place, undo);
                var begun = deployer.deploy(
                        work,
                        new Deployer.Order(
                                plan,
                                AdapterInputs.upgrade(platformContext, remembered(memory)),
                                Optional.of(previous),
                                client),
                        memory.map(facts -> facts.with(plan.id(), Json.object())),
                        context,
                        undo);
                return finish(work, OperationType.UPGRADE, plan, context, postDeploy(plan), begun, client, place);
            } finally {
                undo.run(work);
            }
        });
    }

    /** Begins to recreate all machines of an instance. */
    Started recreate(Work work, Plan plan) {
        return locks.locked(work.instanceId(), () -> {
            deployer.requireIdle(work, problem -> problem);
            var _ = requireManifest(work);
            var context = plan.lifecycleErrands().map(_ -> newContext());
            long task =
                    Calls.director(() -> director.recreate(work.deployment(), context), "error recreating instance: ");
            return new Started(
                    new OperationData(task, OperationType.RECREATE, context, postDeploy(plan)),
                    Optional.empty(),
                    Optional.empty());
        });
    }

    /** An operation has ended: its instance counts as the platform says, and needs no memory here. */
    void ended(String instanceId, boolean succeeded) {
        recent.remove(instanceId);
        if (!succeeded) {
            quotas.release(instanceId);
        }
    }

    /** The manifest of an instance's deployment: blank until it came up for the first time, empty if there is none. */
    Optional<String> manifest(Work work) {
        return Calls.director(() -> director.manifest(work.deployment()), "error reading the deployment: ");
    }

    /** What the director does with the instance's deployment now. */
    List<Task> unfinishedTasks(Work work) {
        return Calls.director(
                () -> director.unfinishedTasks(work.deployment()), "error reading the deployment's tasks: ");
    }

    private String requireManifest(Work work) {
        return manifest(work)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NO_DEPLOYMENT, "bosh deployment '" + work.deployment() + "' not found"));
    }

    /** The instance's client of UAA; nobody would know the secret of one that is made for a deployment that fails. */
    private Optional<Map<String, String>> client(Work work, Place place, Undo undo) {
        return Calls.uaa(() -> clients.update(
                work.instanceId(),
                place.instanceName(),
                place.spaceId(),
                () -> undo.add("the client of UAA", () -> clients.delete(work.instanceId()))));
    }

    private Started finish(
            Work work,
            OperationType type,
            Plan plan,
            Optional<String> context,
            List<Errand> errands,
            Deployer.Begun begun,
            Optional<Map<String, String>> client,
            Place place) {
        var operation = new OperationData(begun.taskId(), type, context, errands);
        Optional<String> dashboard = Optional.empty();
        try {
            dashboard = deployer.dashboardUrl(work, plan, begun.manifest());
            if (dashboard.isPresent() && (original() || !leadsTo(client, dashboard.get()))) {
                var url = dashboard.get();
                Calls.uaa(() -> {
                    clients.updateRedirect(work.instanceId(), url, place.spaceId());
                    return url;
                });
            }
        } catch (Problem problem) {
            if (original()) {
                throw problem.after(begun.taskId());
            }
            // The deployment runs: the platform must hear of it, or it would delete what is being made.
            work.log("the deployment goes on without its dashboard: " + problem.forOperator());
        }
        return new Started(operation, dashboard, begun.labels());
    }

    /** Whether the instance's client of UAA leads to its dashboard already. */
    private static boolean leadsTo(Optional<Map<String, String>> client, String url) {
        return client.filter(known -> url.equals(known.get("redirect_uri"))).isPresent();
    }

    /** The parameters of earlier requests that the adapter gets again. */
    private ObjectNode remembered(Optional<Memory> memory) {
        return memory.filter(_ -> configuration.adapter().rememberParameters())
                .map(Memory::parameters)
                .orElseGet(Json::object);
    }

    private Optional<Memory> remember(Memory memory) {
        return original() ? Optional.empty() : Optional.of(memory);
    }

    private Plan previousPlan(Optional<String> named, Optional<Memory> memory, Plan wanted) {
        var id = named.or(() -> memory.map(Memory::planId)).orElse(wanted.id());
        return configuration
                .offering()
                .plan(id)
                .orElseThrow(() -> new Problem(Problem.Kind.UNKNOWN_PLAN, Texts.unknownPlan(id)));
    }

    static List<Errand> postDeploy(Plan plan) {
        return plan.lifecycleErrands().map(LifecycleErrands::postDeploy).orElse(List.of());
    }

    static String newContext() {
        return UUID.randomUUID().toString();
    }
}
