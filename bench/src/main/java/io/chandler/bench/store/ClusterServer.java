package io.chandler.bench.store;

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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API server of this project with the broker's custom resources in SQLite, in the part of a cluster. In this process. */
public final class ClusterServer implements AutoCloseable {

    private static final String TOKEN = "bench-token";

    private final SqliteStore store;
    private final ApiMount api;
    private final Path kubeconfig;

    private ClusterServer(SqliteStore store, ApiMount api, Path kubeconfig) {
        this.store = store;
        this.api = api;
        this.kubeconfig = kubeconfig;
    }

    /**
     * Starts it, empty.
     *
     * @param folder to make; there must be none
     */
    public static ClusterServer start(Path folder) throws IOException {
        Files.createDirectories(folder);
        var configuration = Configuration.parse("""
                data-folder: data
                api:
                  enabled: true
                  port: 0
                  users: [{name: broker, token: %s, roles: [operate]}]
                """.formatted(TOKEN), folder, Map.of());
        var store = SqliteStore.open(folder.resolve("cluster.db"), SqliteSettings.defaults());
        var served = Stream.of("ServiceInstance", "ServiceBinding", "KeyCheck")
                .map(kind -> served(store, kind))
                .toList();
        var api = ApiMount.start(configuration, served, new RecentEvents(), () -> true, Optional.empty());
        return new ClusterServer(store, api, kubeconfig(folder, api.address()));
    }

    private static ServedResource served(SqliteStore store, String kind) {
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
        return new StoredResource(
                definition,
                new LocalResourceStore<>(store, type, JsonMapper.shared(), Clock.systemUTC()),
                Clock.systemUTC(),
                object -> List.of(),
                (object, name) -> Optional.empty());
    }

    private static Path kubeconfig(Path folder, URI address) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: bench
                clusters:
                  - name: bench
                    cluster: {server: "%s"}
                users:
                  - name: broker
                    user: {token: %s}
                contexts:
                  - name: bench
                    context: {cluster: bench, user: broker, namespace: brokers}
                """.formatted(address, TOKEN));
    }

    /** The {@code store.url} of a broker. */
    public String url() {
        return "kubernetes:?kubeconfig=" + kubeconfig;
    }

    @Override
    public void close() {
        api.close();
        store.close();
    }
}
