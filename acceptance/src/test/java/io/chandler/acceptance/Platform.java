package io.chandler.acceptance;

import io.chandler.osb.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A platform's requests, as plain as they can be. The identity of each begins with its method. Thread-safe.
 */
final class Platform implements AutoCloseable {

    static final String SERVICE = "recorder-id";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String authorization;

    Platform(Site site) {
        address = site.address();
        var user = Site.USER + ":" + site.password();
        authorization = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    /** The parameters of an operation: names and values by turns. */
    static ObjectNode parameters(Object... members) {
        var parameters = Json.object();
        for (int i = 0; i < members.length; i += 2) {
            parameters.set((String) members[i], Json.mapper().valueToTree(members[i + 1]));
        }
        return parameters;
    }

    Reply provision(String id, String plan, ObjectNode parameters) throws IOException, InterruptedException {
        return send("PUT", instance(id) + "?accepts_incomplete=true", provisioning(plan, parameters));
    }

    static ObjectNode provisioning(String plan, ObjectNode parameters) {
        var body = Json.object()
                .put("service_id", SERVICE)
                .put("plan_id", plan)
                .put("organization_guid", "organization")
                .put("space_guid", "space");
        body.set("parameters", parameters);
        return body;
    }

    Reply update(String id, ObjectNode parameters) throws IOException, InterruptedException {
        var body = Json.object().put("service_id", SERVICE);
        body.set("parameters", parameters);
        return send("PATCH", instance(id) + "?accepts_incomplete=true", body);
    }

    Reply deprovision(String id, String plan) throws IOException, InterruptedException {
        return send("DELETE", instance(id) + hints(plan) + "&accepts_incomplete=true", null);
    }

    Reply fetch(String id) throws IOException, InterruptedException {
        return send("GET", instance(id), null);
    }

    Reply poll(String id, Optional<String> operation) throws IOException, InterruptedException {
        return send("GET", instance(id) + "/last_operation" + query(operation), null);
    }

    Reply bind(String id, String binding, String plan, ObjectNode parameters) throws IOException, InterruptedException {
        return send("PUT", binding(id, binding) + "?accepts_incomplete=true", binding(plan, parameters));
    }

    static ObjectNode binding(String plan, ObjectNode parameters) {
        var body = Json.object().put("service_id", SERVICE).put("plan_id", plan);
        body.set("parameters", parameters);
        return body;
    }

    Reply unbind(String id, String binding, String plan) throws IOException, InterruptedException {
        return send("DELETE", binding(id, binding) + hints(plan) + "&accepts_incomplete=true", null);
    }

    Reply fetchBinding(String id, String binding) throws IOException, InterruptedException {
        return send("GET", binding(id, binding), null);
    }

    Reply pollBinding(String id, String binding, Optional<String> operation) throws IOException, InterruptedException {
        return send("GET", binding(id, binding) + "/last_operation" + query(operation), null);
    }

    static String instance(String id) {
        return "/v2/service_instances/" + encoded(id);
    }

    static String binding(String id, String binding) {
        return instance(id) + "/service_bindings/" + encoded(binding);
    }

    private static String hints(String plan) {
        return "?service_id=" + SERVICE + "&plan_id=" + plan;
    }

    private static String query(Optional<String> operation) {
        return operation.map(text -> "?operation=" + encoded(text)).orElse("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Sends a request; without a body where it is null. */
    Reply send(String method, String path, ObjectNode body) throws IOException, InterruptedException {
        return send(method, path, body, Map.of());
    }

    /** Sends a request with further headers; without a body where it is null. */
    Reply send(String method, String path, ObjectNode body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
        var request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, publisher)
                .setHeader("Authorization", authorization)
                .setHeader("Content-Type", "application/json")
                .setHeader("X-Broker-API-Version", "2.17")
                .setHeader("X-Broker-API-Request-Identity", method + "-" + UUID.randomUUID());
        headers.forEach(request::setHeader);
        var response = http.send(request.build(), BodyHandlers.ofString());
        var text = response.body();
        return new Reply(
                response.statusCode(),
                Json.mapper().readValue(text.isEmpty() ? "{}" : text, ObjectNode.class),
                response.headers().firstValue("Retry-After").map(Integer::valueOf));
    }

    /** What an address without JSON answers. */
    String text(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", authorization)
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** Polls until the operation has ended. */
    Reply await(String id, Optional<String> operation) throws IOException, InterruptedException {
        return await(() -> poll(id, operation));
    }

    /** Polls until the binding's operation has ended. */
    Reply awaitBinding(String id, String binding, Optional<String> operation) throws IOException, InterruptedException {
        return await(() -> pollBinding(id, binding, operation));
    }

    private static Reply await(Poll poll) throws IOException, InterruptedException {
        var limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            var reply = poll.ask();
            if (reply.status() != 200 || !reply.state().equals("in progress")) {
                return reply;
            }
            if (System.nanoTime() > limit) {
                throw new AssertionError("An operation does not end: " + reply);
            }
            Thread.sleep(5);
        }
    }

    @FunctionalInterface
    private interface Poll {
        Reply ask() throws IOException, InterruptedException;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
