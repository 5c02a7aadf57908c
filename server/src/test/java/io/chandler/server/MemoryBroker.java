package io.chandler.server;

import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.Caller;
import io.chandler.osb.CatalogJson;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.FetchInstanceRequest;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.Json;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.osb.LastOperationRequest;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.PublishedCatalog;
import io.chandler.osb.ServiceBroker;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A broker in memory. Instances of the plan "slow" wait until they are let go; those of "broken" throw an exception.
 */
final class MemoryBroker implements ServiceBroker {

    static final String BODY =
            "{\"service_id\":\"s1\",\"plan_id\":\"small\"," + "\"organization_guid\":\"o\",\"space_guid\":\"s\"}";

    private static final String CATALOG = """
            {"services": [{"id": "s1", "name": "database", "description": "Databases", "bindable": true, "plans": [
              {"id": "small", "name": "Small", "description": "A plan"},
              {"id": "slow", "name": "Slow", "description": "A plan"},
              {"id": "broken", "name": "Broken", "description": "A plan"}]}]}
            """;

    private final PublishedCatalog catalog = PublishedCatalog.publish(
            CatalogJson.read(Json.mapper().readTree(CATALOG)), Optional.empty(), Clock.systemUTC());

    final Map<String, ProvisionRequest> instances = new ConcurrentHashMap<>();
    final CountDownLatch slow = new CountDownLatch(1);

    static String body(String plan) {
        return BODY.replace("small", plan);
    }

    @Override
    public PublishedCatalog catalog(Caller caller) {
        return catalog;
    }

    @Override
    public Answer.Provision provision(ProvisionRequest request) {
        if (request.planId().equals("broken")) {
            throw new IllegalStateException("the shed is on fire");
        }
        instances.put(request.instanceId(), request);
        if (request.planId().equals("slow")) {
            try {
                boolean _ = slow.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("cut off", e);
            }
        }
        return new Answer.InstanceCreated(InstanceFacts.NONE);
    }

    @Override
    public Answer.Update update(UpdateRequest request) {
        return new Answer.Updated(InstanceFacts.NONE);
    }

    @Override
    public Answer.Deprovision deprovision(DeprovisionRequest request) {
        return instances.remove(request.instanceId()) == null ? new Answer.Gone() : new Answer.Deleted();
    }

    @Override
    public Answer.FetchInstance fetchInstance(FetchInstanceRequest request) {
        return new Answer.NotFound("There is no such instance.");
    }

    @Override
    public Answer.LastOperation lastOperation(LastOperationRequest request) {
        return new Answer.Succeeded(Optional.of(request.operation().orElse("")));
    }

    @Override
    public Answer.Bind bind(BindRequest request) {
        return new Answer.BadRequest("There are no bindings here.");
    }

    @Override
    public Answer.Unbind unbind(UnbindRequest request) {
        return new Answer.Gone();
    }

    @Override
    public Answer.FetchBinding fetchBinding(FetchBindingRequest request) {
        return new Answer.NotFound("There is no such binding.");
    }

    @Override
    public Answer.LastBindingOperation lastBindingOperation(LastBindingOperationRequest request) {
        return new Answer.Gone();
    }
}
