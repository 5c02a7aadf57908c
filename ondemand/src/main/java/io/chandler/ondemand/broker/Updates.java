package io.chandler.ondemand.broker;

import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.osb.UpdateRequest;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What an update request comes to: an update, an upgrade or a refusal. */
final class Updates {

    private final Configuration configuration;
    private final Parts parts;
    private final boolean original;

    Updates(Configuration configuration, Parts parts, boolean original) {
        this.configuration = configuration;
        this.parts = parts;
        this.original = original;
    }

    Deployments.Started begin(Work work, UpdateRequest request) {
        var previousPlanId = previousPlanId(request);
        var plan = plan(work, request, previousPlanId);
        var previousPlan = previousPlanId.flatMap(configuration.offering()::plan);
        var sent = Exchange.current().maintenance;
        var decision = Decider.decide(new Decider.Question(
                sent.flatMap(Maintenance::read),
                OfferedCatalog.maintenance(configuration.offering(), plan),
                previousPlanId.filter(plan.id()::equals).isPresent(),
                request.parameters().isEmpty(),
                Maintenance.read(request.previousValues().path("maintenance_info")),
                previousPlan.isPresent(),
                previousPlan.flatMap(previous -> OfferedCatalog.maintenance(configuration.offering(), previous))));
        return switch (decision) {
            case CONFLICT -> throw new Problem(Problem.Kind.MAINTENANCE_CONFLICT, Texts.MAINTENANCE_CONFLICT);
            case UNEXPECTED -> throw new Problem(Problem.Kind.MAINTENANCE_CONFLICT, Texts.MAINTENANCE_UNEXPECTED);
            case NEEDS_UPGRADE -> throw new Problem(Problem.Kind.NEEDS_UPGRADE, Texts.NEEDS_UPGRADE);
            case UPGRADE ->
                parts.deployments()
                        .upgrade(
                                work.as("upgrade"),
                                plan,
                                Optional.of(request.context().properties()).filter(context -> !context.isEmpty()),
                                OnDemandBroker.place(request.context()));
            case UPDATE -> update(work, request, plan, previousPlanId, sent);
        };
    }

    private Deployments.Started update(
            Work work, UpdateRequest request, Plan plan, Optional<String> previousPlanId, Optional<ObjectNode> sent) {
        return parts.deployments()
                .update(
                        work,
                        new Deployments.Change(
                                plan,
                                previousPlanId,
                                remembered -> AdapterInputs.update(
                                        request, plan.id(), merged(remembered, request.parameters()), sent),
                                request.parameters(),
                                OnDemandBroker.place(request.context()),
                                () -> parts.schemas().checkUpdate(work, plan.id(), request.parameters())));
    }

    /** What was remembered stays, where the request does not name it anew. */
    private static ObjectNode merged(ObjectNode remembered, ObjectNode changes) {
        var parameters = remembered.deepCopy();
        parameters.setAll(changes);
        return parameters;
    }

    private Plan plan(Work work, UpdateRequest request, Optional<String> previousPlanId) {
        var wanted = request.planId();
        if (wanted.isEmpty() && !original) {
            wanted = previousPlanId.or(
                    () -> parts.deployments().manifest(work).flatMap(Memory::of).map(Memory::planId));
        }
        var id = wanted.orElse("");
        return configuration
                .offering()
                .plan(id)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.UNKNOWN_PLAN,
                        id.isEmpty() && !original
                                ? "plan_id is missing: neither previous_values nor the instance itself name its plan"
                                : Texts.unknownPlan(id)));
    }

    private static Optional<String> previousPlanId(UpdateRequest request) {
        return Optional.of(request.previousValues().path("plan_id").asString(""))
                .filter(id -> !id.isEmpty());
    }
}
