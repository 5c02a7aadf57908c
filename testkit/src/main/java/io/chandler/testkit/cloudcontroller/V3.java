package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.Request;
import io.chandler.testkit.cloudcontroller.Platform.Binding;
import io.chandler.testkit.cloudcontroller.Platform.Broker;
import io.chandler.testkit.cloudcontroller.Platform.Job;
import io.chandler.testkit.cloudcontroller.Platform.Operation;
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
import tools.jackson.databind.node.ObjectNode;

/** Version 3 of Cloud Controller's API, as far as brokers and their errands need it. */
final class V3 {

    private final Platform platform;
    private final Operations operations;
    private final V3Lists lists;

    V3(Platform platform, Operations operations, CloudControllerSettings settings, Routes routes) {
        this.platform = platform;
        this.operations = operations;
        this.lists = new V3Lists(platform, settings.largestPage());
        routes.on("GET", "/v3/service_offerings", (request, _) -> lists.offerings(request))
                .on("GET", "/v3/service_plans", (request, _) -> lists.plans(request))
                .on("GET", "/v3/service_plans/{guid}", (_, parts) -> Response.json(200, lists.json(plan(guid(parts)))))
                .on(
                        "GET",
                        "/v3/service_plans/{guid}/visibility",
                        (_, parts) -> Response.json(200, lists.visibility(plan(guid(parts)))))
                .on(
                        "PATCH",
                        "/v3/service_plans/{guid}/visibility",
                        (request, parts) -> visibility(request, plan(guid(parts)), true))
                .on(
                        "POST",
                        "/v3/service_plans/{guid}/visibility",
                        (request, parts) -> visibility(request, plan(guid(parts)), false))
                .on(
                        "DELETE",
                        "/v3/service_plans/{guid}/visibility/{org}",
                        (_, parts) -> closeTo(
                                plan(guid(parts)),
                                Optional.ofNullable(parts.get("org")).orElseThrow()))
                .on("GET", "/v3/service_instances", (request, _) -> lists.instances(request))
                .on("POST", "/v3/service_instances", (request, _) -> create(request))
                .on(
                        "GET",
                        "/v3/service_instances/{guid}",
                        (_, parts) -> Response.json(200, lists.json(instance(guid(parts)))))
                .on(
                        "PATCH",
                        "/v3/service_instances/{guid}",
                        (request, parts) -> upgrade(request, instance(guid(parts))))
                .on(
                        "DELETE",
                        "/v3/service_instances/{guid}",
                        (request, parts) -> delete(request, instance(guid(parts))))
                .on("GET", "/v3/service_credential_bindings", (request, _) -> lists.bindings(request))
                .on("POST", "/v3/service_credential_bindings", (request, _) -> bind(request))
                .on(
                        "DELETE",
                        "/v3/service_credential_bindings/{guid}",
                        (request, parts) -> unbind(request, guid(parts)))
                .on("GET", "/v3/organizations", (request, _) -> lists.organizations(request))
                .on("GET", "/v3/spaces", (request, _) -> lists.spaces(request))
                .on("GET", "/v3/service_brokers", (request, _) -> lists.brokers(request))
                .on("POST", "/v3/service_brokers", (request, _) -> createBroker(request))
                .on(
                        "PATCH",
                        "/v3/service_brokers/{guid}",
                        (request, parts) -> updateBroker(request, broker(guid(parts))))
                .on(
                        "DELETE",
                        "/v3/service_brokers/{guid}",
                        (request, parts) -> deleteBroker(request, broker(guid(parts))))
                .on(
                        "GET",
                        "/v3/jobs/{guid}",
                        (_, parts) -> Response.json(
                                200, V3Lists.json(platform.job(guid(parts)).orElseThrow(() -> notFound("Job")))));
    }

    static Response information(CloudControllerSettings settings, Request request) {
        var json = new LinkedHashMap<String, Object>();
        json.put("build", "");
        json.put("cli_version", Map.of("minimum", "", "recommended", ""));
        json.put("custom", Map.of());
        json.put("description", "");
        json.put("name", "Chandler simulator");
        json.put("version", 0);
        json.put("osbapi_version", settings.openVersion());
        json.put("links", Map.of("self", Map.of("href", V3Pages.base(request) + "/v3/info")));
        return Response.json(200, json);
    }

