package io.chandler.osb.client.internal;

import io.chandler.osb.ApiVersion;
import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.OriginatingIdentity;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.client.BindingRequest.Bind;
import io.chandler.osb.client.InstanceRequest.Provision;
import io.chandler.osb.client.InstanceRequest.Update;
import io.chandler.osb.client.PendingOperation;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes requests in HTTP and JSON.
 *
 * @param base without a slash at the end
 * @param authorization the value of the header
 * @param identity of the user who causes the requests
 */
public record RequestWriter(
        URI base, ApiVersion version, Optional<String> authorization, Optional<OriginatingIdentity> identity) {

    /** The header that names a request. */
    private static final String REQUEST_IDENTITY = "X-Broker-API-Request-Identity";

    /** Never prints what authorizes. */
    @Override
    public String toString() {
        return "RequestWriter[base=" + base + ", version=" + version + "]";
    }

    /** The path of the catalog. */
    public static String catalog() {
        return "/v2/catalog";
    }

    /** The path of an instance. */
    public static String instance(String instanceId) {
        return "/v2/service_instances/" + Percent.segment("The id of the instance", instanceId);
    }

    /** The path of a binding. */
    public static String binding(String instanceId, String bindingId) {
        return instance(instanceId) + "/service_bindings/" + Percent.segment("The id of the binding", bindingId);
    }

    /** The path and query of a poll. */
    public static String lastOperation(PendingOperation operation) {
        var path = operation
                .bindingId()
                .map(id -> binding(operation.instanceId(), id))
                .orElseGet(() -> instance(operation.instanceId()));
        return new Query(path + "/last_operation")
                .and("service_id", operation.serviceId())
                .and("plan_id", operation.planId())
                .and("operation", operation.operation())
                .toString();
    }

    /** A path with hints in its query. */
    public static String withHints(String path, Optional<String> serviceId, Optional<String> planId) {
        return new Query(path)
                .and("service_id", serviceId)
                .and("plan_id", planId)
                .toString();
    }

    /** A path whose query says whether the answer may be asynchronous; nothing is said where it may not. */
    public static String accepting(boolean acceptsIncomplete, String path) {
        return !acceptsIncomplete ? path : path + (path.indexOf('?') < 0 ? '?' : '&') + "accepts_incomplete=true";
    }

    /** A request without a body. */
    public HttpRequest.Builder request(String method, String pathAndQuery) {
        return start(pathAndQuery).method(method, BodyPublishers.noBody());
    }

    /** A request with a body. */
    public HttpRequest.Builder request(String method, String pathAndQuery, ObjectNode body) {
        return start(pathAndQuery)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body)));
    }

    private HttpRequest.Builder start(String pathAndQuery) {
        var request = HttpRequest.newBuilder(URI.create(base + pathAndQuery))
                .header("Accept", "application/json")
                .header(ApiVersion.HEADER, version.toString())
                .header(REQUEST_IDENTITY, UUID.randomUUID().toString());
        authorization.ifPresent(value -> request.header("Authorization", value));
        identity.ifPresent(user -> request.header(OriginatingIdentity.HEADER, header(user)));
        return request;
    }

    private static String header(OriginatingIdentity user) {
        return user.platform()
                + ' '
                + Base64.getEncoder().encodeToString(Json.mapper().writeValueAsBytes(user.properties()));
    }

    /** The body of a provision request. */
    public static ObjectNode body(Provision request) {
        var body = Json.object()
                .put("service_id", request.serviceId())
                .put("plan_id", request.planId())
                .put("organization_guid", request.organizationId())
                .put("space_guid", request.spaceId());
        set(body, "context", request.context());
        set(body, "parameters", request.parameters());
        set(body, request.maintenanceInfo());
        return body;
    }

    /** The body of an update request. */
    public static ObjectNode body(Update request) {
        var body = Json.object().put("service_id", request.serviceId());
        request.planId().ifPresent(id -> body.put("plan_id", id));
        set(body, "context", request.context());
        request.parameters().ifPresent(parameters -> body.set("parameters", parameters));
        request.previousValues().ifPresent(values -> {
            var previous = body.putObject("previous_values");
            values.planId().ifPresent(id -> previous.put("plan_id", id));
            values.serviceId().ifPresent(id -> previous.put("service_id", id));
            values.organizationId().ifPresent(id -> previous.put("organization_id", id));
            values.spaceId().ifPresent(id -> previous.put("space_id", id));
            set(previous, values.maintenanceInfo());
        });
        set(body, request.maintenanceInfo());
        return body;
    }

    /** The body of a bind or rotation request. */
    public static ObjectNode body(Bind request) {
        var body = Json.object().put("service_id", request.serviceId()).put("plan_id", request.planId());
        var app = request.bindResource().get("app_guid");
        if (app != null && app.isString()) {
            body.put("app_guid", app.stringValue());
        }
        set(body, "bind_resource", request.bindResource());
        set(body, "context", request.context());
        set(body, "parameters", request.parameters());
        request.predecessorBindingId().ifPresent(id -> body.put("predecessor_binding_id", id));
        return body;
    }

    private static void set(ObjectNode body, Optional<MaintenanceInfo> info) {
        info.ifPresent(value -> {
            var node = body.putObject("maintenance_info").put("version", value.version());
            value.description().ifPresent(text -> node.put("description", text));
        });
    }

    private static void set(ObjectNode body, String name, PlatformContext context) {
        set(body, name, context.properties());
    }

    private static void set(ObjectNode body, String name, ObjectNode value) {
        if (!value.isEmpty()) {
            body.set(name, value);
        }
    }

    /** A path that grows a query. */
    private static final class Query {
        private final StringBuilder text;
        private char separator = '?';

        Query(String path) {
            text = new StringBuilder(path);
        }

        Query and(String name, Optional<String> value) {
            value.filter(given -> !given.isEmpty()).ifPresent(given -> {
                text.append(separator).append(name).append('=').append(Percent.encode(name, given));
                separator = '&';
            });
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
