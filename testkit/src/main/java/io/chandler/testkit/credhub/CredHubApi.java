package io.chandler.testkit.credhub;

import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Refusal;
import io.chandler.testkit.internal.Response;
import io.chandler.testkit.internal.Routes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** CredHub's API: which request does what. */
final class CredHubApi {

    private static final Set<String> TYPES = Set.of("value", "json", "password", "user", "certificate", "rsa", "ssh");
    private static final String ABSENT = "The request could not be completed because the credential does not exist or"
            + " you do not have sufficient authorization.";

    private final Store store;
    private final CredHubSettings settings;
    private final Routes routes = new Routes();
    private final boolean old;

    CredHubApi(Store store, CredHubSettings settings) {
        this.store = store;
        this.settings = settings;
        old = settings.version().startsWith("0.") || settings.version().startsWith("1.");
        routes.on("GET", "/version", (_, _) -> Response.json(200, Map.of("version", settings.version())))
                .on("GET", "/api/v1/data", (request, _) -> find(request))
                .on("GET", "/api/v1/data/{id}", (_, parts) -> byId(parts))
                .on("PUT", "/api/v1/data", (request, _) -> set(request))
                .on("DELETE", "/api/v1/data", (request, _) -> delete(request))
                .on("POST", "/api/v1/permissions", (request, _) -> permitAsBefore(request));
        if (!old) {
            routes.on("POST", "/api/v2/permissions", (request, _) -> permit(request))
                    .on("GET", "/api/v2/permissions", (request, _) -> permission(request));
        }
    }

    Response answer(Request request) {
        if (request.path().equals("/info")) {
            return information();
        }
        if (request.path().equals("/health")) {
            return Response.json(200, Map.of("status", "UP"));
        }
        if (settings.uaa().token(request.header("Authorization").orElse("")).isEmpty()) {
            var json = new LinkedHashMap<String, String>();
            json.put("error", "invalid_token");
            json.put("error_description", "Full authentication is required to access this resource");
            return Response.json(401, json);
        }
        return routes.answer(request).orElseGet(() -> Response.json(404, Map.of("error", "Not Found")));
    }

    private Response information() {
        var json = new LinkedHashMap<String, Object>();
        json.put("auth-server", Map.of("url", settings.uaa().url().toString()));
        json.put("app", old ? Map.of("name", "CredHub", "version", settings.version()) : Map.of("name", "CredHub"));
        return Response.json(200, json);
    }

    private Response find(Request request) {
        var part = request.parameter("name-like");
        var path = request.parameter("path");
        if (part.isPresent() || path.isPresent()) {
            var found = part.map(store::like)
                    .orElseGet(() -> store.newest().stream()
                            .filter(version ->
                                    version.name().startsWith(path.orElse("").replaceAll("/*$", "/")))
                            .toList());
            return Response.json(
                    200,
                    Map.of(
                            "credentials",
                            found.stream()
                                    .map(version -> {
                                        var json = new LinkedHashMap<String, Object>();
                                        json.put("version_created_at", version.created());
                                        json.put("name", version.name());
                                        return json;
                                    })
                                    .toList()));
        }
        var name = request.parameter("name")
                .filter(text -> !text.isEmpty())
                .map(CredHubApi::absolute)
                .orElseThrow(() -> refusal(400, "The query parameter name is required for this request."));
        var versions = store.versions(name);
        if (versions.isEmpty()) {
            throw refusal(404, ABSENT);
        }
        boolean current = request.parameter("current").equals(Optional.of("true"));
        int count = current
                ? 1
                : request.parameter("versions")
                        .filter(text -> text.matches("\\d{1,9}"))
                        .map(Integer::parseInt)
                        .orElse(Integer.MAX_VALUE);
        return Response.json(
                200,
                Map.of(
                        "data",
                        versions.stream().limit(count).map(CredHubApi::json).toList()));
    }

