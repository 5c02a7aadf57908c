package io.chandler.osb.internal;

import io.chandler.osb.BindRequest;
import io.chandler.osb.Caller;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.EndpointSettings;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.FetchInstanceRequest;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.osb.LastOperationRequest;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Makes typed requests of exchanges; refuses what is malformed or lacks a required member. */
public final class Requests {

    private static final String SERVICE = "service_id";
    private static final String PLAN = "plan_id";

    private final BodyReader bodies;

    /** With the limits of the settings. */
    public Requests(EndpointSettings settings) {
        bodies = new BodyReader(settings);
    }

    /** {@code PUT} of an instance. */
    public ProvisionRequest provision(Exchange exchange, Caller caller) {
        var instanceId = exchange.instanceId();
        var body = bodies.read(exchange.request());
        var serviceId = requiredService(exchange, body);
        var planId = Fields.id(body, PLAN);
        exchange.planId(Optional.of(planId));
        return new ProvisionRequest(
                caller,
                instanceId,
                acceptsIncomplete(exchange),
                serviceId,
                planId,
                Fields.id(body, "organization_guid"),
                Fields.id(body, "space_guid"),
                exchange.context(body),
                Fields.object(body, "parameters", "parameters"),
                Fields.maintenanceVersion(body));
    }

    /** {@code PATCH} of an instance. */
    public UpdateRequest update(Exchange exchange, Caller caller) {
        var instanceId = exchange.instanceId();
        var body = bodies.read(exchange.request());
        var serviceId = requiredService(exchange, body);
        return new UpdateRequest(
                caller,
                instanceId,
                acceptsIncomplete(exchange),
                serviceId,
                exchange.planId(Fields.optionalId(body, PLAN)),
                exchange.context(body),
                Fields.object(body, "parameters", "parameters"),
                Fields.object(body, "previous_values", "previous_values"),
                Fields.maintenanceVersion(body));
    }

    /** {@code DELETE} of an instance. */
    public DeprovisionRequest deprovision(Exchange exchange, Caller caller) {
        var instanceId = exchange.instanceId();
        hintsOrBody(exchange);
        return new DeprovisionRequest(
                caller,
                instanceId,
                acceptsIncomplete(exchange),
                requiredHint(exchange.serviceId(), SERVICE),
                requiredHint(exchange.planId(), PLAN));
    }

    /** {@code GET} of an instance. */
    public FetchInstanceRequest fetchInstance(Exchange exchange, Caller caller) {
        return new FetchInstanceRequest(caller, exchange.instanceId(), hint(exchange), planHint(exchange));
    }

    /** {@code GET} of an instance's last operation. */
    public LastOperationRequest lastOperation(Exchange exchange, Caller caller) {
        return new LastOperationRequest(
                caller,
                exchange.instanceId(),
                hint(exchange),
                planHint(exchange),
                Query.operation(exchange.request().rawQuery()));
    }

    /** {@code PUT} of a binding. */
    public BindRequest bind(Exchange exchange, Caller caller) {
        var instanceId = exchange.instanceId();
        var bindingId = exchange.bindingId();
        var body = bodies.read(exchange.request());
        var predecessor = predecessor(body, bindingId);
        boolean rotation = predecessor.isPresent();
        var serviceId = rotation ? Fields.optionalId(body, SERVICE) : Optional.of(Fields.id(body, SERVICE));
        exchange.serviceId(serviceId);
        var planId = rotation ? Fields.optionalId(body, PLAN) : Optional.of(Fields.id(body, PLAN));
        exchange.planId(planId);
        var bindResource = Fields.object(body, "bind_resource", "bind_resource");
        var appOfResource = bindResourceApp(bindResource);
        var app = Fields.text(body, "app_guid", "app_guid");
        return new BindRequest(
                caller,
                instanceId,
                bindingId,
                acceptsIncomplete(exchange),
                serviceId,
                planId,
                appOfResource.or(() -> app),
                bindResource,
                exchange.context(body),
                Fields.object(body, "parameters", "parameters"),
                predecessor);
    }

    /** {@code DELETE} of a binding. */
    public UnbindRequest unbind(Exchange exchange, Caller caller) {
        var instanceId = exchange.instanceId();
        var bindingId = exchange.bindingId();
        hintsOrBody(exchange);
        return new UnbindRequest(
                caller, instanceId, bindingId, acceptsIncomplete(exchange), exchange.serviceId(), exchange.planId());
    }

    /** {@code GET} of a binding. */
    public FetchBindingRequest fetchBinding(Exchange exchange, Caller caller) {
        return new FetchBindingRequest(
                caller, exchange.instanceId(), exchange.bindingId(), hint(exchange), planHint(exchange));
    }

    /** {@code GET} of a binding's last operation. */
    public LastBindingOperationRequest lastBindingOperation(Exchange exchange, Caller caller) {
        return new LastBindingOperationRequest(
                caller,
                exchange.instanceId(),
                exchange.bindingId(),
                hint(exchange),
                planHint(exchange),
                Query.operation(exchange.request().rawQuery()));
    }

    private static boolean acceptsIncomplete(Exchange exchange) {
        return Query.acceptsIncomplete(exchange.request().rawQuery());
    }

    private static String requiredService(Exchange exchange, ObjectNode body) {
        var serviceId = Fields.id(body, SERVICE);
        exchange.serviceId(Optional.of(serviceId));
        return serviceId;
    }

    private static Optional<String> hint(Exchange exchange) {
        return exchange.serviceId(Query.id(exchange.request().rawQuery(), SERVICE));
    }

    private static Optional<String> planHint(Exchange exchange) {
        return exchange.planId(Query.id(exchange.request().rawQuery(), PLAN));
    }

    private static String requiredHint(Optional<String> id, String name) {
        return id.orElseThrow(
                () -> Refused.malformed(name + " is missing: it must be a non-empty parameter of the query."));
    }

    /** The ids from the query; those that it lacks from the body, where some platforms put them. */
    private void hintsOrBody(Exchange exchange) {
        var serviceId = hint(exchange);
        var planId = planHint(exchange);
        if (serviceId.isPresent() && planId.isPresent()) {
            return;
        }
        var body = bodies.readIfObject(exchange.request());
        if (body.isPresent()) {
            exchange.serviceId(serviceId.or(() -> Fields.idIfValid(body.get(), SERVICE)));
            exchange.planId(planId.or(() -> Fields.idIfValid(body.get(), PLAN)));
        }
    }

    private static Optional<String> predecessor(ObjectNode body, String bindingId) {
        var predecessor = Fields.text(body, "predecessor_binding_id", "predecessor_binding_id");
        if (predecessor.isPresent() && predecessor.get().equals(bindingId)) {
            throw Refused.malformed("predecessor_binding_id must be the id of another binding.");
        }
        return predecessor;
    }

    private static Optional<String> bindResourceApp(ObjectNode bindResource) {
        for (var name : new String[] {"route", "space_guid", "credential_client_id"}) {
            Fields.text(bindResource, name, "bind_resource." + name);
        }
        Fields.object(bindResource, "app_annotations", "bind_resource.app_annotations");
        var app = Fields.text(bindResource, "app_guid", "bind_resource.app_guid");
        if (app.isEmpty()) {
            bindResource.remove("app_guid"); // An empty one is none, wherever requests are compared.
        }
        return app;
    }
}
