package io.chandler.osb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A small broker in memory: asynchronous work ends when it is polled a second time. It keeps the last request. */
final class MemoryBroker implements ServiceBroker {

    private static final class Instance {
        final ProvisionRequest request;
        int pollsLeft;

        Instance(ProvisionRequest request, int pollsLeft) {
            this.request = request;
            this.pollsLeft = pollsLeft;
        }
    }

    private final PublishedCatalog catalog;
    private final Map<String, Instance> instances = new ConcurrentHashMap<>();
    private final Map<String, BindRequest> bindings = new ConcurrentHashMap<>();
    private volatile @Nullable Object last;

    MemoryBroker() {
        this(TestCatalog.published());
    }

    MemoryBroker(PublishedCatalog catalog) {
        this.catalog = catalog;
    }

    /** The last request that reached the broker. */
    <T> T last(Class<T> type) {
        return type.cast(last);
    }

    /** Whether no request reached the broker. */
    boolean untouched() {
        return last == null;
    }

    @Override
    public PublishedCatalog catalog(Caller caller) {
        last = caller;
        return catalog;
    }

    @Override
    public Answer.Provision provision(ProvisionRequest request) {
        last = request;
        if (!(CatalogRules.choose(catalog.catalog(), request.serviceId(), request.planId())
                instanceof PlanChoice.Found found)) {
            return new Answer.BadRequest("unknown plan");
        }
        var conflict = CatalogRules.maintenanceConflict(found.plan(), request.maintenanceVersion());
        if (conflict.isPresent()) {
            return conflict.get();
        }
        boolean async = found.plan().id().equals(TestCatalog.ASYNC);
        if (async && !request.acceptsIncomplete()) {
            return new Answer.AsyncRequired();
        }
        var known = instances.get(request.instanceId());
        if (known == null) {
            instances.put(request.instanceId(), new Instance(request, async ? 1 : 0));
            return async
                    ? new Answer.InstanceAccepted("create", InstanceFacts.NONE)
                    : new Answer.InstanceCreated(InstanceFacts.NONE);
        }
        if (!known.request.planId().equals(request.planId())
                || !JsonValues.sameParameters(known.request.parameters(), request.parameters())) {
            return new Answer.Conflict("another instance has this id");
        }
        return known.pollsLeft > 0
                ? new Answer.InstanceAccepted("create", InstanceFacts.NONE)
                : new Answer.InstanceExists(InstanceFacts.NONE);
    }

    @Override
    public Answer.Update update(UpdateRequest request) {
        last = request;
        return instances.containsKey(request.instanceId())
                ? new Answer.Updated(InstanceFacts.NONE)
                : new Answer.NotFound("no such instance");
    }

    @Override
    public Answer.Deprovision deprovision(DeprovisionRequest request) {
        last = request;
        return instances.remove(request.instanceId()) == null ? new Answer.Gone() : new Answer.Deleted();
    }

    @Override
    public Answer.FetchInstance fetchInstance(FetchInstanceRequest request) {
        last = request;
        var known = instances.get(request.instanceId());
        if (known == null || known.pollsLeft > 0) {
            return new Answer.NotFound("no such instance");
        }
        return new Answer.Instance(
                known.request.serviceId(),
                known.request.planId(),
                Optional.of(known.request.parameters()),
                Optional.empty(),
                InstanceFacts.NONE);
    }

    @Override
    public Answer.LastOperation lastOperation(LastOperationRequest request) {
        last = request;
        var known = instances.get(request.instanceId());
        if (known == null) {
            return new Answer.NotFound("no such instance");
        }
        if (known.pollsLeft > 0) {
            known.pollsLeft--;
            return new Answer.InProgress(Optional.of("half done"), Optional.of(Duration.ofMillis(1_500)));
        }
        return new Answer.Succeeded(Optional.empty());
    }

    @Override
    public Answer.Bind bind(BindRequest request) {
        last = request;
        if (!instances.containsKey(request.instanceId())) {
            return new Answer.NotFound("no such instance");
        }
        if (request.planId().equals(Optional.of(TestCatalog.APP))
                && request.appId().isEmpty()) {
            return new Answer.RequiresApp();
        }
        return bindings.put(key(request.instanceId(), request.bindingId()), request) == null
                ? new Answer.BindingCreated(details(request.bindingId()))
                : new Answer.BindingExists(details(request.bindingId()));
    }

    @Override
    public Answer.Unbind unbind(UnbindRequest request) {
        last = request;
        if (!bindings.containsKey(key(request.instanceId(), request.bindingId()))) {
            return new Answer.Gone();
        }
        if (request.serviceId().isEmpty() || request.planId().isEmpty()) {
            return new Answer.BadRequest("service_id and plan_id are required");
        }
        bindings.remove(key(request.instanceId(), request.bindingId()));
        return new Answer.Deleted();
    }

    @Override
    public Answer.FetchBinding fetchBinding(FetchBindingRequest request) {
        last = request;
        var known = bindings.get(key(request.instanceId(), request.bindingId()));
        return known == null
                ? new Answer.NotFound("no such binding")
                : new Answer.Binding(details(request.bindingId()), Optional.of(known.parameters()));
    }

    @Override
    public Answer.LastBindingOperation lastBindingOperation(LastBindingOperationRequest request) {
        last = request;
        return bindings.containsKey(key(request.instanceId(), request.bindingId()))
                ? new Answer.Succeeded(Optional.empty())
                : new Answer.NotFound("no such binding");
    }

    private static BindingDetails details(String bindingId) {
        return new BindingDetails(
                Optional.of(Json.object().put("user", bindingId)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static String key(String instanceId, String bindingId) {
        return instanceId + '\n' + bindingId;
    }
}
