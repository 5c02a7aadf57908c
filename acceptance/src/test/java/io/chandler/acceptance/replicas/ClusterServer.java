package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.apiserver.RecentEvents;
import io.chandler.resources.LocalResourceStore;
import io.chandler.resources.ResourceType;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Verb;
import io.chandler.resources.served.ServedResource;
import io.chandler.resources.served.StoredResource;
import io.chandler.server.ApiMount;
import io.chandler.server.configuration.Configuration;
import io.chandler.store.sql.SqliteSettings;
import io.chandler.store.sql.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A cluster's API server with the broker's custom resources: that of this project, which keeps what it is given. */
final class ClusterServer implements SharedStore {

    private static final String TOKEN = "cluster-token";

    private final Path folder;
    private final int port;
    private final SqliteStore store;
    private final Configuration configuration;
    private ApiMount api;

    private ClusterServer(Path folder, int port, SqliteStore store, Configuration configuration) {
        this.folder = folder;
        this.port = port;
        this.store = store;
        this.configuration = configuration;
        this.api = mount();
    }

    static ClusterServer start() throws IOException {
        var folder = Files.createTempDirectory("chandler-replicas-cluster-");
        int port = Programs.freePort();
        var configuration = Configuration.parse("""
                data-folder: data
                api:
                  enabled: true
                  port: %d
                  users: [{name: broker, token: %s, roles: [operate]}]
                """.formatted(port, TOKEN), folder, Map.of());
        var store = SqliteStore.open(folder.resolve("cluster.db"), SqliteSettings.defaults());
        return new ClusterServer(folder, port, store, configuration);
    }

    private ApiMount mount() {
        var served = Stream.of("ServiceInstance", "ServiceBinding", "KeyCheck")
                .map(this::served)
                .toList();
        return ApiMount.start(configuration, served, new RecentEvents(), () -> true, Optional.empty());
    }

    private ServedResource served(String kind) {
        var singular = kind.toLowerCase(Locale.ROOT);
        var free = JsonMapper.shared()
                .createObjectNode()
                .put("type", "object")
                .put("x-kubernetes-preserve-unknown-fields", true);
        var type =
                new ResourceType<>(singular + "s", kind, ObjectNode.class, ObjectNode.class, Optional.<String>empty());
        var definition = new ServedDefinition(
                singular + "s",
                singular,
                kind,
                List.of(),
                List.of(),
                EnumSet.allOf(Verb.class),
                Set.of(),
                "A custom resource.",
                free,
                free,
                List.of(),
                List.of());
        var clock = Clock.systemUTC();
        return new StoredResource(
                definition,
                new LocalResourceStore<>(store, type, JsonMapper.shared(), clock),
                clock,
                object -> List.of(),
                (object, name) -> Optional.empty());
    }

    /** An object as any client of the cluster reads it; empty if there is none. */
    Optional<JsonNode> find(String plural, String name) throws IOException, InterruptedException {
        var answer = send("GET", plural, name);
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Optional.of(JsonMapper.shared().readTree(answer.body()));
    }

    /** What {@code kubectl delete} asks for. */
    void delete(String plural, String name) throws IOException, InterruptedException {
        var answer = send("DELETE", plural, name);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> send(String method, String plural, String name)
            throws IOException, InterruptedException {
        var uri = URI.create(
                "http://127.0.0.1:" + port + "/apis/broker.chandler.io/v1/namespaces/brokers/" + plural + "/" + name);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, BodyPublishers.noBody())
                            .setHeader("Authorization", "Bearer " + TOKEN)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /** What a cluster does with history after some minutes. */
    void forgetHistory() {
        store.compact(store.current());
    }

    @Override
    public List<Integer> ports() {
        return List.of(port);
    }

    @Override
    public String configuration(List<Integer> ports) {
        var kubeconfig = folder.resolve("kubeconfig-" + ports.getFirst());
        try {
            Files.writeString(kubeconfig, """
                    apiVersion: v1
                    kind: Config
                    current-context: cluster
                    clusters:
                      - name: cluster
                        cluster: {server: "http://127.0.0.1:%d"}
                    users:
                      - name: broker
                        user: {token: %s}
                    contexts:
                      - name: cluster
                        context: {cluster: cluster, user: broker, namespace: brokers}
                    """.formatted(ports.getFirst(), TOKEN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "store:\n  url: kubernetes:?kubeconfig=" + kubeconfig + "\n";
    }

    @Override
    public String disturb(Random random) {
        api.close();
        api = mount();
        return "the cluster's API server restarted";
    }

    @Override
    public void close() {
        api.close();
        store.close();
        Programs.delete(folder);
    }
}
