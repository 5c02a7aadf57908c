package io.chandler.broker.internal.desk;

import io.chandler.broker.OperationType;
import io.chandler.broker.Service;
import io.chandler.broker.internal.common.InstanceView;
import io.chandler.broker.internal.common.Parameters;
import io.chandler.broker.internal.common.Secrets;
import io.chandler.broker.internal.run.Cascade;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.osb.Answer;
import io.chandler.osb.Caller;
import io.chandler.osb.CatalogRules;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.FetchInstanceRequest;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.JsonValues;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.PlanChoice;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.ServiceOffering;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The front desk for creating, fetching and deleting service instances. */
public final class InstanceDesk {

    private final Desk desk;
    private final Map<String, Service> services;
    private final Cascade cascade;

    /** A desk for instances of these services. */
    public InstanceDesk(Desk desk, Map<String, Service> services, Cascade cascade) {
        this.desk = desk;
        this.services = services;
        this.cascade = cascade;
    }

    // ---- Provision -------------------------------------------------------------------------------------------------

    /** Answers a provision request. */
    public Answer.Provision provision(ProvisionRequest request, Origin origin) {
        var tooLong = desk.badId("instance_id", request.instanceId());
        if (tooLong.isPresent()) {
            return new Answer.BadRequest(tooLong.get());
        }
        var ref = ObjectTypes.instance(request.caller().platform(), request.instanceId());
        var settings = desk.catalog().settings(request.serviceId(), request.planId());
        if (Waiting.needsAsync(settings, request.acceptsIncomplete())) {
            return new Answer.AsyncRequired();
        }
        var problem = problem(request);
        if (problem.isPresent()) {
            // A request that is sent again while its operation runs, or after it, is not refused for a newer catalog.
            var found = desk.instances().get(ref);
            return found.isPresent() && phase(found.get()) != InstancePhase.DELETED && same(found.get(), request)
                    ? provisionExisting(request, origin, found.get(), problem)
                    : problem.get();
        }
        return create(request, origin, ref);
    }

    private Answer.Provision create(ProvisionRequest request, Origin origin, Ref ref) {
        var offering = desk.catalog().offering(request.serviceId()).orElseThrow();
        var plan = offering.plan(request.planId()).orElseThrow();
        while (true) {
            try {
                var fresh = fresh(request, origin, ref, offering, plan);
                var created = fresh.withMetadata(origin.metadata().apply(fresh.metadata()));
                return begun(request, origin, desk.instances().create(created), plan);
            } catch (StoreException.AlreadyExists e) {
                var found = desk.instances().get(ref);
                if (found.isPresent()) {
                    try {
                        if (phase(found.get()) != InstancePhase.DELETED) {
                            return provisionExisting(request, origin, found.get(), Optional.empty());
                        }
                        if (!desk.forget(desk.instances(), found.get())) {
                            return new Answer.ConcurrencyError(Optional.empty());
                        }
                    } catch (StoreException.Conflict | StoreException.NotFound changed) {
                        // Somebody else was first: look again.
                    }
                }
            }
        }
    }

    private Answer.Provision provisionExisting(
            ProvisionRequest request,
            Origin origin,
            Resource<InstanceSpec, InstanceStatus> found,
            Optional<? extends Answer.Provision> problem) {
        var asked = same(found, request) ? InstanceRequest.PROVISION_SAME : InstanceRequest.PROVISION_OTHER;
        var plan = desk.catalog()
                .planOf(found.spec(), found.spec().planId(), found.spec().planName());
        return switch (TransitionTable.react(phase(found), asked)) {
            case JOIN -> provisioned(request, awaited(found, plan, request.acceptsIncomplete(), origin), false);
            case EXISTS -> new Answer.InstanceExists(facts(found.status()));
            case CONFLICT ->
                new Answer.Conflict(
                        "A service instance with this id exists or is being created with other attributes.");
            case START -> problem.isPresent() ? problem.get() : restart(request, origin, found, plan);
            default -> new Answer.ConcurrencyError(Optional.of(pollInterval(found)));
        };
    }

