package io.chandler.ondemand.credhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.ondemand.configuration.Configuration.BoshCredHub;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.RuntimeCredHub;
import io.chandler.testkit.credhub.CredHubSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpCredHubTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final UaaSimulator uaa = UaaSimulator.start(
            settings -> settings.client("broker", "credhub-secret", "credhub.read", "credhub.write"));

    @AfterEach
    void stop() {
        uaa.close();
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    private static HttpCredHub connect(CredHubSimulator simulator) {
        return HttpCredHub.ofDirector(
                new BoshCredHub(
                        simulator.url().toString(), Optional.empty(), new Credentials("broker", "credhub-secret")),
                Optional.of(simulator.authority().pem()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9.3", "2.12.5"})
    void credentialsAreWrittenReadAndDeleted(String version) {
        try (var simulator = CredHubSimulator.start(uaa, settings -> settings.version(version))) {
            var credhub = connect(simulator);

            credhub.put("/odb/s/service-instance_1/password", json("\"one\""));
            credhub.put("/odb/s/service-instance_1/password", json("\"two\""));
            credhub.put("/odb/s/service-instance_1/pair", json("{\"a\":1,\"b\":\"x\"}"));

            assertThat(credhub.byPath("/odb/s/service-instance_1/password")).contains(json("\"two\""));
            assertThat(credhub.byPath("/odb/s/service-instance_1/pair")).contains(json("{\"a\":1,\"b\":\"x\"}"));
            assertThat(credhub.byPath("/odb/none")).isEmpty();
            var id = simulator.id("/odb/s/service-instance_1/pair").orElseThrow();
            assertThat(credhub.byId(id)).contains(json("{\"a\":1,\"b\":\"x\"}"));
            assertThat(credhub.byId("none")).isEmpty();
            assertThat(credhub.pathsLike("instance_1"))
                    .containsExactlyInAnyOrder("/odb/s/service-instance_1/password", "/odb/s/service-instance_1/pair");
            credhub.permitReading("/odb/s/service-instance_1/pair", "mtls-app:1");
            credhub.permitReading("/odb/s/service-instance_1/pair", "mtls-app:1");
            assertThat(simulator.permissions())
                    .containsExactly(new CredHubSimulator.PermissionView(
                            "/odb/s/service-instance_1/pair", "mtls-app:1", List.of("read")));

            credhub.delete("/odb/s/service-instance_1/password");
            credhub.delete("/odb/s/service-instance_1/password");
            assertThat(simulator.credentials()).containsOnlyKeys("/odb/s/service-instance_1/pair");
            var puts = simulator.requests().stream()
                    .filter(request -> request.method().equals("PUT"))
                    .toList();
            assertThat(puts)
                    .allSatisfy(put -> assertThat(put.body())
                            .matches(body -> body.contains("\"mode\":\"overwrite\"") == version.startsWith("1.")));
            assertThat(uaa.requests()).hasSize(1);
        }
    }

    @Test
    void aCredentialMayChangeItsType() {
        try (var simulator = CredHubSimulator.start(uaa)) {
            var credhub = connect(simulator);
            credhub.put("/a", json("\"text\""));
            credhub.put("/a", json("{\"b\":1}"));

            assertThat(credhub.byPath("/a")).contains(json("{\"b\":1}"));
        }
    }

    @Test
    void failuresAreToldWithoutSecrets() {
        try (var simulator = CredHubSimulator.start(uaa)) {
            var credhub = HttpCredHub.ofPlatform(new RuntimeCredHub(
                    simulator.url().toString(),
                    new Credentials("broker", "credhub-secret"),
                    Optional.of(simulator.authority().pem()),
                    Optional.empty()));
            simulator.faults().next(1, "GET /api.*").answer(500, "{\"value\":\"hidden\"}");
            assertThatThrownBy(() -> credhub.byPath("/a")).hasMessage("CredHub answered with status 500");
            simulator.faults().next(1, "PUT /api.*").answer(400, "{\"error\":\"Not so.\"}");
            assertThatThrownBy(() -> credhub.put("/a", json("\"hidden\"")))
                    .hasMessage("CredHub answered with status 400: Not so.");

            var wrong = HttpCredHub.ofPlatform(new RuntimeCredHub(
                    simulator.url().toString(),
                    new Credentials("broker", "wrong-secret"),
                    Optional.of(simulator.authority().pem()),
                    Optional.empty()));
            assertThatThrownBy(() -> wrong.byPath("/a"))
                    .isInstanceOf(CredHubException.class)
                    .message()
                    .doesNotContain("wrong-secret");
            simulator.faults().all("PUT /api.*").closeConnection();
            assertThatThrownBy(() -> credhub.put("/a", json("\"hidden\"")))
                    .isInstanceOf(CredHubException.class)
                    .hasMessageContaining("EOF")
                    .message()
                    .doesNotContain("hidden");
        }
    }

    @Test
    void aHostThatIsKnownIsNotWaitedFor() {
        HttpCredHub.ofPlatform(new RuntimeCredHub(
                        "https://localhost:1", new Credentials("c", "s"), Optional.empty(), Optional.empty()))
                .awaitHost();
    }
}
