package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is told to end does so without losing anything. */
class EndTest {

    private static final String CATALOG = """
            services:
              - id: 1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01
                name: boats
                description: Boats.
                bindable: false
                plans:
                  - id: 1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02
                    name: small
                    description: A small boat.
            """;

    private static final String BODY = "{\"service_id\":\"1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c01\","
            + "\"plan_id\":\"1f3f8e6d-63a5-4f0e-9a44-1f9f2f9b5c02\",\"organization_guid\":\"o\",\"space_guid\":\"s\"}";

    @TempDir
    Path folder;

    private static String put(URI address, String plan, String id) {
        return Raw.exchange(address, put(plan, id));
    }

    private static String put(String plan, String id) {
        var body = MemoryBroker.body(plan);
        return "PUT /v2/service_instances/" + id + " HTTP/1.1\r\n" + Raw.HEADERS + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    @Test
    void runningRequestsEndAndNewOnesAreRefused() throws Exception {
        var broker = new MemoryBroker();
        try (var server = Servers.start(broker, "");
                var kept = new Raw(server.address());
                var changing = new Raw(server.address())) {
            for (var connection : List.of(kept, changing)) {
                connection.send("GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n");
                assertThat(connection.response()).startsWith("HTTP/1.1 200");
            }
            var slow = Servers.async(() -> put(server.address(), "slow", "a"));
            await().until(() -> broker.instances.containsKey("a"));

            var drained = Servers.async(() -> server.drain(Duration.ofSeconds(60)));

            await().untilAsserted(
                            () -> assertThat(Raw.exchange(server.address(), "GET /ready HTTP/1.1\r\nHost: b\r\n\r\n"))
                                    .startsWith("HTTP/1.1 503"));
            kept.send("GET /v2/catalog HTTP/1.1\r\n" + Raw.HEADERS + "\r\n");
            assertThat(kept.response())
                    .startsWith("HTTP/1.1 503")
                    .containsIgnoringCase("Connection: close")
                    .containsIgnoringCase("Retry-After");
            assertThat(kept.closed()).isTrue();
            changing.send(put("slow", "a"));
            assertThat(changing.response())
                    .as("a platform deletes after a 5xx what it has asked for")
                    .startsWith("HTTP/1.1 429")
                    .containsIgnoringCase("Connection: close")
                    .containsIgnoringCase("Retry-After");
            for (var method : List.of("PATCH", "DELETE")) {
                assertThat(Raw.exchange(
                                server.address(),
                                method + " /v2/service_instances/a HTTP/1.1\r\n" + Raw.HEADERS + "\r\n"))
                        .startsWith("HTTP/1.1 429");
            }
            assertThat(drained).isNotDone();

            broker.slow.countDown();
            assertThat(slow.get(60, TimeUnit.SECONDS)).startsWith("HTTP/1.1 201");
            assertThat(drained.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aRequestThatTakesTooLongDoesNotHoldUpTheEnd() {
        var broker = new MemoryBroker();
        try (var server = Servers.start(broker, "")) {
            var slow = Servers.async(() -> put(server.address(), "slow", "a"));
            await().until(() -> broker.instances.containsKey("a"));

            assertThat(server.drain(Duration.ofMillis(50))).isFalse();

            broker.slow.countDown();
            assertThat(slow).succeedsWithin(Duration.ofMinutes(1));
        }
    }

    @Test
    void aProcessThatIsToldToEndHandsOverWhatRunsAndEndsWithoutError() throws Exception {
        Files.writeString(folder.resolve("catalog.yml"), CATALOG);
        var port = folder.resolve("port");
        var log = folder.resolve("log");
        var process = broker(port, log);
        try {
            await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(port) && Files.size(port) > 0);
            var address = URI.create(Files.readString(port));
            var accepted = Raw.exchange(
                    address,
                    "PUT /v2/service_instances/a?accepts_incomplete=true HTTP/1.1\r\n" + Raw.HEADERS
                            + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
            assertThat(accepted).startsWith("HTTP/1.1 202");

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(log).content().contains("The broker is ending.").contains("The broker has ended");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aProcessThatIsToldToEndWhileItStartsEndsWithoutErrorToo() throws Exception {
        var starting = folder.resolve("starting");
        var log = folder.resolve("log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlowStart.class.getName(),
                        starting.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(starting));

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(log).hasContent("ended what had started");
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process whose start goes on until it is told to end. */
    static final class SlowStart {

        public static void main(String... arguments) throws InterruptedException {
            var told = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(told::countDown));
            GracefulEnd.start(
                    () -> {
                        try {
                            Files.createFile(Path.of(arguments[0]));
                            told.await();
                            return "what had started";
                        } catch (IOException | InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    started -> {
                        System.out.print("ended " + started);
                        System.out.flush();
                        return true;
                    });
            new CountDownLatch(1).await();
        }
    }

    private Process broker(Path port, Path log) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx80m",
                "--enable-native-access=ALL-UNNAMED"));
        var classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", classPath, Slow.class.getName(), port.toString()));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile());
        builder.environment().put("CHANDLER_USER", "cf");
        builder.environment().put("CHANDLER_PASSWORD", "secret");
        builder.environment().put("CHANDLER_SERVER_PORT", "0");
        builder.environment().put("CHANDLER_SERVER_SHUTDOWN_DEADLINE", "2s");
        return builder.start();
    }

    /** A broker in a process of its own, whose instances take a minute. */
    static final class Slow implements Service {

        public static void main(String... arguments) throws IOException {
            var running = Chandler.broker(Path.of("catalog.yml"))
                    .service("boats", new Slow())
                    .start();
            var file = Path.of(arguments[0]);
            Files.writeString(
                    file.resolveSibling("unfinished"), running.address().toString());
            Files.move(file.resolveSibling("unfinished"), file);
        }

        @Override
        public void provision(Instance instance) throws InterruptedException {
            Thread.sleep(Duration.ofMinutes(1));
        }

        @Override
        public void deprovision(Instance instance) {
            instance.progress("gone");
        }
    }
}
