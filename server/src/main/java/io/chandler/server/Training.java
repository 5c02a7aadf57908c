package io.chandler.server;

import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.osb.ApiVersion;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a small broker for a moment, so that the JVM can record what a start needs for its start-up cache. */
public final class Training {

    private static final int LIVES = 40;

    /** Operations that the first broker leaves to the second: more than the first page that a controller reads. */
    private static final int INTERRUPTED = 25;

    private static final long LIMIT_SECONDS = 30;
    private static final String INTERRUPTED_STORE = "interrupted.db";

    /** A header with which a request is read by the HTTP server. */
    private static final String HTTP_SERVER = "Connection: close\r\n";

    private static final String CATALOG = """
            services:
              - id: 6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c01
                name: training
                description: For the start-up cache.
                bindable: true
                instances_retrievable: true
                bindings_retrievable: true
                plans:
                  - id: 6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c02
                    name: quick
                    description: Answers at once what ends soon.
                  - id: 6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c03
                    name: slow
                    description: Answers every operation before it has ended.
                    chandler: {answer_within: 0}
            """;

    private static final String OFFERING = "6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c01";
    private static final String PLAN = "6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c02";
    private static final String SLOW_PLAN = "6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c03";

    private static final String CONFIGURATION = """
            server:
              address: 127.0.0.1
              port: 0
            users:
              - name: training
                password: training
            catalog: catalog.yml
            data-folder: data
            log: {audit: false}
            """;

    private Training() {}

    /** {@link #run()} as a process of its own, for an image of a broker that has not the command. */
    public static void main(String... arguments) throws IOException {
        run();
    }

    /**
     * Starts a broker on the loopback address with a store in a temporary folder, asks it for a while, and ends it. Then
     * starts one on a copy of the store as it was with operations in their middle, as after a crash.
     */
    public static void run() throws IOException {
        var folder = Files.createTempDirectory("chandler-training");
        try {
            Files.writeString(folder.resolve("catalog.yml"), CATALOG);
            Files.writeString(folder.resolve("chandler.yml"), CONFIGURATION);
            first(folder);
            second(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the training was interrupted", e);
        } finally {
            delete(folder);
        }
    }

    private static void first(Path folder) throws IOException, InterruptedException {
        var configuration = configuration(folder, "chandler.db");
        var steps = new Steps(1);
        try (var running = start(configuration, steps)) {
            for (int operation = 0; operation < INTERRUPTED; operation++) {
                provision(running.address(), "/v2/service_instances/interrupted-" + operation, SLOW_PLAN);
            }
            await(steps.middle);
            Chandler.backup(configuration, folder.resolve("data").resolve(INTERRUPTED_STORE));
            steps.open.countDown();
            for (int life = 0; life < LIVES; life++) {
                live(running.address(), "instance-" + life);
            }
            ask(running.address(), "PUT", "/v2/service_instances/mistaken", "{");
            ask(running.address(), "GET", "/metrics", "");
            ask(running.address(), "GET", "/ready", "");
        }
    }

    private static void second(Path folder) throws InterruptedException {
        var steps = new Steps(0);
        try (var _ = start(configuration(folder, INTERRUPTED_STORE), steps)) {
            await(steps.end);
        }
    }

    private static Configuration configuration(Path folder, String store) {
        return Configuration.read(folder.resolve("chandler.yml"), Map.of(Keys.STORE.variable(), "sqlite:" + store));
    }

    private static RunningBroker start(Configuration configuration, Service service) {
        return Chandler.configuration(configuration)
                .service("training", service)
                .start();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the training did not come on");
        }
    }

    private static void live(URI broker, String id) throws IOException {
        var instance = "/v2/service_instances/" + id;
        var binding = instance + "/service_bindings/" + id;
        var ids = "?service_id=" + OFFERING + "&plan_id=" + PLAN + "&accepts_incomplete=true";
        ask(broker, "GET", "/v2/catalog", "");
        provision(broker, instance, PLAN);
        ask(broker, "GET", instance + "/last_operation", "");
        ask(broker, "GET", instance, "");
        ask(broker, "PUT", binding + "?accepts_incomplete=true", body(PLAN));
        ask(broker, "GET", binding, "");
        ask(broker, "DELETE", binding + ids, "");
        ask(broker, "DELETE", instance + ids, "");
    }

    private static void provision(URI broker, String instance, String plan) throws IOException {
        ask(broker, "PUT", instance + "?accepts_incomplete=true", body(plan));
    }

    private static String body(String plan) {
        return "{\"service_id\":\"" + OFFERING + "\",\"plan_id\":\"" + plan
                + "\",\"organization_guid\":\"o\",\"space_guid\":\"s\",\"context\":{\"platform\":\"cloudfoundry\"},"
                + "\"parameters\":{\"a\":1.5}}";
    }

    /** Asks without the HTTP client of the Java platform, whose classes a broker's start-up cache does not need. */
    private static void ask(URI broker, String method, String path, String body) throws IOException {
        var user = Base64.getEncoder().encodeToString("training:training".getBytes(StandardCharsets.UTF_8));
        var request = method + " " + path + " HTTP/1.1\r\nHost: training\r\n" + ApiVersion.HEADER
                + ": 2.17\r\nAuthorization: Basic " + user + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n" + (path.startsWith("/v2") ? "" : HTTP_SERVER) + "\r\n" + body;
        try (var socket = new Socket(broker.getHost(), broker.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Does nothing, in two steps, between which operations may have to wait. */
    private static final class Steps implements Service {

        private final CountDownLatch middle = new CountDownLatch(INTERRUPTED);
        private final CountDownLatch open;
        private final CountDownLatch end = new CountDownLatch(INTERRUPTED);

        /** With a count of 0 nothing waits. */
        Steps(int count) {
            open = new CountDownLatch(count);
        }

        @Override
        public void provision(Instance instance) throws InterruptedException {
            instance.step("first", () -> "done").run();
            middle.countDown();
            open.await();
            instance.step("second", () -> {}).run();
            end.countDown();
        }

        @Override
        public void deprovision(Instance instance) {
            instance.progress("gone");
        }

        @Override
        public Credentials bind(Instance instance, Binding binding) {
            return Credentials.of("user", "nobody");
        }
    }
}