    private Response byId(Map<String, String> parts) {
        return Response.json(
                200,
                json(Optional.ofNullable(parts.get("id"))
                        .flatMap(store::byId)
                        .orElseThrow(() -> refusal(404, ABSENT))));
    }

    private static Map<String, Object> json(Store.Version version) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", version.type());
        json.put("version_created_at", version.created());
        json.put("id", version.id());
        json.put("name", version.name());
        json.put("metadata", null);
        json.put("value", version.value());
        return json;
    }

    private Response set(Request request) {
        var body = body(request);
        var name = absolute(text(body, "name"));
        if (name.endsWith("/") || name.contains("//")) {
            throw refusal(400, "A credential name cannot end with a '/' character or contain '//'.");
        }
        var type = text(body, "type");
        if (!TYPES.contains(type)) {
            throw refusal(400, "The request does not include a valid type. Valid values include " + TYPES + ".");
        }
        var value = body.path("value");
        boolean right = (type.equals("value") || type.equals("password")) ? value.isString() : value.isObject();
        if (!right || (value.isString() && value.stringValue().isEmpty())) {
            throw refusal(400, "A non-empty value must be specified for the credential, of the type " + type + ".");
        }
        if (!old && body.has("mode")) {
            throw refusal(400, "The request includes an unrecognized parameter 'mode'.");
        }
        var before = store.versions(name);
        if (!before.isEmpty() && !before.getFirst().type().equals(type)) {
            throw refusal(
                    400,
                    "The credential type cannot be modified. Please delete the credential if you wish to create it with"
                            + " a different type.");
        }
        if (old && !before.isEmpty() && !Json.text(body, "mode").equals(Optional.of("overwrite"))) {
            return Response.json(200, json(before.getFirst()));
        }
        return Response.json(200, json(store.add(name, type, value)));
    }

    private Response delete(Request request) {
        var name = request.parameter("name")
                .filter(text -> !text.isEmpty())
                .map(CredHubApi::absolute)
                .orElseThrow(() -> refusal(400, "The query parameter name is required for this request."));
        if (!store.delete(name)) {
            throw refusal(404, ABSENT);
        }
        return Response.empty(204);
    }

    private Response permit(Request request) {
        var body = body(request);
        var permission = store.permit(text(body, "path"), text(body, "actor"), operations(body))
                .orElseThrow(() -> refusal(409, "A permission entry for this actor and path already exists."));
        return Response.json(201, permission);
    }

    private Response permission(Request request) {
        return store.permissions().stream()
                .filter(permission -> request.parameter("path").equals(Optional.of(permission.path()))
                        && request.parameter("actor").equals(Optional.of(permission.actor())))
                .findFirst()
                .map(permission -> Response.json(200, permission))
                .orElseThrow(() -> refusal(404, ABSENT));
    }

    private Response permitAsBefore(Request request) {
        var body = body(request);
        var name = absolute(text(body, "credential_name"));
        if (store.versions(name).isEmpty()) {
            throw refusal(404, ABSENT);
        }
        for (var permission : body.path("permissions")) {
            store.permit(name, text(permission, "actor"), operations(permission));
        }
        return Response.empty(201);
    }

    private static List<String> operations(JsonNode body) {
        var operations =
                body.path("operations").valueStream().map(JsonNode::asString).toList();
        if (operations.isEmpty()) {
            throw refusal(400, "At least one operation must be provided.");
        }
        return operations;
    }

    private static JsonNode body(Request request) {
        return Json.read(request.body())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> refusal(
                        400,
                        "The request could not be fulfilled because the request path or body"
                                + " did not meet expectation."));
    }

    private static String text(JsonNode body, String member) {
        return Json.text(body, member)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> refusal(400, "The request needs the member " + member + "."));
    }

    private static String absolute(String name) {
        return name.startsWith("/") ? name : "/" + name;
    }

    private static Refusal refusal(int status, String error) {
        return new Refusal(Response.json(status, Map.of("error", error)));
    }
}
