package io.chandler.acceptance.replicas;

import io.chandler.osb.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** A request of a platform, which may be sent more than once. */
record Request(String method, String path, Optional<ObjectNode> body) {

    private static final String SERVICE = "recorder-id";

    static Request provision(String id, String plan, ObjectNode parameters) {
        var body = Json.object()
                .put("service_id", SERVICE)
                .put("plan_id", plan)
                .put("organization_guid", "organization")
                .put("space_guid", "space");
        body.set("parameters", parameters);
        return of("PUT", instance(id) + "?accepts_incomplete=true", Optional.of(body));
    }

    static Request update(String id, ObjectNode parameters) {
        var body = Json.object().put("service_id", SERVICE);
        body.set("parameters", parameters);
        return of("PATCH", instance(id) + "?accepts_incomplete=true", Optional.of(body));
    }

    static Request deprovision(String id, String plan) {
        return of("DELETE", instance(id) + hints(plan), Optional.empty());
    }

    static Request fetch(String id) {
        return of("GET", instance(id), Optional.empty());
    }

    static Request poll(String id, Optional<String> operation) {
        return of("GET", instance(id) + "/last_operation" + query(operation), Optional.empty());
    }

    static Request bind(String id, String binding, String plan, ObjectNode parameters) {
        var body = Json.object().put("service_id", SERVICE).put("plan_id", plan);
        body.set("parameters", parameters);
        return of("PUT", binding(id, binding) + "?accepts_incomplete=true", Optional.of(body));
    }

    static Request unbind(String id, String binding, String plan) {
        return of("DELETE", binding(id, binding) + hints(plan), Optional.empty());
    }

    static Request fetchBinding(String id, String binding) {
        return of("GET", binding(id, binding), Optional.empty());
    }

    static Request pollBinding(String id, String binding, Optional<String> operation) {
        return of("GET", binding(id, binding) + "/last_operation" + query(operation), Optional.empty());
    }

    private static Request of(String method, String path, Optional<ObjectNode> body) {
        return new Request(method, path, body);
    }

    /**
     * An identity for one time that it is sent. Each has its own: a request that reached a replica which was stopped may
     * be done once more when that goes on.
     */
    String newIdentity() {
        return method + "-" + UUID.randomUUID();
    }

    private static String instance(String id) {
        return "/v2/service_instances/" + encoded(id);
    }

    private static String binding(String id, String binding) {
        return instance(id) + "/service_bindings/" + encoded(binding);
    }

    private static String hints(String plan) {
        return "?service_id=" + SERVICE + "&plan_id=" + plan + "&accepts_incomplete=true";
    }

    private static String query(Optional<String> operation) {
        return operation.map(text -> "?operation=" + encoded(text)).orElse("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
