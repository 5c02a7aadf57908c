package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chandler.server.configuration.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API with a cluster that decides, played by a small server. */
class DelegationTest {

    @TempDir
    Path folder;

    private HttpServer cluster;
    private final List<JsonNode> reviews = new CopyOnWriteArrayList<>();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private volatile boolean allowing = true;
    private Certificates proxy;

    @BeforeEach
    void startCluster() throws Exception {
        proxy = Certificates.make(folder, "front-proxy", "EC");
        cluster = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var certificate = Certificates.pem("CERTIFICATE", proxy.certificate().getEncoded());
        var map = JsonMapper.shared().createObjectNode();
        map.putObject("data")
                .put("requestheader-client-ca-file", certificate)
                .put("requestheader-allowed-names", "[\"front-proxy\"]")
                .put("requestheader-username-headers", "[\"X-Remote-User\"]")
                .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
        cluster.createContext("/api/v1/namespaces/kube-system/configmaps/", exchange -> answer(exchange, map));
        cluster.createContext("/apis/authentication.k8s.io/v1/tokenreviews", exchange -> {
            var token = read(exchange).at("/spec/token").asString();
            var review = JsonMapper.shared().createObjectNode();
            var status = review.putObject("status").put("authenticated", token.equals("good"));
            status.putObject("user").put("username", "alice").putArray("groups").add("sailors");
            answer(exchange, review);
        });
        cluster.createContext("/apis/authorization.k8s.io/v1/subjectaccessreviews", exchange -> {
            reviews.add(read(exchange).path("spec"));
            var review = JsonMapper.shared().createObjectNode();
            review.putObject("status").put("allowed", allowing);
            answer(exchange, review);
        });
        cluster.createContext("/apis/events.k8s.io/v1/namespaces/", exchange -> {
            told.add(new Told(exchange.getRequestURI().getPath(), read(exchange)));
            answer(exchange, JsonMapper.shared().createObjectNode());
        });
        cluster.start();
    }

    private record Told(String path, JsonNode event) {}

    private static JsonNode read(HttpExchange exchange) throws IOException {
        return JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
    }

