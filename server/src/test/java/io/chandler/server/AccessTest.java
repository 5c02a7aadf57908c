package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import io.chandler.server.configuration.Passwords;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and as which platform. */
class AccessTest {

    private static final MemoryBroker BROKER = new MemoryBroker();
    private static final BrokerServer SERVER = Servers.start(BROKER, "");

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static String get(URI address, String path, String credentials) {
        var encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return Raw.exchange(
                address,
                "GET " + path + " HTTP/1.1\r\nHost: b\r\nX-Broker-API-Version: 2.17\r\nAuthorization: Basic " + encoded
                        + "\r\n\r\n");
    }

    @Test
    void thePasswordOfTheEnvironmentHoldsForAUserOfTheFile() {
        var environment = Map.of("CHANDLER_USER", "cf", "CHANDLER_PASSWORD", "other");
        var configuration = Configuration.parse(Servers.USER, Path.of("target"), environment);
        try (var server =
                BrokerServer.builder(configuration, new MemoryBroker()).start()) {
            assertThat(get(server.address(), "/v2/catalog", "cf:other")).startsWith("HTTP/1.1 200");
            assertThat(get(server.address(), "/v2/catalog", "cf:secret")).startsWith("HTTP/1.1 401");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Basic",
                "Authorization: Basic ",
                "Authorization: Basic !!!!",
                "Authorization: Basic Y2Y=",
                "Authorization: Basic Y2Y6",
                "Authorization: Basic Y2Y6d3Jvbmc=",
                "Authorization: Basic eDpzZWNyZXQ=",
                "Authorization: Bearer secret",
                "Authorization: secret",
            })
    void withoutTheRightCredentialsEverythingIsRefusedFirst(String header) {
        for (var target : new String[] {
            "GET /v2/catalog",
            "PUT /v2/service_instances/a",
            "PATCH /v2/service_instances/a",
            "DELETE /nonsense",
            "POST *"
        }) {
            var response = Raw.exchange(
                    SERVER.address(),
                    target + " HTTP/1.1\r\nHost: b\r\nX-Broker-API-Version: nonsense\r\n"
                            + "X-Broker-API-Request-Identity: r-1\r\n" + (header.isEmpty() ? "" : header + "\r\n")
                            + "\r\n");

            assertThat(response)
                    .startsWith("HTTP/1.1 401")
                    .contains("WWW-Authenticate: Basic realm=")
                    .contains("Content-Type: application/json")
                    .containsIgnoringCase("X-Broker-API-Request-Identity: r-1")
                    .contains("\"description\"");
        }
        assertThat(BROKER.instances).isEmpty();
    }

