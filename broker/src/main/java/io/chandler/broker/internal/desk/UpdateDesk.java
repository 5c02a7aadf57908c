package io.chandler.broker.internal.desk;

import io.chandler.broker.OperationType;
import io.chandler.broker.internal.common.FieldOwners;
import io.chandler.broker.internal.common.InstanceView;
import io.chandler.broker.internal.common.Parameters;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.parameters.ParameterSchema;
import io.chandler.osb.Answer;
import io.chandler.osb.CatalogRules;
import io.chandler.osb.JsonValues;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.PlanChoice;
import io.chandler.osb.UpdateRequest;
import io.chandler.resources.Metadata;
import io.chandler.resources.Resource;
import io.chandler.resources.StoreException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The front desk for changing service instances. */
public final class UpdateDesk {

    private final InstanceDesk instances;
    private final Desk desk;

    /** A desk beside that for instances. */
    public UpdateDesk(InstanceDesk instances) {
        this.instances = instances;
        this.desk = instances.desk();
    }

    /** Answers an update request. */
    public Answer.Update update(UpdateRequest request, Origin origin) {
        while (true) {
            var found = instances.find(request.caller(), request.instanceId());
            try {
                return found.isEmpty() || found.get().status().phase() == InstancePhase.DELETED
                        ? unknown(request)
                        : update(request, origin, found.get());
            } catch (StoreException.Conflict | StoreException.NotFound e) {
                // It has changed: look again.
            }
        }
    }

    private Answer.Update unknown(UpdateRequest request) {
        var offering = desk.catalog().offering(request.serviceId());
        if (offering.isEmpty()) {
            return new Answer.BadRequest("service_id is not in the catalog.");
        }
        if (request.planId().isPresent()) {
            var planId = request.planId().get();
            if (offering.get().plan(planId).isEmpty()) {
                return new Answer.BadRequest("plan_id is not a plan of the service offering.");
            }
            if (Waiting.needsAsync(desk.catalog().settings(request.serviceId(), planId), request.acceptsIncomplete())) {
                return new Answer.AsyncRequired();
            }
        }
        return new Answer.NotFound("There is no such service instance.");
    }

    private Answer.Update update(UpdateRequest request, Origin origin, Resource<InstanceSpec, InstanceStatus> found) {
        var spec = found.spec();
        if (!spec.serviceId().equals(request.serviceId())) {
            return new Answer.BadRequest("service_id is not that of the service instance.");
        }
        var planId = request.planId().orElse(spec.planId());
        var plan = desk.catalog().planOf(spec, planId, spec.planName());
        if (!planId.equals(spec.planId())) {
            var published = desk.catalog().current().publishedCatalog();
            switch (CatalogRules.choose(published, spec.serviceId(), planId)) {
                case PlanChoice.Found _ -> {}
                case PlanChoice.Unknown(var sentence) -> {
                    return new Answer.BadRequest(sentence);
                }
            }
        }
        if (Waiting.needsAsync(desk.catalog().settings(spec.serviceId(), planId), request.acceptsIncomplete())) {
            return new Answer.AsyncRequired();
        }
        var wanted = wanted(request, found, plan);
        boolean same = found.status().phase() == InstancePhase.UPDATING && sameAttributes(found, wanted);
        return switch (TransitionTable.react(
                found.status().phase(), same ? InstanceRequest.UPDATE_SAME : InstanceRequest.UPDATE_OTHER)) {
            case JOIN -> updated(request, instances.awaited(found, plan, request.acceptsIncomplete(), origin));
            case START -> start(request, origin, found, plan, wanted);
            case NOT_FOUND -> new Answer.NotFound("There is no such service instance.");
            case REFUSE ->
                new Answer.UpdateRefused(
                        "The service instance was not created; delete it, or create it again.",
                        Optional.empty(),
                        Optional.empty());
            default -> new Answer.ConcurrencyError(Optional.of(instances.pollInterval(found)));
        };
    }

