package io.chandler.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.BindingDetails;
import io.chandler.osb.Caller;
import io.chandler.osb.CatalogJson;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.Endpoint;
import io.chandler.osb.EndpointSettings;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.FetchInstanceRequest;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.Json;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.osb.LastOperationRequest;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.PublishedCatalog;
import io.chandler.osb.ServiceBroker;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import tools.jackson.databind.node.ObjectNode;

/** A broker in memory behind a real HTTP server. Plans do as they are called: sync, async, failing, stuck. */
final class TestBroker implements ServiceBroker, AutoCloseable {

    static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString("platform:s3cret".getBytes(StandardCharsets.UTF_8));

    private static final String CATALOG = """
            {"services":[
              {"id":"db-id","name":"db","description":"Databases","bindable":true,"instances_retrievable":true,
               "bindings_retrievable":true,"plan_updateable":true,
               "dashboard_client":{"id":"d","secret":"dashboard-s3cret","redirect_uri":"https://d"},
               "plans":[
                 {"id":"sync-id","name":"sync","description":"At once","free":true,"maintenance_info":{"version":"1.1.0"},
                  "schemas":{
                   "service_instance":{"create":{"parameters":{"$schema":"http://json-schema.org/draft-04/schema#",
                     "type":"object","additionalProperties":false,"properties":{
                       "size":{"type":"integer","minimum":1,"maximum":100,"description":"In GB."},
                       "version":{"type":"string","enum":["16","17"]},
                       "backup":{"type":"object","properties":{"hour":{"type":"integer"}}}}}}},
                   "service_binding":{"create":{"parameters":{"$schema":"http://json-schema.org/draft-04/schema#",
                     "type":"object","required":["role"],"properties":{"role":{"type":"string"}}}}}}},
                 {"id":"async-id","name":"async","description":"Slowly","free":false},
                 {"id":"failing-id","name":"failing","description":"Never","plan_updateable":false},
                 {"id":"stuck-id","name":"stuck","description":"For ever","maximum_polling_duration":30}]},
              {"id":"dumb-id","name":"dumb","description":"Tells nothing","bindable":false,
               "plans":[{"id":"only-id","name":"only","description":"Only","schemas":{"service_instance":{"create":{"parameters":
                 {"type":"strange","pattern":"("}}}}}]}]}""";

    private record Kept(String serviceId, String planId, ObjectNode parameters) {}

    final List<String> requests = new ArrayList<>();
    volatile Caller lastCaller;
    private final Map<String, Kept> instances = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> bindings = new ConcurrentHashMap<>();
    private final Map<String, Integer> polls = new ConcurrentHashMap<>();
    private final PublishedCatalog catalog = PublishedCatalog.publish(
            CatalogJson.read(Json.mapper().readTree(CATALOG)), Optional.empty(), Clock.systemUTC());
    private final Endpoint endpoint = new Endpoint(this, EndpointSettings.defaults());
    private final HttpServer server;