    private Answer.Provision restart(
            ProvisionRequest request, Origin origin, Resource<InstanceSpec, InstanceStatus> failed, Plan plan) {
        var offering = desk.catalog().offering(request.serviceId()).orElseThrow();
        var fresh = fresh(request, origin, failed.ref(), offering, plan);
        var status = fresh.status();
        var again = new InstanceStatus(
                status.phase(),
                status.claim(),
                status.operation(),
                null,
                null,
                null,
                failed.status().outputs(),
                status.dashboardUrl(),
                status.labels(),
                status.attributes(),
                desk.beginnings()
                        .history(failed.status().history(), failed.status().operation()));
        try {
            var begun = desk.instances()
                    .replace(
                            ObjectTypes.pending(
                                    new Resource<>(origin.metadata().apply(failed.metadata()), fresh.spec(), again)),
                            failed);
            return begun(request, origin, begun, plan);
        } catch (StoreException.Conflict | StoreException.NotFound e) {
            return create(request, origin, failed.ref());
        }
    }

    private Answer.Provision begun(
            ProvisionRequest request, Origin origin, Resource<InstanceSpec, InstanceStatus> begun, Plan plan) {
        var waiting = waiting(begun.spec(), plan, request.acceptsIncomplete(), origin);
        start(begun, waiting);
        return provisioned(request, waiting.await(desk.instances(), desk.completions(), begun, desk.clock()), true);
    }

    private Answer.Provision provisioned(
            ProvisionRequest request, Resource<InstanceSpec, InstanceStatus> object, boolean byThisRequest) {
        var operation = object.status().operation();
        var facts = facts(object.status());
        if (operation.running() && operation.type() == OperationType.PROVISION) {
            if (Failures.unfinished(operation, request.acceptsIncomplete())) {
                return new Answer.Failure(Failures.unfinishedSentence(operation), Failures.supportId(operation));
            }
            return new Answer.InstanceAccepted(operation.id(), facts);
        }
        if (operation.type() != OperationType.PROVISION || operation.outcome() == null) {
            return new Answer.Unprocessable("The creation was cancelled, because deletion was asked for.");
        }
        return switch (operation.outcome()) {
            case SUCCEEDED -> byThisRequest ? new Answer.InstanceCreated(facts) : new Answer.InstanceExists(facts);
            case REFUSED -> new Answer.Unprocessable(Failures.sentence(operation));
            case FAILED, CANCELLED -> new Answer.Failure(Failures.sentence(operation), Failures.supportId(operation));
        };
    }

    private Resource<InstanceSpec, InstanceStatus> fresh(
            ProvisionRequest request, Origin origin, Ref ref, ServiceOffering offering, Plan plan) {
        var maintenance = request.maintenanceVersion()
                .or(() -> plan.maintenanceInfo().map(MaintenanceInfo::version))
                .orElse(null);
        var spec = new InstanceSpec(
                request.instanceId(),
                desk.catalog().current().service(offering.id()),
                offering.id(),
                offering.name(),
                plan.id(),
                plan.name(),
                request.organizationId(),
                request.spaceId(),
                request.context().isEmpty() ? null : request.context().properties(),
                desk.vault().sealObject(request.parameters(), ref, "parameters"),
                maintenance);
        var limit = waiting(spec, plan, request.acceptsIncomplete(), origin).limit();
        var operation = desk.beginnings().operation(OperationType.PROVISION, limit, request.caller());
        var facts = describe(new InstanceView(ref.namespace(), spec, offering, plan, request::parameters));
        var status = new InstanceStatus(
                InstancePhase.CREATING,
                desk.beginnings().claim(),
                operation,
                null,
                null,
                null,
                null,
                facts.dashboardUrl().orElse(null),
                facts.labels().orElse(null),
                facts.attributes().orElse(null),
                List.of());
        return ObjectTypes.fresh(ref, spec, status);
    }

