package io.chandler.broker.internal.desk;

import io.chandler.broker.OperationType;
import io.chandler.broker.internal.common.Details;
import io.chandler.broker.internal.common.Secrets;
import io.chandler.broker.internal.run.BindingKind;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingSpec;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceSpec;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.broker.internal.state.ObjectTypes;
import io.chandler.broker.internal.state.Sealed;
import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.BindingDetails;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.Plan;
import io.chandler.osb.UnbindRequest;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The front desk for service bindings. */
public final class BindingDesk {

    private final Desk desk;
    private final BindingRequests requests;

    /** A desk over the same objects as that for instances. */
    public BindingDesk(Desk desk) {
        this.desk = desk;
        this.requests = new BindingRequests(desk);
    }

    // ---- Bind ------------------------------------------------------------------------------------------------------

    /** Answers a bind or rotation request. */
    public Answer.Bind bind(BindRequest request, Origin origin) {
        var tooLong = desk.badId("binding_id", request.bindingId());
        if (tooLong.isPresent()) {
            return new Answer.BadRequest(tooLong.get());
        }
        var instance = desk.badId("", request.instanceId()).isPresent()
                ? Optional.<Resource<InstanceSpec, InstanceStatus>>empty()
                : desk.instances().get(ObjectTypes.instance(request.caller().platform(), request.instanceId()));
        if (instance.isEmpty() || instance.get().status().phase() == InstancePhase.DELETED) {
            return unknownInstance(request);
        }
        var spec = instance.get().spec();
        var plan = desk.catalog().planOf(spec, spec.planId(), spec.planName());
        if (Waiting.needsAsync(desk.catalog().settings(spec.serviceId(), spec.planId()), request.acceptsIncomplete())) {
            return new Answer.AsyncRequired();
        }
        var ref = ObjectTypes.binding(request.caller().platform(), request.instanceId(), request.bindingId());
        while (true) {
            var found = desk.bindings().get(ref);
            try {
                return found.isEmpty() || found.get().status().phase() == BindingPhase.DELETED
                        ? bindNew(request, origin, instance.get(), plan, ref, found)
                        : bindExisting(request, origin, instance.get(), plan, found.get());
            } catch (StoreException.Conflict | StoreException.NotFound | StoreException.AlreadyExists e) {
                // It has changed: look again.
            }
        }
    }

    private Answer.Bind unknownInstance(BindRequest request) {
        if (request.serviceId().isPresent() && request.planId().isPresent()) {
            if (desk.catalog()
                    .plan(request.serviceId().get(), request.planId().get())
                    .isEmpty()) {
                return new Answer.BadRequest("service_id and plan_id are not in the catalog.");
            }
            var settings = desk.catalog()
                    .settings(request.serviceId().get(), request.planId().get());
            if (Waiting.needsAsync(settings, request.acceptsIncomplete())) {
                return new Answer.AsyncRequired();
            }
        }
        return new Answer.NotFound("There is no such service instance.");
    }

    private Answer.Bind bindNew(
            BindRequest request,
            Origin origin,
            Resource<InstanceSpec, InstanceStatus> instance,
            Plan plan,
            Ref ref,
            Optional<Resource<BindingSpec, BindingStatus>> tombstone) {
        return switch (requests.read(request, instance, plan, ref)) {
            case BindingRequests.Refused(var answer) -> answer;
            case BindingRequests.Wanted(var spec) -> {
                var waiting = waiting(spec, plan, request.acceptsIncomplete(), origin);
                var fresh = fresh(request, ref, spec, waiting);
                var created = fresh.withMetadata(origin.metadata().apply(fresh.metadata()));
                if (tombstone.isPresent() && !desk.forget(desk.bindings(), tombstone.get())) {
                    yield new Answer.ConcurrencyError(Optional.empty());
                }
                yield begun(request, desk.bindings().create(created), waiting);
            }
        };
    }

