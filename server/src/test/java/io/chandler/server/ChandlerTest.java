package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker put together as its author does. */
class ChandlerTest {

    @TempDir
    Path folder;

    @BeforeEach
    void writeCatalog() throws Exception {
        Files.writeString(folder.resolve("catalog.yml"), """
                services:
                  - id: 1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01
                    name: boats
                    description: Boats.
                    bindable: false
                    plans:
                      - id: 1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02
                        name: small
                        description: A small boat.
                """);
    }

    private Configuration configuration(String yaml) {
        return Configuration.parse(
                "server: {address: 127.0.0.1, port: 0}\ncatalog: catalog.yml\ndata-folder: data\n" + yaml,
                folder,
                Map.of());
    }

    private static final class Boats implements Service {
        @Override
        public void provision(Instance instance) {
            instance.step("build", () -> "boat").run();
        }

        @Override
        public void deprovision(Instance instance) {
            instance.progress("sunk");
        }
    }

    @Test
    void goesFromTheRequestToTheServiceAndBack() throws Exception {
        var services = Map.<String, Service>of("boats", new Boats());
        var configuration = configuration("users: [{name: platform, password: secret}]\n");
        try (var running = new Assembly(configuration, services, false).start();
                var client = HttpClient.newHttpClient()) {
            var user = Base64.getEncoder().encodeToString("platform:secret".getBytes(StandardCharsets.UTF_8));
            var put = HttpRequest.newBuilder(
                            running.address().resolve("/v2/service_instances/i?accepts_incomplete=true"))
                    .header("X-Broker-API-Version", "2.17")
                    .header("Authorization", "Basic " + user)
                    .PUT(HttpRequest.BodyPublishers.ofString("""
                                    {"service_id":"1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01",
                                     "plan_id":"1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02",
                                     "organization_guid":"o","space_guid":"s"}"""))
                    .build();
            assertThat(client.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(201);
            assertThat(client.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        assertThat(folder.resolve("data/keys")).exists();
        Files.delete(folder.resolve("data/keys"));
        assertThatThrownBy(() -> new Assembly(configuration, services, false).start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("would be lost");
    }

    @Test
    void saysWhichServiceIsMissingAndThatUsersAreNeeded() {
        assertThatThrownBy(
                        () -> new Assembly(configuration("users: [{name: a, password: b}]\n"), Map.of(), false).start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a service named \"boats\"");
        assertThatThrownBy(() -> new Assembly(configuration(""), Map.of("boats", new Boats()), false).start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("users");
    }

    @Test
    void trainsWithoutLeavingAnything() throws Exception {
        Training.run();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aPortThatIsInUseIsTold() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = socket.getLocalPort();
            var configuration = Configuration.parse(
                    "server: {address: 127.0.0.1, port: " + port + "}\ncatalog: catalog.yml\ndata-folder: data\n"
                            + "users: [{name: platform, password: secret}]\n",
                    folder,
                    Map.of());
            var assembly = new Assembly(configuration, Map.of("boats", new Boats()), false);
            assertThatThrownBy(assembly::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("the broker cannot listen on 127.0.0.1:" + port)
                    .hasRootCauseMessage("Address already in use");
        }
    }
}
