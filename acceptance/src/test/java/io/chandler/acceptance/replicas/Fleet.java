package io.chandler.acceptance.replicas;

import io.chandler.acceptance.service.Journal;
import io.chandler.osb.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Several replicas on one store, before one backend. */
final class Fleet implements AutoCloseable {

    static final Duration CLAIM = Duration.ofSeconds(4);
    static final String KEY = "shared=" + Base64.getEncoder().encodeToString(new byte[32]);

    private final List<Replica> replicas = new ArrayList<>();
    private final Path backend;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Fleet(Path backend) {
        this.backend = backend;
    }

    /** Starts so many replicas in a folder that is empty. */
    static Fleet start(SharedStore store, Path folder, int size) throws IOException, InterruptedException {
        var fleet = new Fleet(Files.createDirectories(folder.resolve("backend")));
        try {
            var catalog = folder.resolve("catalog.yml");
            try (var text = Objects.requireNonNull(Journal.class.getResourceAsStream("../catalog.yml"))) {
                Files.write(catalog, text.readAllBytes());
            }
            for (int i = 1; i <= size; i++) {
                var name = "replica-" + i;
                fleet.replicas.add(
                        new Replica(name, folder.resolve(name), store, configuration(catalog, fleet.backend)));
            }
            for (var replica : fleet.replicas) {
                replica.start();
            }
            for (var replica : fleet.replicas) {
                replica.awaitReady();
            }
            return fleet;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            fleet.close();
            throw e;
        }
    }

    private static String configuration(Path catalog, Path backend) {
        return """
                users:
                  - name: platform
                    password: secret
                catalog: %s
                encryption:
                  keys: %s
                engine:
                  replica: $REPLICA
                  claim-duration: %ds
                  workers: 32
                  retry-first: 50ms
                  retry-longest: 200ms
                log:
                  level: warning
                services:
                  recorder:
                    folder: %s
                    password: service-password
                """.formatted(catalog, KEY, CLAIM.toSeconds(), backend);
    }

    List<Replica> replicas() {
        return replicas;
    }

    Replica get(int index) {
        return replicas.get(Math.floorMod(index, replicas.size()));
    }

    List<Journal.Line> journal() {
        return Journal.read(backend.resolve("journal"));
    }

    /** Makes a file that changes what the service does. */
    void put(String name) throws IOException {
        Files.writeString(backend.resolve(name), "");
    }

    /** Takes it away. */
    void remove(String name) throws IOException {
        Files.deleteIfExists(backend.resolve(name));
    }

    /** Sends a request to a replica, once. */
    Answer send(Replica replica, Request request, Duration limit) throws IOException, InterruptedException {
        return send(replica, request, request.newIdentity(), limit);
    }

    /** Sends a request with this identity to a replica, once. */
    Answer send(Replica replica, Request request, String identity, Duration limit)
            throws IOException, InterruptedException {
        var sent = HttpRequest.newBuilder(replica.address().resolve(request.path()))
                .timeout(limit)
                .method(
                        request.method(),
                        request.body()
                                .map(body -> BodyPublishers.ofString(body.toString()))
                                .orElseGet(BodyPublishers::noBody))
                .setHeader("Authorization", "Basic cGxhdGZvcm06c2VjcmV0")
                .setHeader("Content-Type", "application/json")
                .setHeader("X-Broker-API-Version", "2.17")
                .setHeader("X-Broker-API-Request-Identity", identity)
                .build();
        var response = http.send(sent, BodyHandlers.ofString());
        var text = response.body();
        return new Answer(
                response.statusCode(), Json.mapper().readValue(text.isEmpty() ? "{}" : text, ObjectNode.class));
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        http.shutdownNow();
    }
}