    private Answer.Bind bindExisting(
            BindRequest request,
            Origin origin,
            Resource<InstanceSpec, InstanceStatus> instance,
            Plan plan,
            Resource<BindingSpec, BindingStatus> found) {
        var asked = requests.same(request, found) ? BindingRequest.BIND_SAME : BindingRequest.BIND_OTHER;
        return switch (TransitionTable.react(found.status().phase(), asked)) {
            case JOIN -> {
                var waiting = waiting(found.spec(), plan, request.acceptsIncomplete(), origin);
                yield bound(request, waiting.synchronous() ? await(found, waiting) : found, false);
            }
            case EXISTS ->
                details(found)
                        .<Answer.Bind>map(Answer.BindingExists::new)
                        .orElseGet(() -> new Answer.ConcurrencyError(Optional.empty()));
            case CONFLICT ->
                new Answer.Conflict("A service binding with this id exists or is being created with other attributes.");
            case START ->
                switch (requests.read(request, instance, plan, found.ref())) {
                    case BindingRequests.Refused(var answer) -> answer;
                    case BindingRequests.Wanted(var spec) -> {
                        var waiting = waiting(spec, plan, request.acceptsIncomplete(), origin);
                        var fresh = fresh(request, found.ref(), spec, waiting);
                        var status = fresh.status();
                        var again = new BindingStatus(
                                status.phase(),
                                status.claim(),
                                status.operation(),
                                null,
                                null,
                                null,
                                found.status().outputs(),
                                desk.beginnings()
                                        .history(
                                                found.status().history(),
                                                found.status().operation()));
                        yield begun(
                                request,
                                desk.bindings()
                                        .replace(
                                                ObjectTypes.pending(new Resource<>(
                                                        origin.metadata().apply(found.metadata()), spec, again)),
                                                found),
                                waiting);
                    }
                };
            default -> new Answer.ConcurrencyError(Optional.of(retryAfter(found)));
        };
    }

    private Resource<BindingSpec, BindingStatus> fresh(
            BindRequest request, Ref ref, BindingSpec spec, Waiting waiting) {
        var operation = desk.beginnings().operation(OperationType.BIND, waiting.limit(), request.caller());
        return ObjectTypes.fresh(
                ref,
                spec,
                new BindingStatus(
                        BindingPhase.CREATING,
                        desk.beginnings().claim(),
                        operation,
                        null,
                        null,
                        null,
                        null,
                        List.of()));
    }

    private Answer.Bind begun(BindRequest request, Resource<BindingSpec, BindingStatus> begun, Waiting waiting) {
        return bound(request, started(begun, waiting), true);
    }

    private Answer.Bind bound(BindRequest request, Resource<BindingSpec, BindingStatus> object, boolean byThisRequest) {
        var operation = object.status().operation();
        if (operation.running() && operation.type() == OperationType.BIND) {
            if (Failures.unfinished(operation, request.acceptsIncomplete())) {
                return new Answer.Failure(Failures.unfinishedSentence(operation), Failures.supportId(operation));
            }
            return new Answer.BindingAccepted(operation.id());
        }
        if (operation.type() != OperationType.BIND || operation.outcome() == null) {
            return new Answer.Unprocessable("The binding was cancelled, because deletion was asked for.");
        }
        return switch (operation.outcome()) {
            case SUCCEEDED ->
                details(object)
                        .<Answer.Bind>map(byThisRequest ? Answer.BindingCreated::new : Answer.BindingExists::new)
                        .orElseGet(() -> new Answer.ConcurrencyError(Optional.empty()));
            case REFUSED ->
                BindingKind.INSTANCE_BUSY.equals(operation.description())
                        ? new Answer.ConcurrencyError(Optional.empty())
                        : new Answer.Unprocessable(Failures.sentence(operation));
            case FAILED, CANCELLED -> new Answer.Failure(Failures.sentence(operation), Failures.supportId(operation));
        };
    }

    private Optional<BindingDetails> details(Resource<BindingSpec, BindingStatus> object) {
        Sealed sealed = object.status().details();
        return sealed == null
                ? Optional.empty()
                : Optional.of(Details.read(desk.vault().open(sealed, object.ref(), "details")));
    }

    // ---- Unbind ----------------------------------------------------------------------------------------------------

    /** Answers an unbind request. */
    public Answer.Unbind unbind(UnbindRequest request, Origin origin) {
        while (true) {
            var found = find(request.caller().platform(), request.instanceId(), request.bindingId());
            var settings = found.map(object -> desk.catalog()
                            .settings(object.spec().serviceId(), object.spec().planId()))
                    .orElseGet(() -> desk.catalog()
                            .settings(
                                    request.serviceId().orElse(""),
                                    request.planId().orElse("")));
            boolean known = found.isPresent()
                    || desk.catalog()
                            .plan(
                                    request.serviceId().orElse(""),
                                    request.planId().orElse(""))
                            .isPresent();
            if (known && Waiting.needsAsync(settings, request.acceptsIncomplete())) {
                return new Answer.AsyncRequired();
            }
            if (found.isEmpty() || found.get().status().phase() == BindingPhase.DELETED) {
                return new Answer.Gone();
            }
            if (request.serviceId().isEmpty() || request.planId().isEmpty()) {
                return new Answer.BadRequest(
                        (request.serviceId().isEmpty() ? "service_id" : "plan_id") + " must be given in the query.");
            }
            try {
                return unbind(request, origin, found.get());
            } catch (StoreException.Conflict | StoreException.NotFound e) {
                // It has changed: look again.
            }
        }
    }