    TestBroker() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    ObjectNode parameters(String instanceId) {
        return instances.get(instanceId).parameters();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var uri = exchange.getRequestURI();
            synchronized (requests) {
                requests.add(exchange.getRequestMethod() + " " + uri);
            }
            var request = new HttpRequest(
                    exchange.getRequestMethod(),
                    uri.getRawPath(),
                    Optional.ofNullable(uri.getRawQuery()).orElse(""),
                    name -> Optional.ofNullable(exchange.getRequestHeaders().get(name))
                            .orElse(List.of()),
                    exchange.getRequestBody());
            var response = AUTHORIZATION.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    ? endpoint.handle(request, "", "platform")
                    : Endpoint.refusal(request, 401, "Give the right password.");
            response.headers().forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
            exchange.sendResponseHeaders(response.status(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        }
    }

    private static boolean asynchronous(String planId) {
        return !planId.equals("sync-id");
    }

    @Override
    public PublishedCatalog catalog(Caller caller) {
        return catalog;
    }

    @Override
    public Answer.Provision provision(ProvisionRequest request) {
        lastCaller = request.caller();
        if (request.instanceId().equals("busy")) {
            return new Answer.ConcurrencyError(Optional.empty());
        }
        if (request.instanceId().equals("broken")) {
            return new Answer.Failure("The disk is full (support id 7).", "7");
        }
        var facts = new InstanceFacts(
                Optional.of("https://dashboard/" + request.planId()), Optional.empty(), Optional.empty());
        var asked = new Kept(request.serviceId(), request.planId(), request.parameters());
        var before = instances.putIfAbsent(request.instanceId(), asked);
        if (before != null) {
            return before.equals(asked)
                    ? new Answer.InstanceExists(facts)
                    : new Answer.Conflict("There is another instance with this id.");
        }
        if (!asynchronous(request.planId())) {
            return new Answer.InstanceCreated(facts);
        }
        return request.acceptsIncomplete()
                ? new Answer.InstanceAccepted("op " + request.planId(), facts)
                : new Answer.AsyncRequired();
    }

    @Override
    public Answer.Update update(UpdateRequest request) {
        var before = instances.get(request.instanceId());
        if (before == null) {
            return new Answer.NotFound("There is no such instance.");
        }
        var plan = request.planId().orElse(before.planId());
        instances.put(request.instanceId(), new Kept(before.serviceId(), plan, request.parameters()));
        return asynchronous(plan)
                ? new Answer.UpdateAccepted("op " + plan, InstanceFacts.NONE)
                : new Answer.Updated(InstanceFacts.NONE);
    }

    @Override
    public Answer.Deprovision deprovision(DeprovisionRequest request) {
        var before = instances.remove(request.instanceId());
        if (before == null) {
            return new Answer.Gone();
        }
        return before.planId().equals("async-id") ? new Answer.DeleteAccepted("op delete") : new Answer.Deleted();
    }

    @Override
    public Answer.FetchInstance fetchInstance(FetchInstanceRequest request) {
        var kept = instances.get(request.instanceId());
        return kept == null
                ? new Answer.NotFound("There is no such instance.")
                : new Answer.Instance(
                        kept.serviceId(),
                        kept.planId(),
                        Optional.of(kept.parameters().deepCopy().put("admin_password", "hunter2")),
                        Optional.empty(),
                        InstanceFacts.NONE);
    }

    @Override
    public Answer.LastOperation lastOperation(LastOperationRequest request) {
        var operation = request.operation().orElse("");
        if (polls.merge(request.instanceId() + operation, 1, Integer::sum) < 3 || operation.equals("op stuck-id")) {
            return new Answer.InProgress(Optional.of("creating\u001b[2J disk"), Optional.empty());
        }
        return operation.equals("op failing-id")
                ? new Answer.FailedOperation(Optional.of("No disk left"))
                : new Answer.Succeeded(Optional.empty());
    }

    @Override
    public Answer.Bind bind(BindRequest request) {
        var kept = instances.get(request.instanceId());
        if (kept == null) {
            return new Answer.NotFound("There is no such instance.");
        }
        bindings.put(request.bindingId(), Json.object().put("uri", "db://u:hunter2@h/" + request.bindingId()));
        return asynchronous(kept.planId())
                ? new Answer.BindingAccepted("bind")
                : new Answer.BindingCreated(details(request.bindingId()));
    }

    private BindingDetails details(String bindingId) {
        return new BindingDetails(
                Optional.of(bindings.get(bindingId)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Answer.Unbind unbind(UnbindRequest request) {
        return bindings.remove(request.bindingId()) == null ? new Answer.Gone() : new Answer.Deleted();
    }

    @Override
    public Answer.FetchBinding fetchBinding(FetchBindingRequest request) {
        return bindings.containsKey(request.bindingId())
                ? new Answer.Binding(details(request.bindingId()), Optional.empty())
                : new Answer.NotFound("There is no such binding.");
    }

    @Override
    public Answer.LastBindingOperation lastBindingOperation(LastBindingOperationRequest request) {
        return polls.merge(request.bindingId(), 1, Integer::sum) < 2
                ? new Answer.InProgress(Optional.of("making a role"), Optional.empty())
                : new Answer.Succeeded(Optional.empty());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
