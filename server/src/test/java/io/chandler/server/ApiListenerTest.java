package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.server.configuration.ConfigurationException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over real HTTP. The display names name the rows of the wire contract. */
class ApiListenerTest {

    @TempDir
    Path folder;

    private static HttpRequest.Builder request(ApiBroker broker, String path, String token) {
        return HttpRequest.newBuilder(broker.api().resolve(path)).header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> create(HttpClient client, ApiBroker broker, String name) throws Exception {
        return send(
                client,
                request(broker, ApiBroker.INSTANCES, "operate-token")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(ApiBroker.boat(name))));
    }

    @Test
    @DisplayName("M01 M15 a watch is a stream of lines that begins at once and ends with its client")
    void streams() throws Exception {
        try (var broker = new ApiBroker(folder, "");
                var client = HttpClient.newHttpClient()) {
            assertThat(broker.api().getScheme()).isEqualTo("http");
            var watch = request(broker, ApiBroker.INSTANCES + "?watch=true&resourceVersion=0", "read-token");
            var answer = client.send(watch.build(), BodyHandlers.ofInputStream());
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json;stream=watch");
            try (InputStream body = answer.body()) {
                assertThat(create(client, broker, "boat").statusCode()).isEqualTo(201);
                var line = new StringBuilder();
                for (int c = body.read(); c != '\n'; c = body.read()) {
                    line.append((char) c);
                }
                assertThat(line).startsWith("{\"type\":\"ADDED\",\"object\":{").contains("\"name\":\"boat\"");
                assertThat(broker.running.watches()).isEqualTo(1);
            }
            await().until(() -> broker.running.watches() == 0);
        }
    }

    @Test
    @DisplayName("M16 a watch is a WebSocket for clients that want one")
    void webSockets() throws Exception {
        try (var broker = new ApiBroker(folder, "");
                var client = HttpClient.newHttpClient()) {
            var frames = new Frames();
            var uri = URI.create(broker.api().toString().replace("http", "ws") + ApiBroker.INSTANCES
                    + "?watch=true&timeoutSeconds=600");
            var socket = client.newWebSocketBuilder()
                    .header("Authorization", "Bearer read-token")
                    .buildAsync(uri, frames)
                    .join();
            create(client, broker, "boat");
            assertThat(frames.received.poll(20, TimeUnit.SECONDS))
                    .startsWith("{\"type\":\"ADDED\"")
                    .endsWith("}");
            socket.sendPing(ByteBuffer.wrap(new byte[] {7})).join();
            assertThat(frames.pongs.poll(20, TimeUnit.SECONDS)).isEqualTo(7);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            await().until(() -> broker.running.watches() == 0);

            var refused = client.newWebSocketBuilder().buildAsync(uri, new Frames());
            assertThatThrownBy(refused::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
        }
    }

    private static final class Frames implements WebSocket.Listener {

        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> pongs = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            pongs.add((int) message.get());
            socket.request(1);
            return null;
        }
    }

