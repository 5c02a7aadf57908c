package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.testkit.director.DirectorSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's listener, log and start, over HTTP. */
class OnDemandServerTest {

    private static final String LINE =
            "\\[on-demand-service-broker] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} ";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private DirectorSimulator director;
    private int port;
    private String compatibility = "specification";

    @BeforeEach
    void director() throws IOException {
        director = DirectorSimulator.start();
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void noDirector() {
        director.close();
    }

    private Path file(String broker) throws IOException {
        var adapter = folder.resolve("adapter");
        Files.writeString(adapter, "#!/bin/sh\nexit 10\n");
        Files.setPosixFilePermissions(adapter, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.writeString(folder.resolve("broker.yml"), """
                broker: {port: %d, username: admin, password: "s3cr3t word", disable_cf_startup_checks: true,
                  use_stdin: true, startup_banner: true, shutdown_timeout_in_seconds: 5, %s}
                compatibility: %s
                bosh:
                  url: %s
                  root_ca_cert: |
                %s
                  authentication: {basic: {username: %s, password: %s}}
                service_adapter: {path: %s}
                service_deployment:
                  releases: [{name: redis, version: "1", jobs: [server]}]
                  stemcells: [{os: ubuntu-jammy, version: "1"}]
                service_catalog:
                  id: offering
                  service_name: redis
                  service_description: Redis on demand
                  bindable: true
                  plan_updatable: true
                  plans:
                  - plan_id: small
                    name: small
                    description: One machine
                    instance_groups: [{name: server, vm_type: s, instances: 1, networks: [n], azs: [z1]}]
                """.formatted(
                        port,
                        broker,
                        compatibility,
                        director.url(),
                        director.authority().pem().indent(4),
                        director.username(),
                        director.password(),
                        adapter));
    }

    private OnDemandServer start(String broker) throws IOException {
        var log = new ServerLog(new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC());
        return OnDemandServer.start(file(broker), Map.of(), log, Clock.systemUTC());
    }

    private HttpResponse<String> get(String path, String user) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header("X-Broker-API-Version", "2.17");
            if (!user.isEmpty()) {
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void theCatalogIsServedToWhoKnowsThePassword() throws Exception {
        try (var _ = start("enable_telemetry: false")) {
            var catalog = get("/v2/catalog", "admin:s3cr3t word");
            assertThat(catalog.statusCode()).isEqualTo(200);
            assertThat(catalog.body()).contains("\"name\":\"redis\"");
            for (var user : List.of("", "admin:wrong", "other:s3cr3t word", "admin")) {
                for (var path : List.of("/v2/catalog", "/mgmt/metrics")) {
                    var refused = get(path, user);
                    assertThat(refused.statusCode()).isEqualTo(401);
                    assertThat(refused.body()).isEqualTo("Not Authorized\n");
                    assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
                }
            }
            assertThat(get("/", "").statusCode()).isEqualTo(404);
            assertThat(get("/public/index.html", "admin:s3cr3t word").statusCode())
                    .isEqualTo(404);
            assertThat(get("/v2/none", "admin:s3cr3t word").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theManagementApiNamesTheConfiguration() throws Exception {
        String first;
        try (var _ = start("enable_telemetry: false")) {
            var answer = get("/mgmt/orphan_deployments", "admin:s3cr3t word");
            assertThat(answer.statusCode()).isEqualTo(200);
            first = answer.headers().firstValue("X-Broker-Configuration").orElseThrow();
        }
        try (var _ = start("enable_plan_schemas: false")) {
            assertThat(get("/mgmt/orphan_deployments", "admin:s3cr3t word")
                            .headers()
                            .firstValue("X-Broker-Configuration"))
                    .isPresent()
                    .isNotEqualTo(Optional.of(first));
        }
    }

    @Test
    void theLogIsAsOperatorsKnowIt() throws Exception {
        compatibility = "original";
        try (var _ = start("enable_telemetry: false")) {
            var refused = get("/v2/catalog?a=b", "");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).isEmpty();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("-------./ssssssssssssssssssss:.-------\n");
        assertThat(lines())
                .anyMatch(line -> line.matches(LINE + "Listening on :" + port))
                .anyMatch(line -> line.matches(LINE
                        + "Request GET /v2/catalog Completed 401 in [0-9.]+(ms|\u00b5s) \\| Start Time: \\d{4}/.*"))
                .anyMatch(line -> line.matches(LINE + "Broker shutting down on signal \\(timeout 5 secs\\)\\.\\.\\."))
                .anyMatch(line -> line.matches(LINE + "Server gracefully shut down"))
                .noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void aBrokenConfigurationIsTold() throws Exception {
        assertThatThrownBy(() -> start("disable_bosh_configs: [1]"))
                .hasMessageStartingWith("error parsing config: yaml:");
        assertThatThrownBy(() -> start("tls: {cert_file: /none, key_file: /none}"))
                .hasMessage("error starting broker: can't read server certificate file /none");
        var empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> start("tls: {cert_file: " + empty + ", key_file: " + empty + "}"))
                .hasMessage("error starting broker: failed to find any PEM data in certificate input from: \"" + empty
                        + "\"");
    }

    @Test
    void aDirectorThatIsAwayIsTold() throws Exception {
        var file = file("enable_telemetry: false");
        director.close();
        var log = new ServerLog(new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC());
        assertThatThrownBy(() -> OnDemandServer.start(file, Map.of(), log, Clock.systemUTC()))
                .hasMessageStartingWith("error creating bosh client: error fetching BOSH director information: ")
                .hasMessageContaining("connection refused");
    }

    @Test
    void aPortThatIsTakenIsTold() throws Exception {
        try (var _ = new ServerSocket(port)) {
            assertThatThrownBy(() -> start("enable_telemetry: false"))
                    .hasMessageStartingWith("error starting broker: listen tcp :" + port + ": ");
        }
    }

    @Test
    void rubbishIsAnsweredWithoutAWordOfTheInside() throws Exception {
        try (var _ = start("enable_telemetry: false");
                var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("GET http://[ HTTP/9\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain("io.helidon", "Exception", "\tat ");
        }
    }
}
