package io.chandler.ondemand.broker;

import io.chandler.adapter.AdapterCall;
import io.chandler.adapter.AdapterOutput;
import io.chandler.ondemand.adapter.Adapter;
import io.chandler.ondemand.adapter.AdapterException;
import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.bosh.Task;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.ondemand.credhub.CredHubException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** From the adapter's manifest to the director's task: secrets, BOSH configs, deployment, dashboard. Thread-safe. */
final class Deployer {

    private final Director director;
    private final Adapter adapter;
    private final AdapterInputs inputs;
    private final Secrets secrets;
    private final Configs configs;

    Deployer(Director director, Adapter adapter, AdapterInputs inputs, Secrets secrets, Configs configs) {
        this.director = director;
        this.adapter = adapter;
        this.inputs = inputs;
        this.secrets = secrets;
        this.configs = configs;
    }

    /**
     * What a deployment is made from.
     *
     * @param previous what is deployed; empty for a new instance
     */
    record Order(
            Plan plan,
            Map<String, @Nullable Object> requestParameters,
            Optional<Previous> previous,
            Optional<Map<String, String>> uaaClient) {

        @Override
        public String toString() {
            return "Order[plan=" + plan.id() + "]";
        }
    }

    /** What is deployed. */
    record Previous(
            String manifest, Plan plan, Optional<Map<String, String>> secrets, Optional<Map<String, String>> configs) {

        @Override
        public String toString() {
            return "Previous[plan=" + plan.id() + "]";
        }
    }

    /** A deployment that has begun. {@code toString} leaves the manifest out. */
    record Begun(long taskId, String manifest, Optional<ObjectNode> labels) {

        @Override
        public String toString() {
            return "Begun[taskId=" + taskId + "]";
        }
    }

    /** Throws {@link Problem} if the director is at work on the deployment. */
    void requireIdle(Work work, UnaryOperator<Problem> ifUnknown) {
        List<Task> tasks;
        try {
            tasks = director.unfinishedTasks(work.deployment());
        } catch (DirectorException e) {
            throw ifUnknown.apply(Problem.internal("error checking tasks of the deployment: " + e.getMessage(), e));
        }
        if (!tasks.isEmpty()) {
            throw new Problem(
                    Problem.Kind.IN_PROGRESS,
                    Texts.IN_PROGRESS,
                    "deployment " + work.deployment() + " is still in progress: task "
                            + tasks.getFirst().id(),
                    null);
        }
    }

    /** What the director has of the deployment, for the adapter. */
    Previous previous(Work work, String manifest, Plan plan, boolean withSecrets) {
        try {
            return new Previous(
                    Memory.strip(manifest),
                    plan,
                    withSecrets ? secrets.resolve(work, manifest) : Optional.empty(),
                    configs.of(work.deployment()));
        } catch (DirectorException | CredHubException e) {
            throw Problem.internal("error reading the deployment: " + e.getMessage(), e);
        }
    }

    /** Whether what is deployed is what the adapter would generate now for an instance that nobody wants to change. */
    boolean pendingChanges(Work work, Previous previous, ObjectNode remembered) {
        var generated = generate(
                work,
                new Order(
                        previous.plan(), AdapterInputs.unchanged(remembered), Optional.of(previous), Optional.empty()));
        var manifest = secrets.located(
                work.deployment(), generated.manifest(), generated.secrets().orElse(Map.of()));
        return !ManifestComparison.same(manifest, previous.manifest());
    }

    /** Generates and deploys. What was written for it is taken back if it does not begin. */
    Begun deploy(Work work, Order order, Optional<Memory> memory, Optional<String> contextId, Undo undo) {
        var generated = generate(work, order);
        var deployment = work.deployment();
        try {
            var newSecrets = generated.secrets().orElse(Map.of());
            var manifest = secrets.located(deployment, generated.manifest(), newSecrets);
            secrets.write(deployment, generated.manifest(), newSecrets, undo);
            configs.write(
                    deployment,
                    generated.configs().orElse(Map.of()),
                    order.previous().flatMap(Previous::configs).orElse(Map.of()),
                    undo);
            var kept = memory.map(facts -> facts.into(manifest)).orElse(manifest);
            long task = deploy(work, kept, contextId);
            undo.forget();
            var labels = generated.labels();
            return new Begun(task, manifest, labels.isEmpty() ? Optional.empty() : Optional.of(JsonObjects.of(labels)));
        } catch (DirectorException | CredHubException e) {
            throw Problem.internal("error deploying instance: " + e.getMessage(), e);
        }
    }

    private AdapterOutput.Manifest generate(Work work, Order order) {
        try {
            return adapter.generateManifest(
                    new AdapterCall.ManifestInputs(
                            inputs.deployment(work.deployment()),
                            inputs.plan(order.plan()),
                            order.requestParameters(),
                            order.previous().map(Previous::manifest),
                            order.previous().map(previous -> inputs.plan(previous.plan())),
                            order.previous().flatMap(Previous::secrets),
                            order.previous().flatMap(Previous::configs),
                            order.uaaClient()),
                    work::log);
        } catch (AdapterException e) {
            throw problem(e);
        }
    }

    /** A connection that broke after the request may have begun the task all the same. */
    private long deploy(Work work, String manifest, Optional<String> contextId) {
        try {
            return director.deploy(manifest, contextId);
        } catch (DirectorException e) {
            if (e.kind() != DirectorException.Kind.UNREACHABLE) {
                throw e;
            }
            return begunAllTheSame(work, contextId).orElseThrow(() -> e).id();
        }
    }

    private Optional<Task> begunAllTheSame(Work work, Optional<String> contextId) {
        try {
            return director.unfinishedTasks(work.deployment()).stream()
                    .filter(task -> task.contextId().filter(id -> !id.isEmpty()).equals(contextId))
                    .max(Comparator.comparingLong(Task::id));
        } catch (DirectorException _) {
            return Optional.empty();
        }
    }

    /** Where the instance is managed; empty if nowhere. */
    Optional<String> dashboardUrl(Work work, Plan plan, String manifest) {
        try {
            return adapter.dashboardUrl(work.instanceId(), inputs.plan(plan), manifest, work::log);
        } catch (AdapterException e) {
            throw problem(e);
        }
    }

    /** What an adapter's failure means to the user. */
    static Problem problem(AdapterException e) {
        var operator = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case FAILED -> Problem.ofAdapter(e.forUser(), e.forLog(), operator, e);
            case BINDING_NOT_FOUND -> new Problem(Problem.Kind.NO_BINDING, "", operator, e);
            case BINDING_EXISTS -> new Problem(Problem.Kind.BINDING_EXISTS, Texts.BINDING_EXISTS, operator, e);
            case APP_MISSING -> new Problem(Problem.Kind.APP_MISSING, Texts.APP_MISSING, operator, e);
            case NOT_IMPLEMENTED, UNUSABLE -> Problem.internal(operator, e);
        };
    }
}
