package io.chandler.server;

import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.osb.ApiVersion;
import io.chandler.server.configuration.Configuration;
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

/** Runs a small broker for a moment, so that the JVM can record what a start needs for its start-up cache. */
public final class Training {

    private static final int LIVES = 40;

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
                    name: only
                    description: The only plan.
            """;

    private static final String OFFERING = "6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c01";
    private static final String PLAN = "6d1f3f8e-63a5-4f0e-9a44-1f9f2f9b5c02";

    private Training() {}

    /** {@link #run()} as a process of its own, for an image of a broker that has not the command. */
    public static void main(String... arguments) throws IOException {
        run();
    }

    /** Starts a broker on the loopback address with a store in a temporary folder, asks it for a while, and ends it. */
    public static void run() throws IOException {
        var folder = Files.createTempDirectory("chandler-training");
        try {
            Files.writeString(folder.resolve("catalog.yml"), CATALOG);
            var configuration = Configuration.parse(
                    "server: {address: 127.0.0.1, port: 0}\ncatalog: catalog.yml\nlog: {level: error, audit: false}\n",
                    folder,
                    Map.of("CHANDLER_DATA_FOLDER", folder.resolve("data").toString()));
            var running = new Assembly(
                            configuration.withUser("training", "training"), Map.of("training", new Nothing()), false)
                    .start();
            try (running) {
                for (int life = 0; life < LIVES; life++) {
                    live(running.address(), "instance-" + life);
                }
                ask(running.address(), "GET", "/metrics", "");
                ask(running.address(), "GET", "/ready", "");
            }
        } finally {
            delete(folder);
        }
    }

    private static void live(URI broker, String id) throws IOException {
        var instance = "/v2/service_instances/" + id;
        var binding = instance + "/service_bindings/" + id;
        var ids = "?service_id=" + OFFERING + "&plan_id=" + PLAN + "&accepts_incomplete=true";
        var body = "{\"service_id\":\"" + OFFERING + "\",\"plan_id\":\"" + PLAN
                + "\",\"organization_guid\":\"o\",\"space_guid\":\"s\",\"context\":{\"platform\":\"cloudfoundry\"},"
                + "\"parameters\":{\"a\":1.5}}";
        ask(broker, "GET", "/v2/catalog", "");
        ask(broker, "PUT", instance + "?accepts_incomplete=true", body);
        ask(broker, "GET", instance + "/last_operation", "");
        ask(broker, "GET", instance, "");
        ask(broker, "PUT", binding + "?accepts_incomplete=true", body);
        ask(broker, "GET", binding, "");
        ask(broker, "DELETE", binding + ids, "");
        ask(broker, "DELETE", instance + ids, "");
        ask(broker, "PUT", instance, "{");
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

    /** Does nothing, at once. */
    private static final class Nothing implements Service {

        @Override
        public void provision(Instance instance) {
            instance.step("nothing", () -> "done").run();
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
