package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.Request;
import io.chandler.testkit.cloudcontroller.Platform.Binding;
import io.chandler.testkit.cloudcontroller.Platform.Broker;
import io.chandler.testkit.cloudcontroller.Platform.Offering;
import io.chandler.testkit.cloudcontroller.Platform.Plan;
import io.chandler.testkit.cloudcontroller.Platform.ServiceInstance;
import io.chandler.testkit.cloudcontroller.Platform.Visibility;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Refusal;
import io.chandler.testkit.internal.Response;
import io.chandler.testkit.internal.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Version 2 of Cloud Controller's API, as far as brokers and their errands need it. */
final class V2 {

    private final Platform platform;
    private final Operations operations;
    private final V2Lists lists;

    V2(Platform platform, Operations operations, CloudControllerSettings settings, Routes routes) {
        this.platform = platform;
        this.operations = operations;
        this.lists = new V2Lists(platform, settings.largestPage());
        routes.on("GET", "/v2/services", (request, _) -> lists.services(request))
                .on(
                        "GET",
                        "/v2/services/{guid}/service_plans",
                        (request, parts) -> lists.plans(
                                request,
                                plan -> plan.offeringGuid()
                                        .equals(offering(guid(parts)).guid())))
                .on("GET", "/v2/service_plans", (request, _) -> lists.plans(request, _ -> true))
                .on("PUT", "/v2/service_plans/{guid}", (request, parts) -> openPlan(request, plan(guid(parts))))
                .on(
                        "GET",
                        "/v2/service_plans/{guid}/service_instances",
                        (request, parts) -> lists.instances(
                                request,
                                instance -> instance.planGuid()
                                        .equals(plan(guid(parts)).guid())))
                .on("GET", "/v2/service_instances", (request, _) -> lists.instances(request, _ -> true))
                .on(
                        "GET",
                        "/v2/service_instances/{guid}",
                        (_, parts) -> Response.json(200, lists.json(instance(guid(parts)))))
                .on("PUT", "/v2/service_instances/{guid}", (request, parts) -> upgrade(request, instance(guid(parts))))
                .on(
                        "DELETE",
                        "/v2/service_instances/{guid}",
                        (request, parts) -> delete(request, instance(guid(parts))))
                .on(
                        "GET",
                        "/v2/service_instances/{guid}/service_bindings",
                        (request, parts) -> lists.bindings(request, instance(guid(parts)), true))
                .on(
                        "GET",
                        "/v2/service_instances/{guid}/service_keys",
                        (request, parts) -> lists.bindings(request, instance(guid(parts)), false))
                .on("DELETE", "/v2/apps/{app}/service_bindings/{guid}", (_, parts) -> unbind(guid(parts), true))
                .on("DELETE", "/v2/service_bindings/{guid}", (_, parts) -> unbind(guid(parts), true))
                .on("DELETE", "/v2/service_keys/{guid}", (_, parts) -> unbind(guid(parts), false))
                .on("GET", "/v2/organizations", (request, _) -> lists.organizations(request))
                .on("GET", "/v2/organizations/{guid}/spaces", (request, parts) -> lists.spaces(request, guid(parts)))
                .on("GET", "/v2/service_brokers", (request, _) -> lists.brokers(request))
                .on("POST", "/v2/service_brokers", (request, _) -> createBroker(request))
                .on("PUT", "/v2/service_brokers/{guid}", (request, parts) -> updateBroker(request, broker(guid(parts))))
                .on("DELETE", "/v2/service_brokers/{guid}", (_, parts) -> deleteBroker(broker(guid(parts))))
                .on("GET", "/v2/service_plan_visibilities", (request, _) -> lists.visibilities(request))
                .on("POST", "/v2/service_plan_visibilities", (request, _) -> createVisibility(request))
                .on("DELETE", "/v2/service_plan_visibilities/{guid}", (_, parts) -> deleteVisibility(guid(parts)));
    }

