package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import java.util.Base64;
import java.util.List;
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

    private Installation house;

    @BeforeEach
    void install() throws IOException {
        house = new Installation(folder);
    }

    @AfterEach
    void end() {
        house.close();
    }

    private OnDemandServer start(String broker) throws IOException {
        return house.start(broker);
    }

    private HttpResponse<String> get(String path, String user) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + house.port + path))
                    .header("X-Broker-API-Version", "2.17");
            if (!user.isEmpty()) {
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
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
        house.compatibility = "original";
        try (var _ = start("enable_telemetry: false")) {
            var refused = get("/v2/catalog?a=b", "");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).isEmpty();
        }
        assertThat(house.printed()).contains("-------./ssssssssssssssssssss:.-------\n");
        assertThat(house.lines())
                .anyMatch(line -> line.matches(LINE + "Listening on :" + house.port))
                .anyMatch(line -> line.matches(LINE
                        + "Request GET /v2/catalog Completed 401 in [0-9.]+(s|ms|\u00b5s) \\| Start Time: \\d{4}/.*"))
                .anyMatch(line -> line.matches(LINE + "Broker shutting down on signal \\(timeout 5 secs\\)\\.\\.\\."))
                .anyMatch(line -> line.matches(LINE + "Server gracefully shut down"))
                .noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void whatIsRefusedIsToldInLinesThatToolsRead() throws Exception {
        try (var _ = start("enable_telemetry: true")) {
            assertThat(get("/v2/service_instances/i1", "admin:s3cr3t word").statusCode())
                    .isEqualTo(404);
        }
        assertThat(house.lines())
                .anyMatch(line ->
                        line.matches("\\{\"timestamp\":\"\\d+\\.\\d{9}\",\"source\":\"on-demand-service-broker\","
                                + "\"message\":\"on-demand-service-broker\\.getInstance\\.unknown-error\",\"log_level\":2,"
                                + "\"data\":\\{\"correlation-id\":\"[0-9a-f-]{36}\",\"error\":\"[^\"]+\",\"instance-id\":\"i1\","
                                + "\"requestIdentity\":\"\"}}"));
        assertThat(house.lines())
                .anyMatch(line -> line.matches(LINE
                        + "\\{\"telemetry-time\":.*\"event\":\\{\"item\":\"broker\",\"operation\":\"startup\"}.*"));
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
        var file = house.file("enable_telemetry: false");
        house.director.close();
        assertThatThrownBy(() -> house.start(file))
                .hasMessageStartingWith("error creating bosh client: error fetching BOSH director information: ")
                .hasMessageContaining("connection refused");
    }

    @Test
    void aPortThatIsTakenIsTold() throws Exception {
        try (var _ = new ServerSocket(house.port)) {
            assertThatThrownBy(() -> start("enable_telemetry: false"))
                    .hasMessage("error starting broker: listen tcp :" + house.port + ": bind: address already in use");
        }
    }

    @Test
    void rubbishIsAnsweredWithoutAWordOfTheInside() throws Exception {
        try (var _ = start("enable_telemetry: false");
                var socket = new Socket(InetAddress.getLoopbackAddress(), house.port)) {
            socket.getOutputStream().write("GET http://[ HTTP/9\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain("io.helidon", "Exception", "\tat ");
        }
    }
}