    private static void answer(HttpExchange exchange, JsonNode body) throws IOException {
        var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @AfterEach
    void stopCluster() {
        cluster.stop(0);
    }

    private ApiBroker broker(String more) throws Exception {
        return new ApiBroker(
                folder,
                "",
                "  delegation: {enabled: true, server: 'http://127.0.0.1:"
                        + cluster.getAddress().getPort() + "'" + more + "}\n");
    }

    private static int get(HttpClient client, ApiBroker broker, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(broker.api().resolve(ApiBroker.INSTANCES));
        return client.send(
                        headers.length == 0
                                ? request.build()
                                : request.headers(headers).build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    @DisplayName("C02 tokens and actions are put to the cluster, and its answers hold for a while")
    void reviews() throws Exception {
        try (var broker = broker("");
                var client = HttpClient.newBuilder()
                        .sslContext(Tls.trusting(broker.certificate()))
                        .build()) {
            int before = reviews.size();
            assertThat(get(client, broker, "Authorization", "Bearer good")).isEqualTo(200);
            assertThat(get(client, broker, "Authorization", "Bearer good")).isEqualTo(200);
            assertThat(get(client, broker, "Authorization", "Bearer bad")).isEqualTo(401);
            assertThat(reviews).hasSize(before + 1);
            var review = reviews.getLast();
            assertThat(review.path("user").asString()).isEqualTo("alice");
            assertThat(review.path("groups").toString()).isEqualTo("[\"sailors\"]");
            assertThat(review.at("/resourceAttributes/verb").asString()).isEqualTo("list");
            assertThat(review.at("/resourceAttributes/resource").asString()).isEqualTo("serviceinstances");
            assertThat(review.at("/resourceAttributes/namespace").asString()).isEqualTo("default");
            allowing = false;
            assertThat(get(client, broker)).as("anonymous").isEqualTo(403);
            assertThat(reviews.getLast().path("user").asString()).isEqualTo("system:anonymous");
        }
    }

    @Test
    @DisplayName("C03 headers of the front proxy count with its certificate alone")
    void frontProxy() throws Exception {
        try (var broker = broker("")) {
            String[] headers = {"X-Remote-User", "bob", "X-Remote-Group", "sailors", "X-Remote-Extra-Scopes%2fall", "x"
            };
            try (var client = HttpClient.newBuilder()
                    .sslContext(Tls.context(broker.certificate(), proxy))
                    .build()) {
                assertThat(get(client, broker, headers)).isEqualTo(200);
                assertThat(reviews.getLast().path("user").asString()).isEqualTo("bob");
                assertThat(reviews.getLast().at("/extra/scopes~1all/0").asString())
                        .isEqualTo("x");
            }
            try (var client = HttpClient.newBuilder()
                    .sslContext(Tls.trusting(broker.certificate()))
                    .build()) {
                get(client, broker, headers);
                assertThat(reviews.getLast().path("user").asString()).isEqualTo("system:anonymous");
            }
        }
    }

    @Test
    @DisplayName("F12 events of objects are told to the cluster, where kubectl describe looks for them")
    void events() throws Exception {
        try (var broker = broker("");
                var client = HttpClient.newBuilder()
                        .sslContext(Tls.trusting(broker.certificate()))
                        .build()) {
            var create = HttpRequest.newBuilder(broker.api().resolve(ApiBroker.INSTANCES))
                    .header("Authorization", "Bearer good")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(ApiBroker.boat("boat")));
            var created = client.send(create.build(), BodyHandlers.ofString());
            assertThat(created.statusCode()).isEqualTo(201);
            await().until(() -> told.stream()
                    .anyMatch(each -> each.event().path("note").asString("").equals("The provision has succeeded.")));
        }
        var first = told.getFirst();
        assertThat(first.path()).isEqualTo("/apis/events.k8s.io/v1/namespaces/default/events");
        var event = first.event();
        assertThat(event.path("apiVersion").asString()).isEqualTo("events.k8s.io/v1");
        assertThat(event.path("kind").asString()).isEqualTo("Event");
        assertThat(event.at("/metadata/name").asString()).startsWith("boat.");
        assertThat(event.at("/metadata/namespace").asString()).isEqualTo("default");
        assertThat(event.at("/regarding/kind").asString()).isEqualTo("ServiceInstance");
        assertThat(event.at("/regarding/apiVersion").asString()).isEqualTo("broker.chandler.io/v1");
        assertThat(event.at("/regarding/name").asString()).isEqualTo("boat");
        assertThat(event.at("/regarding/uid").asString()).isNotEmpty();
        assertThat(event.path("type").asString()).isEqualTo("Normal");
        assertThat(event.path("note").asString()).isEqualTo("The provision has begun.");
        assertThat(event.path("eventTime").asString())
                .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z");
        for (var required : List.of("reportingController", "reportingInstance", "action", "reason")) {
            assertThat(event.path(required).asString("")).as(required).isNotEmpty();
        }
    }

    @Test
    @DisplayName("C02 C06 a cluster that cannot be asked stops the start, later it is a matter of time")
    void unreachable() throws Exception {
        try (var broker = broker("");
                var client = HttpClient.newBuilder()
                        .sslContext(Tls.trusting(broker.certificate()))
                        .build()) {
            cluster.stop(0);
            assertThat(get(client, broker, "Authorization", "Bearer good")).isEqualTo(503);
        }
        Files.deleteIfExists(folder.resolve("data/api-client-authorities.pem"));
        assertThatThrownBy(() -> broker(""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("api.delegation cannot be used");
    }

    @Test
    @DisplayName("C04 without lookup nobody comes by the front proxy")
    void withoutLookup() throws Exception {
        try (var broker = broker(", lookup: false");
                var client = HttpClient.newHttpClient()) {
            assertThat(broker.api().getScheme()).isEqualTo("http");
            assertThat(get(client, broker, "Authorization", "Bearer good")).isEqualTo(200);
        }
    }
}