    private Answer.Unbind unbind(UnbindRequest request, Origin origin, Resource<BindingSpec, BindingStatus> found) {
        var plan = plan(found.spec());
        var waiting = waiting(found.spec(), plan, request.acceptsIncomplete(), origin);
        return switch (TransitionTable.react(found.status().phase(), BindingRequest.UNBIND)) {
            case GONE -> new Answer.Gone();
            case JOIN -> unbound(request, waiting.synchronous() ? await(found, waiting) : found);
            case START, CANCEL -> {
                var operation = desk.beginnings().operation(OperationType.UNBIND, waiting.limit(), request.caller());
                var given = found.withMetadata(origin.metadata().apply(found.metadata()));
                var begun = desk.bindings().replace(desk.beginnings().unbind(given, operation), found);
                yield unbound(request, started(begun, waiting));
            }
            default -> new Answer.ConcurrencyError(Optional.of(retryAfter(found)));
        };
    }

    private static Answer.Unbind unbound(UnbindRequest request, Resource<BindingSpec, BindingStatus> object) {
        var operation = object.status().operation();
        if (operation.type() != OperationType.UNBIND) {
            return new Answer.Deleted(); // Gone, and created anew in the meantime.
        }
        if (Failures.unfinished(operation, request.acceptsIncomplete())) {
            return new Answer.Failure(Failures.unfinishedSentence(operation), Failures.supportId(operation));
        }
        if (operation.running() || operation.outcome() == null) {
            return new Answer.DeleteAccepted(operation.id());
        }
        return switch (operation.outcome()) {
            case SUCCEEDED -> new Answer.Deleted();
            case REFUSED -> new Answer.Unprocessable(Failures.sentence(operation));
            case FAILED, CANCELLED -> new Answer.Failure(Failures.sentence(operation), Failures.supportId(operation));
        };
    }

    // ---- Fetch -----------------------------------------------------------------------------------------------------

    /** Answers a fetch. */
    public Answer.FetchBinding fetch(FetchBindingRequest request) {
        var found = find(request.caller().platform(), request.instanceId(), request.bindingId());
        if (found.isEmpty()
                || TransitionTable.react(found.get().status().phase(), BindingRequest.FETCH) != Reaction.SHOW) {
            return new Answer.NotFound("There is no such service binding.");
        }
        var object = found.get();
        var offering = desk.catalog().offering(object.spec().serviceId());
        if (offering.isPresent() && !offering.get().bindingsRetrievable()) {
            return new Answer.NotFound("Bindings of this service offering cannot be fetched.");
        }
        var parameters = desk.vault().openObject(object.spec().parameters(), object.ref(), "parameters");
        return details(object)
                .<Answer.FetchBinding>map(details -> new Answer.Binding(
                        details,
                        desk.catalog()
                                .offeringWith(
                                        object.spec().serviceId(), object.spec().planId())
                                .flatMap(managed -> Secrets.ofBindings(managed).removedFrom(parameters))))
                .orElseGet(() -> new Answer.NotFound("There is no such service binding."));
    }

    // ---- Details ---------------------------------------------------------------------------------------------------

    private Optional<Resource<BindingSpec, BindingStatus>> find(String platform, String instanceId, String bindingId) {
        return desk.badId("", instanceId).isPresent()
                        || desk.badId("", bindingId).isPresent()
                ? Optional.empty()
                : desk.bindings().get(ObjectTypes.binding(platform, instanceId, bindingId));
    }

    private Resource<BindingSpec, BindingStatus> started(Resource<BindingSpec, BindingStatus> begun, Waiting waiting) {
        if (!waiting.answer().isZero()) {
            desk.completions().expect(begun.status().operation().id());
        }
        desk.submitBinding().accept(begun);
        return await(begun, waiting);
    }

    private Resource<BindingSpec, BindingStatus> await(Resource<BindingSpec, BindingStatus> running, Waiting waiting) {
        return waiting.await(desk.bindings(), desk.completions(), running, desk.clock());
    }

    private Plan plan(BindingSpec spec) {
        return desk.catalog().planOf(spec.serviceId(), spec.planId(), spec.planName());
    }

    private Waiting waiting(BindingSpec spec, Plan plan, boolean acceptsIncomplete, Origin origin) {
        return Waiting.of(
                desk.catalog().settings(spec.serviceId(), plan.id()), plan, desk.settings(), acceptsIncomplete, origin);
    }

    private Duration retryAfter(Resource<BindingSpec, BindingStatus> object) {
        var settings =
                desk.catalog().settings(object.spec().serviceId(), object.spec().planId());
        return desk.retryAfter(object.status().operation(), settings);
    }
}
