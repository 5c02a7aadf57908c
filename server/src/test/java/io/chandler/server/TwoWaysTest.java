package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.osb.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A platform and a client of the Kubernetes-style API at one broker, over HTTP on both sides, with its store on disk. */
class TwoWaysTest {

    private static final String PLATFORM =
            "Basic " + Base64.getEncoder().encodeToString("platform:secret".getBytes(StandardCharsets.UTF_8));
    private static final String BINDINGS = "/apis/" + ApiBroker.GROUP + "/v1/namespaces/default/servicebindings";
    private static final String SERVICE =
            "\"service_id\":\"1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01\",\"plan_id\":\"1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02\"";
    private static final String LARGE = "1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c03";
    private static final String HINTS =
            "service_id=1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01&plan_id=1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private ApiBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new ApiBroker(folder, "");
    }

    @AfterEach
    void close() {
        broker.close();
        http.close();
    }

    private void restart() throws Exception {
        broker.close();
        broker = new ApiBroker(folder, "");
    }

    private record Answer(int status, JsonNode body) {}

    private Answer platform(String method, String path, String body) throws Exception {
        return answer(HttpRequest.newBuilder(broker.running.address().resolve(path))
                .header("Authorization", PLATFORM)
                .header("X-Broker-API-Version", "2.17")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private Answer client(String token, String method, String path, String type, String body) throws Exception {
        return answer(HttpRequest.newBuilder(URI.create(broker.api() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body)));
    }

    private Answer client(String method, String path, String body) throws Exception {
        return client("operate-token", method, path, "application/json", body);
    }

    private Answer answer(HttpRequest.Builder request) throws Exception {
        var response = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.body().isEmpty() ? Json.object() : Json.mapper().readTree(response.body()));
    }

    private void awaitPhase(String path, String phase) {
        await().until(() -> client("GET", path, "")
                .body()
                .path("status")
                .path("phase")
                .asString("")
                .equals(phase));
    }

    private void awaitLastOperation(String path, String state) {
        await().until(() -> platform("GET", path + "/last_operation", "")
                .body()
                .path("state")
                .asString("")
                .equals(state));
    }

    @Test
    @DisplayName(
            "A07 D01 an instance of the platform is an object, and a change of the object is an update for the platform")
    void from_the_platform() throws Exception {
        var provisioned = platform(
                "PUT",
                "/v2/service_instances/boat?accepts_incomplete=true",
                "{" + SERVICE + ",\"organization_guid\":\"o\",\"space_guid\":\"s\",\"parameters\":{\"n\":1,\"o\":{}}}");
        assertThat(provisioned.status()).isIn(201, 202);
        awaitPhase(ApiBroker.INSTANCES + "/boat", "Ready");
        restart();

        var found = client("GET", ApiBroker.INSTANCES + "/boat", "").body();
        assertThat(found.path("spec").path("planName").asString()).isEqualTo("small");
        assertThat(found.path("spec").path("parameters"))
                .isEqualTo(Json.mapper().readTree("{\"n\":\"(sealed)\",\"o\":\"(sealed)\"}"));
        assertThat(found.path("status").path("conditions").get(0).path("reason").asString())
                .isEqualTo("ServiceProvisioned");
        var patched = client(
                "operate-token",
                "PATCH",
                ApiBroker.INSTANCES + "/boat",
                "application/merge-patch+json",
                "{\"spec\":{\"planName\":\"large\",\"parameters\":{\"n\":2,\"o\":null}}}");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.body().path("metadata").path("generation").asInt()).isEqualTo(2);
        awaitLastOperation("/v2/service_instances/boat", "succeeded");
        assertThat(client("GET", ApiBroker.INSTANCES + "/boat", "")
                        .body()
                        .path("spec")
                        .path("planId")
                        .asString())
                .isEqualTo(LARGE);
        assertThat(platform(
                                "PATCH",
                                "/v2/service_instances/boat?accepts_incomplete=true",
                                "{\"service_id\":\"1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01\",\"plan_id\":\"" + LARGE
                                        + "\",\"parameters\":{\"n\":2}}")
                        .status())
                .isEqualTo(200);

        assertThat(client("DELETE", ApiBroker.INSTANCES + "/boat", "").status()).isEqualTo(200);
        await().until(() -> client("GET", ApiBroker.INSTANCES + "/boat", "").status() == 404);
        assertThat(platform("DELETE", "/v2/service_instances/boat?accepts_incomplete=true&" + HINTS, "")
                        .status())
                .isEqualTo(410);
    }

    @Test
    @DisplayName("D04 an object is an instance for the platform, and its end there is the object's")
    void from_the_client() throws Exception {
        assertThat(client("POST", ApiBroker.INSTANCES, ApiBroker.boat("boat")).status())
                .isEqualTo(201);
        awaitLastOperation("/v2/service_instances/boat", "succeeded");
        var labelled = client(
                "operate-token",
                "PATCH",
                ApiBroker.INSTANCES + "/boat",
                "application/merge-patch+json",
                "{\"metadata\":{\"labels\":{\"tier\":\"gold\"},\"finalizers\":[\"broker.chandler.io/deprovision\",\"a.b/c\"]}}");
        assertThat(labelled.status()).isEqualTo(200);
        var bound = platform(
                "PUT",
                "/v2/service_instances/boat/service_bindings/app?accepts_incomplete=true",
                "{" + SERVICE + ",\"bind_resource\":{\"app_guid\":\"a\"}}");
        assertThat(bound.status()).isIn(201, 202);
        awaitPhase(BINDINGS + "/boat.app", "Ready");
        restart();

        var secret = BINDINGS + "/boat.app/credentials";
        assertThat(client("GET", secret, "").status()).isEqualTo(403);
        assertThat(client("purse-token", "GET", secret, "application/json", "")
                        .body()
                        .path("credentials")
                        .path("key")
                        .asString())
                .isEqualTo("ahoy");
        assertThat(client("GET", BINDINGS + "/boat.app", "").body().toString()).doesNotContain("ahoy");
        var deleted = platform("DELETE", "/v2/service_instances/boat?accepts_incomplete=true&" + HINTS, "");
        assertThat(deleted.status()).isIn(200, 202);

        await().until(() -> client("GET", BINDINGS + "/boat.app", "").status() == 404);
        awaitPhase(ApiBroker.INSTANCES + "/boat", "Deleted");
        var held = client("GET", ApiBroker.INSTANCES + "/boat", "").body().path("metadata");
        assertThat(held.path("labels").path("tier").asString()).isEqualTo("gold");
        assertThat(held.path("finalizers")).isEqualTo(Json.mapper().readTree("[\"a.b/c\"]"));
        assertThat(held.path("deletionTimestamp").asString("")).isNotEmpty();
        assertThat(client(
                                "operate-token",
                                "PATCH",
                                ApiBroker.INSTANCES + "/boat",
                                "application/json-patch+json",
                                "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"},{\"op\":\"add\",\"path\":"
                                        + "\"/metadata/resourceVersion\",\"value\":\""
                                        + held.path("resourceVersion").asString() + "\"}]")
                        .status())
                .isEqualTo(200);
        assertThat(client("GET", ApiBroker.INSTANCES + "/boat", "").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("F08 a platform's change is a conflict for who applied the field before")
    void ownership() throws Exception {
        var small = ApiBroker.boat("boat");
        assertThat(apply(small).status()).isEqualTo(201);
        awaitLastOperation("/v2/service_instances/boat", "succeeded");
        var updated = platform(
                "PATCH",
                "/v2/service_instances/boat?accepts_incomplete=true",
                "{\"service_id\":\"1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01\",\"plan_id\":\"" + LARGE + "\"}");
        assertThat(updated.status()).isIn(200, 202);
        awaitLastOperation("/v2/service_instances/boat", "succeeded");

        var refused = apply(small);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("message").asString())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"open-service-broker\" using"
                        + " broker.chandler.io/v1: .spec.planName");
        assertThat(refused.body()
                        .path("details")
                        .path("causes")
                        .get(0)
                        .path("reason")
                        .asString())
                .isEqualTo("FieldManagerConflict");
    }

    private Answer apply(String object) throws Exception {
        return client(
                "operate-token",
                "PATCH",
                ApiBroker.INSTANCES + "/boat?fieldManager=gitops",
                "application/apply-patch+yaml",
                object);
    }
}