    private Answer.Update start(
            UpdateRequest request,
            Origin origin,
            Resource<InstanceSpec, InstanceStatus> found,
            Plan plan,
            Wanted wanted) {
        var spec = found.spec();
        var offering = desk.catalog().offeringOf(spec);
        var conflict = CatalogRules.maintenanceConflict(plan, request.maintenanceVersion());
        if (conflict.isPresent()) {
            return conflict.get();
        }
        var current = desk.catalog().planOf(spec, spec.planId(), spec.planName());
        if (!plan.id().equals(spec.planId()) && !offering.planUpdateable(current)) {
            return new Answer.UpdateRefused(
                    "The service plan does not support changing to another plan.",
                    Optional.empty(),
                    Optional.of(false));
        }
        if (!request.parameters().isEmpty()) {
            var problem = Parameters.problem(plan.schemas().update(), request.parameters());
            if (problem.isPresent()) {
                return new Answer.BadRequest(problem.get());
            }
        }
        if (!plan.id().equals(spec.planId()) && record(spec, plan).isPresent()) {
            var problem = Parameters.problem(plan.schemas().create(), wanted.parameters());
            if (problem.isPresent()) {
                return new Answer.BadRequest(problem.get()
                        + " The parameters that the service instance has, and those of the request, must fit the new"
                        + " plan.");
            }
        }
        var context =
                request.context().isEmpty() ? spec.context() : request.context().properties();
        if (sameAttributes(found, wanted) && found.status().phase() != InstancePhase.UNUSABLE) {
            return keep(found, origin, context);
        }
        return change(request, origin, found, plan, wanted, context);
    }

    /** Nothing but the context may have changed: no operation. */
    private Answer.Update keep(
            Resource<InstanceSpec, InstanceStatus> found, Origin origin, @Nullable ObjectNode context) {
        if (!Objects.equals(context, found.spec().context())) {
            var _ = desk.instances()
                    .replace(
                            new Resource<>(
                                    metadata(origin, found, found.spec().withContext(context), Set.of()),
                                    found.spec().withContext(context),
                                    found.status()),
                            found);
        }
        return new Answer.Updated(InstanceDesk.facts(found.status()));
    }

    private Answer.Update change(
            UpdateRequest request,
            Origin origin,
            Resource<InstanceSpec, InstanceStatus> found,
            Plan plan,
            Wanted wanted,
            @Nullable ObjectNode context) {
        var waiting = instances.waiting(found.spec(), plan, request.acceptsIncomplete(), origin);
        var operation = desk.beginnings().operation(OperationType.UPDATE, waiting.limit(), request.caller());
        var spec = found.spec()
                .withContext(context)
                .with(new InstanceSpec.Applied(
                        plan.id(),
                        plan.name(),
                        desk.vault().sealObject(wanted.parameters(), found.ref(), "parameters"),
                        wanted.maintenanceVersion()));
        var facts = instances.describe(new InstanceView(
                found.ref().namespace(), spec, desk.catalog().offeringOf(spec), plan, wanted::parameters));
        var before = found.status();
        var status = new InstanceStatus(
                InstancePhase.UPDATING,
                desk.beginnings().claim(),
                operation,
                null,
                found.spec().attributes(),
                before.phase(),
                before.outputs(),
                facts.dashboardUrl().orElse(null),
                facts.labels().orElse(null),
                facts.attributes().orElse(null),
                desk.beginnings().history(before.history(), before.operation()));
        var begun = desk.instances()
                .replace(
                        ObjectTypes.pending(new Resource<>(
                                metadata(
                                        origin,
                                        found,
                                        spec,
                                        request.parameters().propertyNames()),
                                spec,
                                status)),
                        found);
        instances.start(begun, waiting);
        return updated(request, waiting.await(desk.instances(), desk.completions(), begun, desk.clock()));
    }