    static Refusal refusal(int status, int code, String title, String detail) {
        return new Refusal(Response.json(status, Map.of("errors", List.of(error(code, title, detail)))));
    }

    static Map<String, Object> error(int code, String title, String detail) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", code);
        error.put("title", "CF-" + title);
        error.put("detail", detail);
        return error;
    }

    private static Refusal notFound(String what) {
        return refusal(404, 10010, "ResourceNotFound", what + " not found");
    }

    private static Refusal unprocessable(String detail) {
        return refusal(422, 10008, "UnprocessableEntity", detail);
    }

    private static Response accepted(Request request, Job job) {
        return Response.empty(202).with("Location", V3Pages.base(request) + "/v3/jobs/" + job.guid());
    }

    private static String guid(Map<String, String> parts) {
        return Optional.ofNullable(parts.get("guid")).orElseThrow();
    }

    private Plan plan(String guid) {
        return platform.plan(guid).orElseThrow(() -> notFound("Service plan"));
    }

    private ServiceInstance instance(String guid) {
        return platform.instance(guid).orElseThrow(() -> notFound("Service instance"));
    }

    private Broker broker(String guid) {
        return platform.brokers().stream()
                .filter(broker -> broker.guid().equals(guid))
                .findFirst()
                .orElseThrow(() -> notFound("Service broker"));
    }

    private static JsonNode body(Request request) {
        return Json.read(request.body())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> refusal(
                        400, 1001, "MessageParseError", "Request invalid due to parse error: invalid request body"));
    }

    private static String text(JsonNode node, String member) {
        return Json.text(node, member)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> unprocessable(member + " can't be blank"));
    }

    private static String related(JsonNode body, String relation) {
        return text(body.path("relationships").path(relation).path("data"), "guid");
    }

    private Response visibility(Request request, Plan plan, boolean replace) {
        var body = body(request);
        var type = text(body, "type");
        if (!List.of("public", "admin", "organization").contains(type)) {
            throw unprocessable("Type must be one of 'public', 'admin', 'organization'");
        }
        var organizations = body.path("organizations")
                .valueStream()
                .map(organization -> text(organization, "guid"))
                .toList();
        if (type.equals("organization") == organizations.isEmpty()) {
            throw unprocessable("Organizations must be given exactly where the type is 'organization'");
        }
        for (var guid : organizations) {
            if (platform.organizations().stream().noneMatch(o -> o.guid().equals(guid))) {
                throw unprocessable("Could not find Organization with guid: " + guid);
            }
        }
        synchronized (platform) {
            var old = platform.visibilities().stream()
                    .filter(v -> v.planGuid().equals(plan.guid()))
                    .toList();
            if (replace || !type.equals("organization")) {
                old.forEach(v -> platform.deleteVisibility(v.guid()));
            }
            platform.put(plan.open(type.equals("public")));
            for (var guid : organizations) {
                if (replace || old.stream().noneMatch(v -> v.organizationGuid().equals(guid))) {
                    platform.put(new Visibility(Platform.newGuid(), plan.guid(), guid));
                }
            }
        }
        return Response.json(200, lists.visibility(plan(plan.guid())));
    }

    private Response closeTo(Plan plan, String organization) {
        var visibility = platform.visibilities().stream()
                .filter(v ->
                        v.planGuid().equals(plan.guid()) && v.organizationGuid().equals(organization))
                .findFirst()
                .orElseThrow(() -> notFound("Service plan visibility"));
        platform.deleteVisibility(visibility.guid());
        return Response.empty(204);
    }

    private Response create(Request request) {
        var body = body(request);
        var name = text(body, "name");
        var space = related(body, "space");
        var plan = platform.plan(related(body, "service_plan"))
                .orElseThrow(() -> unprocessable("Invalid service plan. Ensure that the service plan exists."));
        if (platform.spaces().stream().noneMatch(s -> s.guid().equals(space))) {
            throw unprocessable("Invalid space. Ensure that the space exists and you have access to it.");
        }
        var instance = new ServiceInstance(
                Platform.newGuid(),
                name,
                plan.guid(),
                space,
                Operation.of("create", "in progress", ""),
                plan.maintenanceVersion(),
                Optional.empty());
        var parameters = body.path("parameters") instanceof ObjectNode given ? given : Json.MAPPER.createObjectNode();
        return accepted(request, operations.provision(instance, parameters));
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

    private Response upgrade(Request request, ServiceInstance instance) {
        var version = Json.text(body(request).path("maintenance_info"), "version");
        checkIdle(instance);
        if (version.isEmpty() || instance.maintenanceVersion().equals(version)) {
            return Response.json(200, lists.json(instance));
        }
        if (!plan(instance.planGuid()).maintenanceVersion().equals(version)) {
            throw refusal(
                    422,
                    390006,
                    "MaintenanceInfoConflict",
                    "maintenance_info.version requested is invalid. Please ensure the catalog is up to date and you are"
                            + " providing a version supported by this service plan.");
        }
        return accepted(request, operations.upgrade(instance, version.get()));
    }

    private Response delete(Request request, ServiceInstance instance) {
        if (request.parameter("purge").equals(Optional.of("true"))) {
            platform.deleteInstance(instance.guid());
            return Response.empty(204);
        }
        checkIdle(instance);
        return accepted(request, operations.delete(instance));
    }

    private Response bind(Request request) {
        var body = body(request);
        var instance = instance(related(body, "service_instance"));
        boolean application = text(body, "type").equals("app");
        var binding = new Binding(
                Platform.newGuid(),
                Json.text(body, "name").orElse(""),
                instance.guid(),
                application ? Optional.of(related(body, "app")) : Optional.empty());
        return accepted(request, operations.job("service_bindings.create", () -> operations.bind(binding)));
    }

    private Response unbind(Request request, String guid) {
        var binding = platform.bindings(b -> b.guid().equals(guid)).stream()
                .findFirst()
                .orElseThrow(() -> notFound("Service credential binding"));
        return accepted(request, operations.job("service_bindings.delete", () -> operations.unbind(binding)));
    }

    private Response createBroker(Request request) {
        var body = body(request);
        var credentials = credentials(body);
        var broker = new Broker(
                Platform.newGuid(),
                text(body, "name"),
                text(body, "url"),
                text(credentials, "username"),
                text(credentials, "password"));
        checkName(broker);
        return accepted(
                request, operations.job("service_broker.catalog.synchronize", () -> operations.register(broker)));
    }

    private void checkName(Broker broker) {
        if (platform.brokers().stream()
                .anyMatch(other ->
                        other.name().equals(broker.name()) && !other.guid().equals(broker.guid()))) {
            throw unprocessable("Name must be unique");
        }
    }

    private static JsonNode credentials(JsonNode body) {
        var authentication = body.path("authentication");
        if (!text(authentication, "type").equals("basic")) {
            throw unprocessable("Authentication type must be one of [\"basic\"]");
        }
        return authentication.path("credentials");
    }

    private Response updateBroker(Request request, Broker old) {
        var body = body(request);
        var credentials = body.has("authentication") ? Optional.of(credentials(body)) : Optional.<JsonNode>empty();
        var broker = new Broker(
                old.guid(),
                Json.text(body, "name").orElse(old.name()),
                Json.text(body, "url").orElse(old.url()),
                credentials.map(c -> text(c, "username")).orElse(old.username()),
                credentials.map(c -> text(c, "password")).orElse(old.password()));
        checkName(broker);
        return accepted(request, operations.job("service_broker.update", () -> operations.register(broker)));
    }

    private Response deleteBroker(Request request, Broker broker) {
        if (platform.hasInstances(broker)) {
            throw refusal(
                    422,
                    270010,
                    "ServiceBrokerNotRemovable",
                    "Can not remove brokers that have associated service instances: " + broker.name());
        }
        return accepted(request, operations.job("service_broker.delete", () -> {
            platform.deleteBroker(broker.guid());
            return Optional.empty();
        }));
    }
}
