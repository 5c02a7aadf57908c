package io.chandler.ondemand.broker;

import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Plan;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What the management API offers over the broker's deployments. Thread-safe. */
public final class Operations {

    private final Configuration configuration;
    private final Neighbours neighbours;
    private final Parts parts;

    Operations(Configuration configuration, Neighbours neighbours, Parts parts) {
        this.configuration = configuration;
        this.neighbours = neighbours;
        this.parts = parts;
    }

    /** The configuration that the broker runs with. */
    public Configuration configuration() {
        return configuration;
    }

    /** Tells the operator's log of something that a request for management met. */
    public void log(String text) {
        neighbours.log().line(Optional.of(UUID.randomUUID().toString()), text);
    }

    /** The instances that the platform lists; throws {@link io.chandler.ondemand.cloudfoundry.PlatformException}. */
    public List<ServiceInstance> instances(Map<String, String> filters) {
        return neighbours.instances().instances(filters);
    }

    /** Deployments of which the platform lists no instance, in the director's order. */
    public List<String> orphans() {
        var known = new HashSet<String>();
        // Deployments first: what is made in between is on both lists or on the second alone.
        var deployments = neighbours.director().deployments();
        neighbours.instances().instances(Map.of()).forEach(instance -> known.add(Work.deployment(instance.id())));
        return deployments.stream()
                .filter(name -> name.startsWith(Work.PREFIX) && !known.contains(name))
                .toList();
    }

    /**
     * How many instances each plan has; empty if the offering is not registered. Throws
     * {@link io.chandler.ondemand.cloudfoundry.PlatformException}.
     */
    public Optional<Map<String, Integer>> counts() {
        return neighbours.platform().instanceCounts(configuration.offering().id());
    }

    /** What the instances of all plans use of each kind of resource. */
    public Map<String, Long> used(Map<String, Integer> counts) {
        return parts.quotas().used(counts);
    }

    /** Begins to upgrade an instance. Throws {@link Problem}. */
    public OperationData upgrade(String instanceId, String planId, Optional<ObjectNode> platformContext) {
        var work = work(instanceId, "upgrade");
        try {
            var place = platformContext
                    .map(context -> new Deployments.Place(text(context, "instance_name"), text(context, "space_guid")))
                    .orElse(Deployments.Place.UNKNOWN);
            return follow(work, parts.deployments().upgrade(work, plan(planId), platformContext, place));
        } catch (Problem problem) {
            throw told(work, problem);
        }
    }

    /** Begins to recreate the machines of an instance. Throws {@link Problem}. */
    public OperationData recreate(String instanceId, String planId) {
        var work = work(instanceId, "recreate");
        try {
            return follow(work, parts.deployments().recreate(work, plan(planId)));
        } catch (Problem problem) {
            throw told(work, problem);
        }
    }

    private OperationData follow(Work work, Deployments.Started started) {
        parts.follower().follow(work, started.operation());
        return started.operation();
    }

    /** The same problem with the text that it has on the API; errands log it, so it has no secrets. */
    private Problem told(Work work, Problem problem) {
        return new Problem(
                problem.kind(),
                new Answers(configuration).textForOperator(work, problem),
                problem.forOperator(),
                problem.getCause());
    }

    private Plan plan(String planId) {
        return configuration
                .offering()
                .plan(planId)
                .orElseThrow(() -> new Problem(Problem.Kind.UNKNOWN_PLAN, "plan " + planId + " not found"));
    }

    private static Optional<String> text(ObjectNode context, String name) {
        return Optional.of(context.path(name).asString("")).filter(text -> !text.isEmpty());
    }

    private Work work(String instanceId, String verb) {
        return new Work(Exchange.current().requestId, instanceId, verb, neighbours.log());
    }
}
