package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS, client certificates, and certificates that are replaced while the server runs. */
class TlsTest {

    @TempDir
    static Path shared;

    private static Certificates first;
    private static Certificates second;

    @TempDir
    Path folder;

    @BeforeAll
    static void make() throws Exception {
        first = Certificates.make(shared, "first", "EC");
        second = Certificates.make(shared, "second", "RSA");
    }

    private BrokerServer start(String tls) {
        return start("20s", tls);
    }

    /** A server that soon closes a connection on which nothing arrives. */
    private BrokerServer impatient() {
        return start("500ms", "");
    }

    private BrokerServer start(String requestTime, String tls) {
        var text = """
                users: [{name: cf, password: secret}]
                limits: {request-time: %s}
                server:
                  address: 127.0.0.1
                  port: 0
                  reload-interval: 50ms
                  tls: {certificate: server.pem, key: server.key %s}
                """.formatted(requestTime, tls);
        return BrokerServer.builder(Configuration.parse(text, folder, Map.of()), new MemoryBroker())
                .start();
    }

    private void server(Certificates pair) throws Exception {
        pair.write(folder.resolve("server.pem"), folder.resolve("server.key"));
    }

    private static HttpResponse<String> get(URI address, SSLContext context, HttpClient.Version version)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder()
                .sslContext(context)
                .version(version)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
            var request = HttpRequest.newBuilder(address.resolve("/v2/catalog"))
                    .header("X-Broker-API-Version", "2.17")
                    .header("Authorization", "Basic Y2Y6c2VjcmV0")
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> get(URI address, SSLContext context) throws IOException, InterruptedException {
        return get(address, context, HttpClient.Version.HTTP_1_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void bothVersionsOfHttpAreSpokenOverTls(String version) throws Exception {
        server(first);
        try (var server = start("")) {
            var context = Certificates.client(first, null);

            var response = get(server.address(), context, HttpClient.Version.valueOf(version));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(HttpClient.Version.valueOf(version));
            assertThat(response.body()).contains("database");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016", "\u0016\u0003\u0001\u0002\u0000", "GET / HTTP/1.1\r\n\r\n"})
    void aConnectionThatSendsNoHandshakeIsClosed(String start) throws Exception {
        server(first);
        try (var server = impatient();
                var raw = new Raw(server.address())) {
            raw.send(start);

            assertThat(raw.closed()).isTrue();
        }
    }

    @Test
    void aReplacedCertificateTakesEffectWithoutARestart() throws Exception {
        server(first);
        try (var server = start("")) {
            assertThat(get(server.address(), Certificates.client(first, null)).statusCode())
                    .isEqualTo(200);

            Files.writeString(folder.resolve("server.pem"), "half written");
            assertThat(get(server.address(), Certificates.client(first, null)).statusCode())
                    .isEqualTo(200);

            server(second);

            var context = Certificates.client(second, null);
            await().ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(get(server.address(), context).statusCode())
                                    .isEqualTo(200));
            assertThatThrownBy(() -> get(server.address(), Certificates.client(first, null)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientWithoutATrustedCertificateIsTurnedAwayWhereOneIsRequired() throws Exception {
        server(first);
        trusted(second);
        try (var server = start(", client-ca: clients.pem, client-authentication: required")) {
            assertThatThrownBy(() -> get(server.address(), Certificates.client(first, null)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(server.address(), Certificates.client(first, first)))
                    .isInstanceOf(IOException.class);
            for (var version : HttpClient.Version.values()) {
                if (version.name().compareTo("HTTP_2") <= 0) {
                    assertThat(get(server.address(), Certificates.client(first, second), version)
                                    .statusCode())
                            .isEqualTo(200);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientOfAnAuthorityThatWasReplacedCannotComeBackWithItsOldSession(String protocol) throws Exception {
        server(first);
        trusted(second);
        try (var server = start(", client-ca: clients.pem, client-authentication: required")) {
            var signatures = new AtomicInteger();
            var removed = Certificates.client(first, second, signatures::incrementAndGet);
            assertThat(catalog(server, removed, protocol)).startsWith("HTTP/1.1 200");
            assertThat(catalog(server, removed, protocol)).startsWith("HTTP/1.1 200");
            assertThat(signatures).as("it has resumed its session").hasValue(1);

            trusted(first);

            var added = Certificates.client(first, first);
            await().untilAsserted(
                            () -> assertThat(catalog(server, added, protocol)).startsWith("HTTP/1.1 200"));
            assertThat(catalog(server, removed, protocol)).isEmpty();
            assertThat(catalog(server, Certificates.client(first, second), protocol))
                    .isEmpty();
        }
    }

    /** Writes the authority of the clients, which is a certificate that has signed itself. */
    private void trusted(Certificates authority) throws Exception {
        Files.writeString(
                folder.resolve("clients.pem"),
                Certificates.pem("CERTIFICATE", authority.certificate().getEncoded()));
    }

    /** The response to one request on a connection of its own; empty where the handshake fails. */
    private static String catalog(BrokerServer server, SSLContext context, String protocol) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory()
                .createSocket(server.address().getHost(), server.address().getPort());
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {protocol});
        try (var raw = new Raw(socket)) {
            raw.send("GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n");
            return raw.response();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    @Test
    void aClientMayComeWithoutACertificateWhereItIsOptional() throws Exception {
        server(first);
        trusted(second);
        try (var server = start(", client-ca: clients.pem, client-authentication: optional")) {
            assertThat(get(server.address(), Certificates.client(first, null)).statusCode())
                    .isEqualTo(200);
            assertThat(get(server.address(), Certificates.client(first, second)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void keysOfTheOlderFormsAreRead() throws Exception {
        for (var pair : new Certificates[] {first, second}) {
            server(pair);
            var label = pair.key().getAlgorithm() + " PRIVATE KEY";
            Files.writeString(folder.resolve("server.key"), Certificates.pem(label, pair.bareKey()));
            try (var server = start("")) {
                assertThat(get(server.address(), Certificates.client(pair, null))
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        assertThatThrownBy(() -> start(""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("server.pem");
        server(first);
        Files.writeString(
                folder.resolve("server.key"),
                Certificates.pem("PRIVATE KEY", second.key().getEncoded()));
        assertThatThrownBy(() -> start("")).hasMessageContaining("server.key");
        Files.writeString(folder.resolve("server.key"), Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[9]));
        assertThatThrownBy(() -> start("")).hasMessageContaining("not encrypted");
        Files.writeString(folder.resolve("server.key"), "nothing");
        assertThatThrownBy(() -> start("")).hasMessageContaining("must hold a private key in PEM");
        Files.writeString(folder.resolve("server.pem"), "nothing");
        assertThatThrownBy(() -> start("")).hasMessageContaining("must hold");
    }

    @Test
    void aHandshakeThatNeverEndsIsEnded() throws Exception {
        server(first);
        try (var server = impatient();
                var silent = new Raw(server.address());
                var half = new Raw(server.address())) {
            half.send("\u0016\u0003\u0001\u0002\u0000");

            assertThat(silent.closed()).isTrue();
            assertThat(half.closed()).isTrue();
        }
    }

    @Test
    void aClientThatSpeaksPlainHttpIsTurnedAway() throws Exception {
        server(first);
        try (var server = impatient();
                var plain = new Raw(server.address())) {
            plain.send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");

            assertThat(plain.closed()).isTrue();
        }
    }
}