    static Response information(CloudControllerSettings settings) {
        var uaa = settings.uaa().url().toString();
        var json = new LinkedHashMap<String, Object>();
        json.put("name", "Chandler simulator");
        json.put("authorization_endpoint", uaa);
        json.put("token_endpoint", uaa);
        json.put("api_version", settings.v2Version());
        json.put("osbapi_version", settings.openVersion());
        return Response.json(200, json);
    }

    static Refusal refusal(int status, int code, String name, String description) {
        var json = new LinkedHashMap<String, Object>();
        json.put("description", description);
        json.put("error_code", "CF-" + name);
        json.put("code", code);
        return new Refusal(Response.json(status, json));
    }

    private static String guid(Map<String, String> parts) {
        return Optional.ofNullable(parts.get("guid")).orElseThrow();
    }

    private Offering offering(String guid) {
        return platform.offerings(offering -> offering.guid().equals(guid)).stream()
                .findFirst()
                .orElseThrow(() -> refusal(404, 120003, "ServiceNotFound", "The service could not be found: " + guid));
    }

    private Plan plan(String guid) {
        return platform.plan(guid)
                .orElseThrow(() ->
                        refusal(404, 110003, "ServicePlanNotFound", "The service plan could not be found: " + guid));
    }

    private ServiceInstance instance(String guid) {
        return platform.instance(guid)
                .orElseThrow(() -> refusal(
                        404, 60004, "ServiceInstanceNotFound", "The service instance could not be found: " + guid));
    }

    private Broker broker(String guid) {
        return platform.brokers().stream()
                .filter(broker -> broker.guid().equals(guid))
                .findFirst()
                .orElseThrow(() ->
                        refusal(404, 10001, "ServiceBrokerNotFound", "The service broker could not be found: " + guid));
    }

