package io.chandler.ondemand.management;

import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.broker.Operations;
import io.chandler.ondemand.broker.Problem;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import io.chandler.osb.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API below {@code /mgmt}. Authentication is the server's. It answers in JSON, or without a body; it never throws an
 * exception. Thread-safe.
 */
public final class ManagementHandler {

    private static final int MAXIMUM_BODY = 1 << 20;
    private static final Pattern INSTANCE = Pattern.compile("/mgmt/service_instances/([^/]+)");
    private static final List<Header> JSON = List.of(new Header("Content-Type", "application/json"));

    private final Operations operations;
    private final Metrics metrics;

    /** A handler over the broker's operations. */
    public ManagementHandler(Operations operations) {
        this.operations = operations;
        metrics = new Metrics(operations);
    }

    /** Answers a request whose path begins with {@code /mgmt/}. */
    public HttpResponse handle(HttpRequest request) {
        try {
            var instance = INSTANCE.matcher(request.rawPath());
            if (instance.matches()) {
                return request.method().equals("PATCH") ? change(request, decoded(instance.group(1))) : empty(405);
            }
            var get = request.method().equals("GET");
            return switch (request.rawPath()) {
                case "/mgmt/service_instances" -> get ? instances(request) : empty(405);
                case "/mgmt/orphan_deployments" -> get ? orphans() : empty(405);
                case "/mgmt/metrics" -> get ? metrics() : empty(405);
                default -> empty(404);
            };
        } catch (RuntimeException e) {
            return failed("error answering " + request.method() + " " + request.rawPath() + ": "
                    + e.getClass().getName());
        }
    }

    private HttpResponse instances(HttpRequest request) {
        List<ServiceInstance> instances;
        try {
            instances = operations.instances(query(request.rawQuery()));
        } catch (PlatformException e) {
            return failed("error occurred querying instances: " + e.getMessage());
        }
        var list = Json.mapper().createArrayNode();
        for (var instance : instances) {
            var entry =
                    list.addObject().put("service_instance_id", instance.id()).put("plan_id", instance.planId());
            instance.spaceId().filter(id -> !id.isEmpty()).ifPresent(id -> entry.put("space_guid", id));
        }
        return json(200, list);
    }

    private HttpResponse orphans() {
        var list = Json.mapper().createArrayNode();
        try {
            operations.orphans().forEach(name -> list.addObject().put("deployment_name", name));
        } catch (PlatformException | DirectorException e) {
            return failed("error occurred querying orphan deployments: " + e.getMessage());
        }
        return json(200, list);
    }

    private HttpResponse metrics() {
        var offering = operations.configuration().offering();
        try {
            var current = metrics.current();
            if (current.isEmpty()) {
                operations.log("The " + offering.name()
                        + " service broker must be registered with Cloud Foundry before metrics can be collected");
            }
            return current.map(list -> json(200, list)).orElseGet(() -> empty(503));
        } catch (PlatformException e) {
            return failed(
                    "error getting instance count for service offering " + offering.name() + ": " + e.getMessage());
        }
    }

    private HttpResponse failed(String line) {
        operations.log(line);
        return empty(500);
    }

    private HttpResponse change(HttpRequest request, String instanceId) {
        var type = query(request.rawQuery()).getOrDefault("operation_type", "");
        if (!type.equals("upgrade") && !type.equals("recreate")) {
            return empty(400);
        }
        var body = body(request);
        if (body.isEmpty()) {
            return described(422, "Error in request body. Invalid JSON");
        }
        var planId = body.get().path("plan_id").asString("");
        if (planId.isEmpty()) {
            return described(500, "no plan ID provided in " + type + " request body");
        }
        try {
            var operation = type.equals("upgrade")
                    ? operations.upgrade(instanceId, planId, context(body.get()))
                    : operations.recreate(instanceId, planId);
            return json(202, operation.toJson());
        } catch (Problem problem) {
            return switch (problem.kind()) {
                case NO_DEPLOYMENT -> described(410, problem.forUser());
                case IN_PROGRESS -> described(409, problem.forUser());
                default -> described(500, type.equals("recreate") ? problem.forOperator() : problem.forUser());
            };
        }
    }

    private static Optional<ObjectNode> context(ObjectNode body) {
        return body.get("context") instanceof ObjectNode context ? Optional.of(context) : Optional.empty();
    }

    private static Optional<ObjectNode> body(HttpRequest request) {
        try {
            byte[] bytes = request.body().readNBytes(MAXIMUM_BODY + 1);
            return bytes.length <= MAXIMUM_BODY && Json.mapper().readTree(bytes) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IOException | JacksonException _) {
            return Optional.empty();
        }
    }

    private static Map<String, String> query(String raw) {
        var values = new LinkedHashMap<String, String>();
        for (var part : raw.split("&")) {
            int equals = part.indexOf('=');
            if (!part.isEmpty()) {
                values.putIfAbsent(
                        decoded(equals < 0 ? part : part.substring(0, equals)),
                        equals < 0 ? "" : decoded(part.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static HttpResponse described(int status, String description) {
        return json(status, Json.object().put("description", description));
    }

    private static HttpResponse json(int status, JsonNode body) {
        return new HttpResponse(status, JSON, Json.mapper().writeValueAsBytes(body));
    }

    private static HttpResponse empty(int status) {
        return new HttpResponse(status, List.of(), new byte[0]);
    }
}
