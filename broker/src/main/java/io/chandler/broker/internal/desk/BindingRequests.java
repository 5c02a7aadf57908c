package io.chandler.broker.internal.desk;

import io.chandler.broker.internal.common.Parameters;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Sealed;
import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.JsonValues;
import io.chandler.osb.Plan;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads bind requests: whether they can be fulfilled, and whether they ask for what is there. */
final class BindingRequests {

    private final Desk desk;

    BindingRequests(Desk desk) {
        this.desk = desk;
    }

    /** What a request comes to. */
    sealed interface Reading {}

    /** The request cannot be fulfilled. */
    record Refused(Answer.Bind answer) implements Reading {}

    /** The binding that is asked for. */
    record Wanted(BindingSpec spec) implements Reading {}

    /** Checks a request for a new binding, which begins with the instance's phase. */
    Reading read(BindRequest request, Resource<InstanceSpec, InstanceStatus> instance, Plan plan, Ref ref) {
        var spec = instance.spec();
        if (request.predecessorBindingId().isPresent() && !plan.bindingRotatable()) {
            return refused(new Answer.BadRequest("predecessor_binding_id: bindings of this plan cannot be rotated."));
        }
        if (request.serviceId().isPresent() && !request.serviceId().get().equals(spec.serviceId())) {
            return refused(new Answer.BadRequest("service_id is not that of the service instance."));
        }
        if (request.planId().isPresent() && !request.planId().get().equals(spec.planId())) {
            return refused(new Answer.BadRequest("plan_id is not that of the service instance."));
        }
        var offering = desk.catalog().offeringOf(spec);
        if (!offering.bindable(plan)) {
            return refused(new Answer.BadRequest("Instances of this plan cannot be bound."));
        }
        switch (TransitionTable.react(instance.status().phase(), InstanceRequest.BIND)) {
            case START -> {}
            case REFUSE -> {
                return refused(new Answer.Unprocessable("The service instance is not usable."));
            }
            case NOT_FOUND -> {
                return refused(new Answer.NotFound("There is no such service instance."));
            }
            default -> {
                return refused(new Answer.ConcurrencyError(Optional.empty()));
            }
        }
        return request.predecessorBindingId().isPresent()
                ? successor(request, instance, ref)
                : fresh(request, instance, plan, ref, offering.requires().contains("route_forwarding"));
    }

    private Reading fresh(
            BindRequest request,
            Resource<InstanceSpec, InstanceStatus> instance,
            Plan plan,
            Ref ref,
            boolean routeOffering) {
        var settings = desk.catalog().settings(instance.spec().serviceId(), plan.id());
        if (settings.requiresApp() && request.appId().isEmpty()) {
            return refused(new Answer.RequiresApp());
        }
        if (routeOffering
                && request.appId().isEmpty()
                && !request.bindResource().has("route")) {
            return refused(new Answer.BadRequest("bind_resource.route must be given."));
        }
        var problem = Parameters.problem(plan.schemas().bind(), request.parameters());
        if (problem.isPresent()) {
            return refused(new Answer.BadRequest(problem.get()));
        }
        return new Wanted(spec(
                request,
                instance.spec(),
                request.appId().orElse(null),
                request.bindResource(),
                desk.vault().sealObject(request.parameters(), ref, "parameters")));
    }

    /** A successor inherits what its predecessor was asked for. */
    private Reading successor(BindRequest request, Resource<InstanceSpec, InstanceStatus> instance, Ref ref) {
        var predecessorId = request.predecessorBindingId().orElseThrow();
        var found = desk.bindings()
                .get(ObjectTypes.binding(request.caller().platform(), request.instanceId(), predecessorId));
        var phase = found.map(object -> object.status().phase()).orElse(BindingPhase.UNKNOWN);
        if (phase == BindingPhase.CREATING || phase == BindingPhase.DELETING) {
            return refused(new Answer.ConcurrencyError(Optional.empty()));
        }
        if (found.isEmpty() || (phase != BindingPhase.READY && phase != BindingPhase.DELETE_FAILED)) {
            return refused(new Answer.BadRequest("predecessor_binding_id is not a binding of this service instance."));
        }
        var predecessor = found.get();
        var expires = predecessor.status().expiresAt();
        if (expires != null && desk.clock().instant().isAfter(expires)) {
            return refused(new Answer.BadRequest("predecessor_binding_id names a binding that has expired."));
        }
        var before = predecessor.spec();
        var parameters = desk.vault().openObject(before.parameters(), predecessor.ref(), "parameters");
        var bindResource = before.bindResource() == null ? request.bindResource() : before.bindResource();
        return new Wanted(spec(
                request,
                instance.spec(),
                before.appId(),
                bindResource,
                desk.vault().sealObject(parameters, ref, "parameters")));
    }

    private static BindingSpec spec(
            BindRequest request,
            InstanceSpec instance,
            @Nullable String appId,
            ObjectNode bindResource,
            @Nullable Sealed parameters) {
        return new BindingSpec(
                request.bindingId(),
                request.instanceId(),
                instance.service(),
                instance.serviceId(),
                instance.serviceName(),
                instance.planId(),
                instance.planName(),
                appId,
                bindResource.isEmpty() ? null : bindResource,
                request.context().isEmpty() ? null : request.context().properties(),
                parameters,
                request.predecessorBindingId().orElse(null));
    }

    /** Whether a binding is what is asked for; context does not count, and of a successor only the predecessor does. */
    boolean same(BindRequest request, Resource<BindingSpec, BindingStatus> found) {
        var spec = found.spec();
        if (!Objects.equals(spec.predecessorId(), request.predecessorBindingId().orElse(null))) {
            return false;
        }
        boolean sameService = request.serviceId().map(spec.serviceId()::equals).orElse(true);
        if (spec.predecessorId() != null) {
            return sameService;
        }
        var bindResource = spec.bindResource() == null ? JsonNodeFactory.instance.objectNode() : spec.bindResource();
        return sameService
                && request.planId().map(id -> samePlan(request, spec, id)).orElse(true)
                && Objects.equals(spec.appId(), request.appId().orElse(null))
                && JsonValues.sameParameters(bindResource, request.bindResource())
                && JsonValues.sameParameters(
                        desk.vault().openObject(spec.parameters(), found.ref(), "parameters"), request.parameters());
    }

    /** Whether the plan is the binding's, or the one that its instance has been moved to since. */
    private boolean samePlan(BindRequest request, BindingSpec spec, String planId) {
        return planId.equals(spec.planId())
                || desk.instances()
                        .get(ObjectTypes.instance(request.caller().platform(), request.instanceId()))
                        .map(instance -> instance.spec().planId().equals(planId))
                        .orElse(false);
    }

    private static Reading refused(Answer.Bind answer) {
        return new Refused(answer);
    }
}
