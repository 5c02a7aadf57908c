package io.chandler.acceptance.ondemand;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.osb.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A platform's requests. Thread-safe. */
final class Api implements AutoCloseable {

    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString((House.USER + ":" + House.PASSWORD).getBytes(UTF_8));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    Api(int port) {
        address = "http://127.0.0.1:" + port;
    }

    /** An answer; without a body that is JSON, the body is missing. */
    record Reply(int status, JsonNode body, String raw) {

        String text(String member) {
            return body.path(member).asString("");
        }

        @Override
        public String toString() {
            return status + " " + raw;
        }
    }

    Reply provision(String instance, String plan) {
        return send("PUT", path(instance) + "?accepts_incomplete=true", body(plan));
    }

    /** Changes a parameter. */
    Reply update(String instance, String plan) {
        var body = body(plan);
        body.putObject("previous_values").put("plan_id", plan);
        body.putObject("parameters").put("size", "large");
        return send("PATCH", path(instance) + "?accepts_incomplete=true", body);
    }

    Reply deprovision(String instance, String plan) {
        return send("DELETE", path(instance) + hints(plan) + "&accepts_incomplete=true");
    }

    Reply poll(String instance, String operation) {
        return send("GET", path(instance) + "/last_operation?operation=" + URLEncoder.encode(operation, UTF_8));
    }

    Reply bind(String instance, String plan, String binding) {
        var body = body(plan);
        body.putObject("bind_resource").put("app_guid", "app");
        return send("PUT", path(instance) + "/service_bindings/" + binding, body);
    }

    Reply unbind(String instance, String plan, String binding) {
        return send("DELETE", path(instance) + "/service_bindings/" + binding + hints(plan));
    }

    private static String path(String instance) {
        return "/v2/service_instances/" + instance;
    }

    private static String hints(String plan) {
        return "?service_id=" + House.OFFERING + "&plan_id=" + plan;
    }

    private static ObjectNode body(String plan) {
        var body = Json.object()
                .put("service_id", House.OFFERING)
                .put("plan_id", plan)
                .put("organization_guid", "organization")
                .put("space_guid", "space");
        body.putObject("context")
                .put("platform", "cloudfoundry")
                .put("organization_guid", "organization")
                .put("space_guid", "space")
                .put("instance_name", "orders");
        return body;
    }

    /** Polls until the operation has ended. */
    Reply ended(String instance, String operation) {
        return until(
                () -> poll(instance, operation), reply -> reply.text("state").equals("in progress"));
    }

    /** Repeats a request for as long as the instance is busy. */
    Reply whenIdle(Supplier<Reply> request) {
        return until(request, reply -> reply.text("error").equals("ConcurrencyError"));
    }

    private static Reply until(Supplier<Reply> request, java.util.function.Predicate<Reply> again) {
        var last = new AtomicReference<>(request.get());
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    if (again.test(last.get())) {
                        last.set(request.get());
                    }
                    return !again.test(last.get());
                });
        return last.get();
    }

    /** Provisions an instance, to the end. */
    void created(String instance, String plan) {
        var reply = provision(instance, plan);
        assertThat(reply.status()).as("%s", reply).isEqualTo(202);
        var end = ended(instance, reply.text("operation"));
        assertThat(end.text("state")).as("%s", end).isEqualTo("succeeded");
    }

    /** Deprovisions an instance, to the end. */
    void deleted(String instance, String plan) {
        var reply = whenIdle(() -> deprovision(instance, plan));
        assertThat(reply.status()).as("%s", reply).isIn(202, 410);
        if (reply.status() == 202) {
            var end = ended(instance, reply.text("operation"));
            assertThat(end.status() == 410 || end.text("state").equals("succeeded"))
                    .as("%s", end)
                    .isTrue();
        }
    }

    Reply send(String method, String path) {
        return send(HttpRequest.newBuilder(URI.create(address + path)).method(method, BodyPublishers.noBody()));
    }

    Reply send(String method, String path, ObjectNode body) {
        return send(HttpRequest.newBuilder(URI.create(address + path))
                .method(method, BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "application/json"));
    }

    private Reply send(HttpRequest.Builder request) {
        request.timeout(Duration.ofMinutes(2))
                .header("Authorization", AUTHORIZATION)
                .header("X-Broker-API-Version", "2.17");
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            var raw = response.body();
            return new Reply(
                    response.statusCode(),
                    Json.mapper().readTree(raw.startsWith("{") || raw.startsWith("[") ? raw : "{}"),
                    raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