    private Optional<Answer.Provision> problem(ProvisionRequest request) {
        return switch (CatalogRules.choose(
                desk.catalog().current().publishedCatalog(), request.serviceId(), request.planId())) {
            case PlanChoice.Unknown(var sentence) -> Optional.of(new Answer.BadRequest(sentence));
            case PlanChoice.Found(var offering, var plan) -> {
                var conflict = CatalogRules.maintenanceConflict(plan, request.maintenanceVersion());
                if (conflict.isPresent()) {
                    yield Optional.of(conflict.get());
                }
                yield Parameters.problem(plan.schemas().create(), request.parameters())
                        .map(Answer.BadRequest::new);
            }
        };
    }

    /** Whether an instance has the attributes that are asked for; context and maintenance do not count. */
    private boolean same(Resource<InstanceSpec, InstanceStatus> found, ProvisionRequest request) {
        var spec = found.spec();
        return spec.serviceId().equals(request.serviceId())
                && spec.planId().equals(request.planId())
                && spec.organizationId().equals(request.organizationId())
                && spec.spaceId().equals(request.spaceId())
                && JsonValues.sameParameters(
                        desk.vault().openObject(spec.parameters(), found.ref(), "parameters"), request.parameters());
    }

    // ---- Deprovision -----------------------------------------------------------------------------------------------

    /** Answers a deprovision request. */
    public Answer.Deprovision deprovision(DeprovisionRequest request, Origin origin) {
        var ref = ObjectTypes.instance(request.caller().platform(), request.instanceId());
        while (true) {
            var found = desk.badId("", request.instanceId()).isPresent()
                    ? Optional.<Resource<InstanceSpec, InstanceStatus>>empty()
                    : desk.instances().get(ref);
            var settings = found.map(object -> desk.catalog()
                            .settings(object.spec().serviceId(), object.spec().planId()))
                    .orElseGet(() -> desk.catalog().settings(request.serviceId(), request.planId()));
            if (Waiting.needsAsync(settings, request.acceptsIncomplete())) {
                return new Answer.AsyncRequired();
            }
            if (found.isEmpty()) {
                return new Answer.Gone();
            }
            try {
                return deprovision(request, origin, found.get());
            } catch (StoreException.Conflict | StoreException.NotFound e) {
                // It has changed: look again.
            }
        }
    }

    private Answer.Deprovision deprovision(
            DeprovisionRequest request, Origin origin, Resource<InstanceSpec, InstanceStatus> found) {
        var plan = desk.catalog()
                .planOf(found.spec(), found.spec().planId(), found.spec().planName());
        return switch (TransitionTable.react(phase(found), InstanceRequest.DEPROVISION)) {
            case GONE -> new Answer.Gone();
            case JOIN -> deprovisioned(request, awaited(found, plan, request.acceptsIncomplete(), origin));
            case START, CANCEL -> {
                if (!desk.settings().cascade() && cascade.hasBindings(found.ref())) {
                    yield new Answer.Unprocessable("The service instance still has bindings; delete them first.");
                }
                var waiting = waiting(found.spec(), plan, request.acceptsIncomplete(), origin);
                var operation =
                        desk.beginnings().operation(OperationType.DEPROVISION, waiting.limit(), request.caller());
                var given = found.withMetadata(origin.metadata().apply(found.metadata()));
                var begun = desk.instances().replace(desk.beginnings().deprovision(given, operation), found);
                start(begun, waiting);
                yield deprovisioned(request, waiting.await(desk.instances(), desk.completions(), begun, desk.clock()));
            }
            default -> new Answer.ConcurrencyError(Optional.of(pollInterval(found)));
        };
    }

    private static Answer.Deprovision deprovisioned(
            DeprovisionRequest request, Resource<InstanceSpec, InstanceStatus> object) {
        var operation = object.status().operation();
        if (operation.type() != OperationType.DEPROVISION) {
            return new Answer.Deleted(); // Gone, and created anew in the meantime.
        }
        if (Failures.unfinished(operation, request.acceptsIncomplete())) {
            return new Answer.DeprovisionFailure(
                    Failures.unfinishedSentence(operation), Failures.supportId(operation), Optional.empty());
        }
        if (operation.running() || operation.outcome() == null) {
            return new Answer.DeleteAccepted(operation.id());
        }
        var usable = Optional.ofNullable(operation.instanceUsable());
        return switch (operation.outcome()) {
            case SUCCEEDED -> new Answer.Deleted();
            case REFUSED -> new Answer.DeprovisionRefused(Failures.sentence(operation), usable);
            case FAILED, CANCELLED ->
                new Answer.DeprovisionFailure(Failures.sentence(operation), Failures.supportId(operation), usable);
        };
    }