    private static JsonNode body(Request request) {
        return Json.read(request.body())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> refusal(
                        400,
                        1001,
                        "MessageParseError",
                        "Request invalid due to parse error: the body is no JSON object"));
    }

    private static String text(JsonNode body, String member) {
        return Json.text(body, member)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> refusal(
                        400, 1001, "MessageParseError", "Request invalid due to parse error: Field: " + member));
    }

    private Response openPlan(Request request, Plan plan) {
        var open = body(request).path("public");
        if (open.isBoolean()) {
            platform.put(plan.open(open.booleanValue()));
        }
        return Response.json(201, lists.json(plan(plan.guid())));
    }

    private void checkIdle(ServiceInstance instance) {
        if (instance.last().inProgress()) {
            throw refusal(
                    409,
                    60016,
                    "AsyncServiceInstanceOperationInProgress",
                    "An operation for service instance " + instance.name() + " is in progress.");
        }
    }

    private static void checkAsynchronous(Request request) {
        if (!request.parameter("accepts_incomplete").equals(Optional.of("true"))) {
            throw refusal(
                    422,
                    10001,
                    "AsyncRequired",
                    "This service plan requires client support for asynchronous operations.");
        }
    }

    private Response upgrade(Request request, ServiceInstance instance) {
        var version = Json.text(body(request).path("maintenance_info"), "version");
        checkAsynchronous(request);
        checkIdle(instance);
        if (version.isEmpty()) {
            return Response.json(201, lists.json(instance));
        }
        if (!plan(instance.planGuid()).maintenanceVersion().equals(version)) {
            throw refusal(
                    422,
                    390006,
                    "MaintenanceInfoConflict",
                    "maintenance_info.version requested is invalid. Please ensure the catalog is up to date and you are"
                            + " providing a version supported by this service plan.");
        }
        if (instance.maintenanceVersion().equals(version)) {
            return Response.json(201, lists.json(instance));
        }
        operations.upgrade(instance, version.get());
        return Response.json(202, lists.json(instance(instance.guid())));
    }

    private Response delete(Request request, ServiceInstance instance) {
        boolean recursive = request.parameter("recursive").equals(Optional.of("true"));
        if (!recursive
                && !platform.bindings(binding -> binding.instanceGuid().equals(instance.guid()))
                        .isEmpty()) {
            throw refusal(
                    400,
                    10006,
                    "AssociationNotEmpty",
                    "Please delete the service_bindings, service_keys, and routes associations for your"
                            + " service_instances.");
        }
        checkAsynchronous(request);
        checkIdle(instance);
        operations.delete(instance);
        return platform.instance(instance.guid())
                .map(deleting -> Response.json(202, lists.json(deleting)))
                .orElseGet(() -> Response.empty(204));
    }

    private Response unbind(String guid, boolean application) {
        var binding =
                platform
                        .bindings(b ->
                                b.guid().equals(guid) && b.applicationGuid().isPresent() == application)
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> application
                                ? refusal(
                                        404,
                                        90004,
                                        "ServiceBindingNotFound",
                                        "The service binding could not be found: " + guid)
                                : refusal(
                                        404,
                                        360003,
                                        "ServiceKeyNotFound",
                                        "The service key could not be found: " + guid));
        operations.unbind(binding).ifPresent(failure -> {
            throw refusal(502, 10001, "ServiceBrokerBadResponse", failure);
        });
        return Response.empty(204);
    }

    private Response createBroker(Request request) {
        var body = body(request);
        var broker = new Broker(
                Platform.newGuid(),
                text(body, "name"),
                text(body, "broker_url"),
                text(body, "auth_username"),
                text(body, "auth_password"));
        if (platform.brokers().stream().anyMatch(other -> other.name().equals(broker.name()))) {
            throw refusal(400, 270002, "ServiceBrokerNameTaken", "The service broker name is taken: " + broker.name());
        }
        return register(broker, 201);
    }

    private Response updateBroker(Request request, Broker old) {
        var body = body(request);
        return register(
                new Broker(
                        old.guid(),
                        Json.text(body, "name").orElse(old.name()),
                        Json.text(body, "broker_url").orElse(old.url()),
                        Json.text(body, "auth_username").orElse(old.username()),
                        Json.text(body, "auth_password").orElse(old.password())),
                200);
    }

    private Response register(Broker broker, int status) {
        operations.register(broker).ifPresent(failure -> {
            throw refusal(502, 270012, "ServiceBrokerCatalogInvalid", failure);
        });
        return Response.json(status, lists.json(broker));
    }

    private Response deleteBroker(Broker broker) {
        if (platform.hasInstances(broker)) {
            throw refusal(
                    400,
                    270010,
                    "ServiceBrokerNotRemovable",
                    "Can not remove brokers that have associated service instances: " + broker.name());
        }
        platform.deleteBroker(broker.guid());
        return Response.empty(204);
    }

    private Response createVisibility(Request request) {
        var body = body(request);
        var plan = plan(text(body, "service_plan_guid"));
        var organization = text(body, "organization_guid");
        if (platform.organizations().stream().noneMatch(o -> o.guid().equals(organization))) {
            throw refusal(400, 1002, "InvalidRelation", "Could not find Organization with guid: " + organization);
        }
        if (platform.visibilities().stream()
                .anyMatch(v ->
                        v.planGuid().equals(plan.guid()) && v.organizationGuid().equals(organization))) {
            throw refusal(
                    400,
                    260002,
                    "ServicePlanVisibilityAlreadyExists",
                    "This combination of ServicePlan and Organization is already taken");
        }
        var visibility = new Visibility(Platform.newGuid(), plan.guid(), organization);
        platform.put(visibility);
        return Response.json(201, lists.json(visibility));
    }

    private Response deleteVisibility(String guid) {
        if (!platform.deleteVisibility(guid)) {
            throw refusal(
                    404,
                    260003,
                    "ServicePlanVisibilityNotFound",
                    "The service plan visibility could not be found: " + guid);
        }
        return Response.empty(204);
    }

    /** Which bindings are for applications; the others are keys. */
    static List<Binding> only(List<Binding> bindings, boolean application) {
        return bindings.stream()
                .filter(binding -> binding.applicationGuid().isPresent() == application)
                .toList();
    }
}