    @Test
    @DisplayName("C05 F15 roles: who may read, operate, and see credentials")
    void roles() throws Exception {
        try (var broker = new ApiBroker(folder, "");
                var client = HttpClient.newHttpClient()) {
            assertThat(send(client, request(broker, ApiBroker.INSTANCES, "read-token"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send(client, request(broker, ApiBroker.INSTANCES, "other-token"))
                            .statusCode())
                    .isEqualTo(401);
            var basic = Base64.getEncoder().encodeToString("reader:read-password".getBytes(StandardCharsets.UTF_8));
            assertThat(send(
                                    client,
                                    HttpRequest.newBuilder(broker.api().resolve("/version"))
                                            .header("Authorization", "Basic " + basic))
                            .statusCode())
                    .isEqualTo(200);
            var broken = HttpRequest.newBuilder(broker.api().resolve("/version"))
                    .header("Authorization", "Basic cmVhZGVyOndyb25n");
            assertThat(send(client, broken).statusCode()).isEqualTo(401);
            var delete =
                    request(broker, ApiBroker.INSTANCES + "/x", "read-token").DELETE();
            assertThat(send(client, delete).statusCode()).isEqualTo(403);
            assertThat(send(client, HttpRequest.newBuilder(broker.api().resolve("/readyz")))
                            .body())
                    .isEqualTo("ok");
        }
    }

    @Test
    @DisplayName("C01 on a public address it speaks TLS, with a certificate that it keeps")
    void selfSigned() throws Exception {
        String first;
        try (var broker = new ApiBroker(folder, "  address: 0.0.0.0\n");
                var client = HttpClient.newBuilder()
                        .sslContext(Tls.trusting(broker.certificate()))
                        .build()) {
            assertThat(broker.api().getScheme()).isEqualTo("https");
            assertThat(send(client, request(broker, "/version", "read-token")).statusCode())
                    .isEqualTo(200);
            first = Files.readString(broker.certificate());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/api-key.pem"))))
                    .isEqualTo("rw-------");
        }
        try (var broker = new ApiBroker(folder, "  address: 0.0.0.0\n")) {
            assertThat(Files.readString(broker.certificate())).isEqualTo(first);
        }
    }

    @Test
    @DisplayName("C03 client certificates give a user by CN; without, headers of a proxy say nothing")
    void clientCertificates() throws Exception {
        var operator = Certificates.make(folder, "operator", "EC");
        operator.write(folder.resolve("client.pem"), folder.resolve("client-key.pem"));
        var tls = "  tls: {client-ca: client.pem}\n";
        try (var broker = new ApiBroker(folder, tls)) {
            assertThat(broker.api().getScheme()).isEqualTo("https");
            var context = Tls.context(broker.certificate(), operator);
            try (var client = HttpClient.newBuilder().sslContext(context).build()) {
                var post = HttpRequest.newBuilder(broker.api().resolve(ApiBroker.INSTANCES))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(ApiBroker.boat("boat")));
                assertThat(send(client, post).statusCode()).isEqualTo(201);
            }
            try (var client = HttpClient.newBuilder()
                    .sslContext(Tls.trusting(broker.certificate()))
                    .build()) {
                var get = HttpRequest.newBuilder(broker.api().resolve(ApiBroker.INSTANCES))
                        .header("X-Remote-User", "operator")
                        .header("X-Remote-Group", "system:masters");
                assertThat(send(client, get).statusCode()).isEqualTo(401);
            }
        }
    }

    @Test
    @DisplayName("F16 at the end watches end, and then the listener")
    void ends() throws Exception {
        var broker = new ApiBroker(folder, "");
        try (var client = HttpClient.newHttpClient()) {
            var watch = request(broker, ApiBroker.INSTANCES + "?watch=true", "read-token");
            var answer = client.sendAsync(watch.build(), BodyHandlers.ofString());
            await().until(() -> broker.running.watches() == 1);
            broker.close();
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("A01 one port for the broker's API and its objects, if that is wanted")
    void onePort() throws Exception {
        try (var broker = new ApiBroker(folder, "  with-broker: true\n");
                var client = HttpClient.newHttpClient()) {
            var basic = Base64.getEncoder().encodeToString("platform:secret".getBytes(StandardCharsets.UTF_8));
            var catalog = HttpRequest.newBuilder(broker.api().resolve("/v2/catalog"))
                    .header("X-Broker-API-Version", "2.17")
                    .header("Authorization", "Basic " + basic);
            assertThat(send(client, catalog).body()).contains("\"boats\"");
            assertThat(send(client, request(broker, "/v2/catalog", "operate-token"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(send(client, request(broker, "/apis/" + ApiBroker.GROUP + "/v1", "read-token"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("F16 figures for those who may read, on the port of the API too")
    void metrics() throws Exception {
        try (var broker = new ApiBroker(folder, "");
                var client = HttpClient.newHttpClient()) {
            var figures = send(client, request(broker, "/metrics", "read-token"));
            assertThat(figures.statusCode()).isEqualTo(200);
            assertThat(figures.headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(figures.body()).contains("chandler_api_watches");
            assertThat(send(client, HttpRequest.newBuilder(broker.api().resolve("/metrics")))
                            .statusCode())
                    .isEqualTo(401);
        }
        try (var broker = new ApiBroker(folder, "metrics: {access: off}\n");
                var client = HttpClient.newHttpClient()) {
            assertThat(send(client, request(broker, "/metrics", "read-token")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    @DisplayName("A02 another group")
    void anotherGroup() throws Exception {
        try (var broker = new ApiBroker(folder, "  group: boats.example.com\n");
                var client = HttpClient.newHttpClient()) {
            assertThat(create(client, broker, "boat").statusCode()).isEqualTo(404);
            var root = "/apis/boats.example.com/v1";
            var made = request(broker, root + "/namespaces/default/serviceinstances", "operate-token")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            ApiBroker.boat("boat").replace(ApiBroker.GROUP, "boats.example.com")));
            assertThat(send(client, made).statusCode()).isEqualTo(201);
            assertThat(send(client, request(broker, "/apis", "read-token")).body())
                    .contains("\"groupVersion\":\"boats.example.com/v1\"")
                    .doesNotContain(ApiBroker.GROUP);
            assertThat(send(client, request(broker, root, "read-token")).body())
                    .contains("\"groupVersion\":\"boats.example.com/v1\"", "\"name\":\"serviceinstances\"");
            assertThat(send(client, request(broker, "/openapi/v3" + root, "read-token"))
                            .body())
                    .contains("\"group\":\"boats.example.com\"");
            var boat = send(client, request(broker, root + "/namespaces/default/serviceinstances/boat", "read-token"));
            assertThat(boat.body()).contains("\"apiVersion\":\"boats.example.com/v1\"");
            var absent =
                    send(client, request(broker, root + "/namespaces/default/serviceinstances/raft", "read-token"));
            assertThat(absent.body()).contains("serviceinstances.boats.example.com \\\"raft\\\" not found");
            assertThat(send(client, request(broker, "/apis/" + ApiBroker.GROUP + "/v1", "read-token"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aPortThatIsInUseIsTold() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var port = "  port: " + socket.getLocalPort() + "\n";
            assertThatThrownBy(() -> new ApiBroker(folder, port))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("the API cannot listen on 127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void mistakesInTheConfigurationAreTold() {
        assertThatThrownBy(() -> new ApiBroker(folder, "    - {name: reader, roles: [rule]}\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is there twice: reader")
                .hasMessageContaining("must be of read, operate and credentials, not rule");
        assertThatThrownBy(() -> new ApiBroker(folder, "    - {name: a, token: x, token-sha256: y}\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("token-sha256");
        assertThatThrownBy(() -> new ApiBroker(folder, "  groups: [{name: g}]\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("api.tls.client-ca");
    }
}
