package io.chandler.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.cli.Main;
import io.chandler.osb.client.BrokerClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker is killed at random moments while it makes, changes and removes databases for several customers. Four
 * times; as many as {@code -Dchandler.kills=200} says. The moments follow from {@code -Dchandler.seed=1}, as far as the
 * system's scheduling lets them.
 */
class KilledUnderLoadTest {

    private static final int KILLS = Integer.getInteger("chandler.kills", 4);
    private static final long SEED = Long.getLong("chandler.seed", 1);
    private static final int CUSTOMERS = 4;

    /** Requests that are acknowledged at least before each kill. */
    private static final int BETWEEN_KILLS = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private URI address;

    @Test
    void whatWasAcknowledgedIsThereAndNoDatabaseOrRoleIsLeftOver() throws Exception {
        configure();
        var random = new Random(SEED);
        var closing = new AtomicBoolean();
        try (var client = BrokerClient.builder(address)
                        .basic("platform", "secret")
                        .timeout(Duration.ofSeconds(20))
                        .build();
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var customers = new ArrayList<Customer>();
            var lives = new ArrayList<Future<List<Customer.Kept>>>();
            var broker = start();
            try {
                for (int i = 0; i < CUSTOMERS; i++) {
                    var customer = new Customer(client, "customer " + i, SEED + i, closing);
                    customers.add(customer);
                    lives.add(executor.submit(customer));
                }
                for (int kill = 0; kill < KILLS && lives.stream().noneMatch(Future::isDone); kill++) {
                    var before = acknowledged(customers);
                    await().atMost(PATIENCE)
                            .until(() -> acknowledged(customers) >= before + BETWEEN_KILLS
                                    || lives.stream().anyMatch(Future::isDone));
                    Thread.sleep(random.nextInt(800));
                    broker.destroyForcibly().waitFor();
                    broker = start();
                }
                closing.set(true);
                for (int i = 0; i < CUSTOMERS; i++) {
                    for (var kept : lives.get(i).get()) {
                        customers.get(i).clear(kept);
                    }
                }
                assertThat(Postgres.leftOver())
                        .as("databases and roles left over")
                        .isEmpty();
                assertThat(acknowledged(customers))
                        .as("acknowledged requests")
                        .isGreaterThanOrEqualTo(BETWEEN_KILLS * KILLS);
            } finally {
                closing.set(true);
                broker.destroyForcibly().waitFor();
                executor.shutdownNow();
            }
        }
    }

    private static int acknowledged(List<Customer> customers) {
        return customers.stream().mapToInt(Customer::acknowledged).sum();
    }

    private void configure() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        var server = Postgres.embedded();
        Files.writeString(folder.resolve("catalog.yml"), Broker.catalog());
        Files.writeString(folder.resolve("chandler.yml"), """
                server: {address: 127.0.0.1, port: %d}
                users: [{name: platform, password: secret}]
                catalog: catalog.yml
                data-folder: data
                engine: {retry-first: 50ms, retry-longest: 200ms}
                services:
                  postgres:
                    url: %s
                    user: %s
                    password: '%s'
                    plans:
                      small: {connections: 10, statement-timeout: 30s, pause: 20ms}
                      large: {connections: 50, statement-timeout: 10m, pause: 20ms}
                """.formatted(
                        address.getPort(), server.url(), server.user(), server.password()));
    }

    /** Starts the broker, and waits until it is ready. */
    private Process start() throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx80m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--config",
                        folder.resolve("chandler.yml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        try (var http = HttpClient.newHttpClient()) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
                assertThat(process.isAlive()).as(Files.readString(log())).isTrue();
                return isReady(http);
            });
            return process;
        } catch (RuntimeException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private Path log() {
        return folder.resolve("log");
    }

    private boolean isReady(HttpClient http) throws InterruptedException {
        var request = HttpRequest.newBuilder(address.resolve("/ready")).timeout(PATIENCE);
        try {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