    @Test
    void aPasswordMayHoldColonsAndAnyCharacter() {
        var configuration =
                Configuration.parse("users: [{name: u, password: 'p:ä'}]\nserver: {port: 0}", Path.of(""), Map.of());
        try (var server = BrokerServer.builder(configuration, BROKER).start()) {
            assertThat(get(server.address(), "/v2/catalog", "u:p:ä")).startsWith("HTTP/1.1 200");
            assertThat(get(server.address(), "/v2/catalog", "u:p")).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void aHashedPasswordIsRecognisedAndThenQuickly() {
        var hash = Passwords.hash("open sesame");
        var configuration = Configuration.parse(
                "users: [{name: u, password-hash: " + hash + "}]\nserver: {port: 0}", Path.of(""), Map.of());
        try (var server = BrokerServer.builder(configuration, BROKER).start()) {
            assertThat(get(server.address(), "/v2/catalog", "u:wrong")).startsWith("HTTP/1.1 401");
            assertThat(get(server.address(), "/v2/catalog", "u:open sesame")).startsWith("HTTP/1.1 200");
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                assertThat(get(server.address(), "/v2/catalog", "u:open sesame"))
                        .startsWith("HTTP/1.1 200");
            }
            assertThat(System.nanoTime() - start)
                    .as("200 times hashing would take half a minute")
                    .isLessThan(10_000_000_000L);
            assertThat(get(server.address(), "/v2/catalog", "u:wrong")).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void eachPlatformHasItsPathAndItsUsers() {
        var configuration = Configuration.parse("""
                users: [{name: eu, password: one}, {name: us, password: two}]
                platforms:
                  - {name: cf-eu, users: [eu]}
                  - {name: cf-us, path: /somewhere/us/, users: [us]}
                server: {port: 0}
                """, Path.of(""), Map.of());
        try (var server = BrokerServer.builder(configuration, BROKER).start()) {
            assertThat(get(server.address(), "/cf-eu/v2/catalog", "eu:one")).startsWith("HTTP/1.1 200");
            assertThat(get(server.address(), "/somewhere/us/v2/catalog", "us:two"))
                    .startsWith("HTTP/1.1 200");
            assertThat(get(server.address(), "/cf-eu/v2/catalog", "us:two")).startsWith("HTTP/1.1 401");
            assertThat(get(server.address(), "/v2/catalog", "eu:one")).startsWith("HTTP/1.1 404");
            assertThat(get(server.address(), "/cf-euro/v2/catalog", "eu:one")).startsWith("HTTP/1.1 404");
            assertThat(get(server.address(), "/nowhere", "eu:wrong")).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void aChangedPasswordFileTakesEffectWithoutARestart(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("password"), "old\n");
        Files.writeString(
                folder.resolve("chandler.yml"),
                "users: [{name: u, password-file: password}]\nserver: {port: 0, reload-interval: 50ms}\n");
        var configuration = Configuration.read(folder.resolve("chandler.yml"), Map.of());
        try (var server = BrokerServer.builder(configuration, BROKER).start()) {
            assertThat(get(server.address(), "/v2/catalog", "u:old")).startsWith("HTTP/1.1 200");

            Files.writeString(folder.resolve("password"), "brand-new\n");

            await().untilAsserted(() -> assertThat(get(server.address(), "/v2/catalog", "u:brand-new"))
                    .startsWith("HTTP/1.1 200"));
            assertThat(get(server.address(), "/v2/catalog", "u:old")).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void aChangedConfigurationFileAddsAUserAndAMistakenOneChangesNothing(@TempDir Path folder) throws IOException {
        var file = folder.resolve("chandler.yml");
        replace(file, "users: [{name: u, password: one}]");
        var lines = new CopyOnWriteArrayList<String>();
        try (var running = BrokerServer.builder(Configuration.read(file, Map.of()), BROKER)
                        .start();
                var _ = linesOf(BrokerServer.class, lines)) {
            assertThat(get(running.address(), "/v2/catalog", "v:two")).startsWith("HTTP/1.1 401");

            replace(file, "users: [{name: u, password: one}, {name: v, password: two}]");
            await().untilAsserted(() ->
                    assertThat(get(running.address(), "/v2/catalog", "v:two")).startsWith("HTTP/1.1 200"));

            var mistakes = Map.of(
                    "users: [{nam: u, password: one}]", "nam",
                    "users: []", "users must name at least one user",
                    "users: [", "");
            for (var mistake : mistakes.entrySet()) {
                lines.clear();
                replace(file, mistake.getKey());
                await().untilAsserted(() -> assertThat(lines)
                        .as(mistake.getKey())
                        .anySatisfy(line -> assertThat(line)
                                .startsWith("Changed files were not taken over.")
                                .contains(mistake.getValue())));
                for (var user : List.of("u:one", "v:two")) {
                    assertThat(get(running.address(), "/v2/catalog", user)).startsWith("HTTP/1.1 200");
                }
            }

            replace(file, "users: [{name: u, password: one}]");
            await().untilAsserted(() ->
                    assertThat(get(running.address(), "/v2/catalog", "v:two")).startsWith("HTTP/1.1 401"));
            assertThat(get(running.address(), "/v2/catalog", "u:one")).startsWith("HTTP/1.1 200");
        }
    }

    /** Replaces the file at once, so that no half of it is read. */
    private static void replace(Path file, String users) throws IOException {
        var draft = file.resolveSibling("draft");
        Files.writeString(draft, users + "\nserver: {port: 0, reload-interval: 50ms}\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Collects what the class logs, until it is closed. */
    private static Closing linesOf(Class<?> type, List<String> lines) {
        var logger = Logger.getLogger(type.getName());
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                lines.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        return () -> logger.removeHandler(handler);
    }

    @FunctionalInterface
    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    @Test
    void noServerStartsWithoutCredentialsUnlessItIsToldTo() {
        var configuration = Configuration.parse("server: {port: 0}", Path.of(""), Map.of());

        assertThatThrownBy(() -> BrokerServer.builder(configuration, BROKER).start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("users must name at least one user");
        try (var server =
                BrokerServer.builder(configuration, BROKER).withoutCredentials().start()) {
            assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
            assertThat(Raw.exchange(
                            server.address(),
                            "GET /v2/catalog HTTP/1.1\r\nHost: b\r\nX-Broker-API-Version: 2.17\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void healthIsForEverybodyAndMetricsAreNot() {
        assertThat(Raw.exchange(SERVER.address(), "GET /live HTTP/1.1\r\nHost: b\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("{\"status\":\"live\"}");
        assertThat(Raw.exchange(SERVER.address(), "GET /ready HTTP/1.1\r\nHost: b\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(Raw.exchange(SERVER.address(), "GET /metrics HTTP/1.1\r\nHost: b\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
        assertThat(get(SERVER.address(), "/metrics", "cf:secret")).startsWith("HTTP/1.1 200");
        assertThat(Raw.exchange(SERVER.address(), "POST /live HTTP/1.1\r\nHost: b\r\n\r\n"))
                .startsWith("HTTP/1.1 405");
    }
}