    // ---- Fetch -----------------------------------------------------------------------------------------------------

    /** Answers a fetch. */
    public Answer.FetchInstance fetch(FetchInstanceRequest request) {
        var found = find(request.caller(), request.instanceId());
        if (found.isEmpty()) {
            return new Answer.NotFound("There is no such service instance.");
        }
        var object = found.get();
        return switch (TransitionTable.react(phase(object), InstanceRequest.FETCH)) {
            case SHOW -> {
                var spec = object.spec();
                if (!desk.catalog().offeringOf(spec).instancesRetrievable()) {
                    yield new Answer.NotFound("Instances of this service offering cannot be fetched.");
                }
                var parameters = desk.vault().openObject(spec.parameters(), object.ref(), "parameters");
                yield new Answer.Instance(
                        spec.serviceId(),
                        spec.planId(),
                        desk.catalog()
                                .offeringWith(spec.serviceId(), spec.planId())
                                .flatMap(offering ->
                                        Secrets.ofInstances(offering).removedFrom(parameters)),
                        Optional.ofNullable(spec.maintenanceVersion())
                                .map(version -> new MaintenanceInfo(version, Optional.empty())),
                        facts(object.status()));
            }
            case CONCURRENCY -> new Answer.ConcurrencyError(Optional.of(pollInterval(object)));
            default -> new Answer.NotFound("There is no such service instance.");
        };
    }

    // ---- Shared with the desk for updates ------------------------------------------------------------------------

    Desk desk() {
        return desk;
    }

    /** The instance of this id, gone ones included. */
    Optional<Resource<InstanceSpec, InstanceStatus>> find(Caller caller, String instanceId) {
        return desk.badId("", instanceId).isPresent()
                ? Optional.empty()
                : desk.instances().get(ObjectTypes.instance(caller.platform(), instanceId));
    }

    void start(Resource<InstanceSpec, InstanceStatus> begun, Waiting waiting) {
        if (!waiting.answer().isZero()) {
            desk.completions().expect(begun.status().operation().id());
        }
        desk.submitInstance().accept(begun);
    }

    Resource<InstanceSpec, InstanceStatus> awaited(
            Resource<InstanceSpec, InstanceStatus> running, Plan plan, boolean acceptsIncomplete, Origin origin) {
        var waiting = waiting(running.spec(), plan, acceptsIncomplete, origin);
        return waiting.synchronous()
                ? waiting.await(desk.instances(), desk.completions(), running, desk.clock())
                : running;
    }

    Waiting waiting(InstanceSpec spec, Plan plan, boolean acceptsIncomplete, Origin origin) {
        return Waiting.of(
                desk.catalog().settings(spec.serviceId(), plan.id()), plan, desk.settings(), acceptsIncomplete, origin);
    }

    Duration pollInterval(Resource<InstanceSpec, InstanceStatus> object) {
        var settings =
                desk.catalog().settings(object.spec().serviceId(), object.spec().planId());
        return desk.retryAfter(object.status().operation(), settings);
    }

    InstanceFacts describe(InstanceView view) {
        var service = services.get(view.spec().service());
        return service == null ? InstanceFacts.NONE : service.describe(view);
    }

    static InstancePhase phase(Resource<InstanceSpec, InstanceStatus> object) {
        return object.status().phase();
    }

    static InstanceFacts facts(InstanceStatus status) {
        return new InstanceFacts(
                Optional.ofNullable(status.dashboardUrl()),
                Optional.ofNullable(status.labels()),
                Optional.ofNullable(status.attributes()));
    }
}