    /** The metadata for a write that changes the spec to this. */
    private Metadata metadata(
            Origin origin,
            Resource<InstanceSpec, InstanceStatus> found,
            InstanceSpec spec,
            Collection<String> parameters) {
        var metadata = origin.metadata().apply(found.metadata());
        return origin.by() == Origin.By.PLATFORM
                ? FieldOwners.taken(
                        metadata,
                        spec.changedSince(found.spec()),
                        parameters,
                        desk.clock().instant())
                : metadata;
    }

    private static Answer.Update updated(UpdateRequest request, Resource<InstanceSpec, InstanceStatus> object) {
        var operation = object.status().operation();
        var facts = InstanceDesk.facts(object.status());
        if (operation.type() != OperationType.UPDATE) {
            return new Answer.Updated(facts); // Ended, and another operation has begun in the meantime.
        }
        if (Failures.unfinished(operation, request.acceptsIncomplete())) {
            return new Answer.UpdateFailure(
                    Failures.unfinishedSentence(operation),
                    Failures.supportId(operation),
                    Optional.empty(),
                    Optional.empty());
        }
        if (operation.running() || operation.outcome() == null) {
            return new Answer.UpdateAccepted(operation.id(), facts);
        }
        var usable = Optional.ofNullable(operation.instanceUsable());
        var repeatable = Optional.ofNullable(operation.updateRepeatable());
        return switch (operation.outcome()) {
            case SUCCEEDED -> new Answer.Updated(facts);
            case REFUSED -> new Answer.UpdateRefused(Failures.sentence(operation), usable, repeatable);
            case FAILED, CANCELLED ->
                new Answer.UpdateFailure(
                        Failures.sentence(operation), Failures.supportId(operation), usable, repeatable);
        };
    }

    // ---- What is wanted --------------------------------------------------------------------------------------------

    /** The attributes that an instance would have after an update. */
    private record Wanted(
            String planId, ObjectNode parameters, @Nullable String maintenanceVersion) {}

    /**
     * The attributes after the update, seen from those in place: the plan asked for, parameters merged by their top-level
     * names (null removes one), the maintenance version asked for, or that of a new plan. Of the parameters in place a new
     * plan with a record takes over what the record knows.
     */
    private Wanted wanted(UpdateRequest request, Resource<InstanceSpec, InstanceStatus> found, Plan plan) {
        var applied = found.status().applied() == null
                ? found.spec().attributes()
                : found.status().applied();
        var parameters = desk.vault().openObject(applied.parameters(), found.ref(), "parameters");
        if (!plan.id().equals(applied.planId())) {
            record(found.spec(), plan)
                    .ifPresent(type -> parameters.retain(
                            ParameterSchema.of(type).path("properties").propertyNames()));
        }
        if (!request.parameters().isEmpty()) {
            for (var entry : request.parameters().properties()) {
                if (entry.getValue().isNull()) {
                    parameters.remove(entry.getKey());
                } else {
                    parameters.set(entry.getKey(), entry.getValue());
                }
            }
        }
        var version = request.maintenanceVersion().orElse(null);
        if (version == null) {
            version = plan.id().equals(applied.planId())
                    ? applied.maintenanceVersion()
                    : plan.maintenanceInfo().map(MaintenanceInfo::version).orElse(null);
        }
        return new Wanted(plan.id(), parameters, version);
    }

    private Optional<Class<? extends Record>> record(InstanceSpec spec, Plan plan) {
        return desk.catalog().settings(spec.serviceId(), plan.id()).parameters();
    }

    private boolean sameAttributes(Resource<InstanceSpec, InstanceStatus> found, Wanted wanted) {
        var spec = found.spec();
        return spec.planId().equals(wanted.planId())
                && Objects.equals(spec.maintenanceVersion(), wanted.maintenanceVersion())
                && JsonValues.sameParameters(
                        desk.vault().openObject(spec.parameters(), found.ref(), "parameters"), wanted.parameters());
    }
}
