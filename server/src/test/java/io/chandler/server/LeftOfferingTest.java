package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances of an offering that was taken out of the catalog, with its service's section still in the configuration. */
class LeftOfferingTest {

    private static final String OFFERING = "7b0c3f0e-6b0e-4c0e-9d4e-2f6f2f9a4a01";
    private static final String PLAN = "7b0c3f0e-6b0e-4c0e-9d4e-2f6f2f9a4a11";

    @TempDir
    Path folder;

    private void offer(String name, String id, String planId) throws Exception {
        Files.writeString(folder.resolve("catalog.yml"), """
                services:
                  - id: %s
                    name: %s
                    description: Ships.
                    bindable: false
                    plans: [{id: %s, name: small, description: A small ship.}]
                """.formatted(id, name, planId));
    }

    private Assembly assembly(String services) {
        var configuration = Configuration.parse(
                "server: {address: 127.0.0.1, port: 0}\ncatalog: catalog.yml\ndata-folder: data\n"
                        + "users: [{name: platform, password: secret}]\n" + services,
                folder,
                Map.of());
        return new Assembly(configuration, Map.of("boats", new FerryFactory.Ferries()), false);
    }

    private static HttpResponse<String> send(RunningBroker running, HttpRequest.Builder request, String path)
            throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var user = Base64.getEncoder().encodeToString("platform:secret".getBytes(StandardCharsets.UTF_8));
            return client.send(
                    request.uri(running.address().resolve(path))
                            .header("X-Broker-API-Version", "2.17")
                            .header("Authorization", "Basic " + user)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void areDeletedByTheServiceThatTheConfigurationNames() throws Exception {
        offer("ferries", OFFERING, PLAN);
        try (var running = assembly("").start()) {
            var body = """
                    {"service_id": "%s", "plan_id": "%s", "organization_guid": "o", "space_guid": "s"}
                    """.formatted(OFFERING, PLAN);
            assertThat(send(
                                    running,
                                    HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofString(body)),
                                    "/v2/service_instances/i")
                            .statusCode())
                    .isEqualTo(201);
        }

        offer("boats", "1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01", "1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02");
        try (var running = assembly("services: {ferries: {}}\n").start()) {
            var query = "?service_id=" + OFFERING + "&plan_id=" + PLAN;
            for (int status : List.of(200, 410)) {
                assertThat(send(running, HttpRequest.newBuilder().DELETE(), "/v2/service_instances/i" + query)
                                .statusCode())
                        .isEqualTo(status);
            }
        }
    }

    @Test
    void aSectionThatIsNoServiceIsAMistake() throws Exception {
        offer("boats", "1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01", "1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02");

        assertThatThrownBy(() -> assembly("services: {ferry: {}}\n").start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("services.ferry is no service: on the class path are ferries");
    }
}
