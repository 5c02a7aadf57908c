package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiResponse.Sink;
import io.chandler.apiserver.ApiServer;
import io.chandler.apiserver.User;
import io.chandler.resources.LocalResourceStore;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceType;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Verb;
import io.chandler.resources.served.StoredResource;
import io.chandler.resources.store.StoreLocation;
import io.chandler.store.kubernetes.KubernetesResourceStores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Kubernetes-style API over the stores that replicas share: what of its contract depends on the store. Memory and SQLite
 * are tested with the whole contract, where the API is.
 */
class ApiOverStoresTest {

    private static final String ROOT = "/apis/broker.chandler.io/v1";
    private static final String OBJECTS = ROOT + "/namespaces/n/serviceinstances";
    private static final ResourceType<ObjectNode, ObjectNode> TYPE = new ResourceType<>(
            "serviceinstances", "ServiceInstance", ObjectNode.class, ObjectNode.class, Optional.empty());

    @Test
    void onPostgreSql() throws Exception {
        try (var server = PostgresServer.start();
                var store = Place.postgres(server, "api").open()) {
            contract(
                    new LocalResourceStore<>(store, TYPE, JsonMapper.shared(), Clock.systemUTC()),
                    () -> store.compact(store.current()));
        }
    }

    @Test
    void onEtcd() throws Exception {
        try (var members = EtcdMembers.start();
                var store = Place.etcd(members, "api").open()) {
            contract(
                    new LocalResourceStore<>(store, TYPE, JsonMapper.shared(), Clock.systemUTC()),
                    () -> store.compact(store.current()));
        }
    }

    @Test
    void inACluster() throws Exception {
        try (var cluster = ClusterServer.start()) {
            var url = cluster.configuration(cluster.ports()).replaceAll("(?s).*url: (\\S+).*", "$1");
            try (var stores = KubernetesResourceStores.open(
                    new StoreLocation(url, Path.of(""), Optional.empty(), Optional.empty()))) {
                contract(stores.of(TYPE, JsonMapper.shared(), Clock.systemUTC()), cluster::forgetHistory);
            }
        }
    }

    private static void contract(ResourceStore<ObjectNode, ObjectNode> store, Runnable forgetHistory) throws Exception {
        var server = ApiServer.builder("broker.chandler.io", "v1")
                .resource(new StoredResource(
                        definition(),
                        store,
                        Clock.systemUTC(),
                        object -> List.of(),
                        (object, name) -> Optional.empty()))
                .limits(new ApiServer.Limits(10, 10, 10, Duration.ofMillis(200), Duration.ofMinutes(30)))
                .build();
        try {
            var client = new Client(server);
            pages(client);
            exactRevisions(client);
            changes(client);
            forgotten(client, forgetHistory);
        } finally {
            server.end();
        }
    }

    /** F04: pages show one snapshot. */
    private static void pages(Client client) {
        for (int i = 0; i < 5; i++) {
            client.create("a" + i);
        }
        var first = client.get(OBJECTS + "?limit=2", 200);
        client.create("a1b");
        client.delete("a4");
        var second = client.get(OBJECTS + "?limit=2&continue=" + text(first, "/metadata/continue"), 200);
        var last = client.get(OBJECTS + "?limit=2&continue=" + text(second, "/metadata/continue"), 200);
        assertThat(names(first)).containsExactly("a0", "a1");
        assertThat(names(second)).containsExactly("a2", "a3");
        assertThat(names(last)).containsExactly("a4");
        assertThat(last.at("/metadata").has("continue")).isFalse();
        assertThat(text(second, "/metadata/resourceVersion")).isEqualTo(text(first, "/metadata/resourceVersion"));
        assertThat(names(client.get(OBJECTS, 200))).containsExactly("a0", "a1", "a1b", "a2", "a3");
    }

    /** F07: a list as it was at a revision. */
    private static void exactRevisions(Client client) {
        var then = text(client.get(OBJECTS, 200), "/metadata/resourceVersion");
        client.delete("a3");
        var exact = client.get(OBJECTS + "?resourceVersionMatch=Exact&resourceVersion=" + then, 200);
        assertThat(names(exact)).contains("a3");
        assertThat(text(exact, "/metadata/resourceVersion")).isEqualTo(then);
        assertThat(names(client.get(OBJECTS + "?resourceVersion=" + then, 200))).doesNotContain("a3");
    }

    /** M15, F05, F06: what is there, its end, each change once, a deletion at a revision of its own, bookmarks. */
    private static void changes(Client client) throws Exception {
        var query = "?watch=true&allowWatchBookmarks=true";
        try (var watcher =
                client.watch(OBJECTS + query + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan")) {
            for (var name : List.of("a0", "a1", "a1b", "a2")) {
                assertThat(watcher.change()).isEqualTo("ADDED " + name);
            }
            var end = watcher.next();
            assertThat(text(end, "/type")).isEqualTo("BOOKMARK");
            assertThat(end.at("/object/metadata/annotations/k8s.io~1initial-events-end")
                            .asString())
                    .isEqualTo("true");
            var created = client.create("b");
            var labelled = client.label("b");
            client.delete("b");
            assertThat(watcher.change()).isEqualTo("ADDED b");
            assertThat(watcher.revision()).isEqualTo(revision(created));
            assertThat(watcher.change()).isEqualTo("MODIFIED b");
            assertThat(watcher.revision()).isEqualTo(revision(labelled));
            assertThat(watcher.change()).isEqualTo("DELETED b");
            long deleted = watcher.revision();
            assertThat(deleted).isGreaterThan(revision(labelled));
            var elsewhere = revision(client.create("c"));
            assertThat(watcher.change()).isEqualTo("ADDED c");
            await().until(() -> {
                var event = watcher.next();
                return text(event, "/type").equals("BOOKMARK")
                        && Long.parseLong(text(event, "/object/metadata/resourceVersion")) >= elsewhere;
            });
            // From where the deletion was one goes on with what came after it.
            try (var later = client.watch(OBJECTS + "?watch=true&resourceVersion=" + deleted)) {
                assertThat(later.change()).isEqualTo("ADDED c");
            }
        }
    }

    /** M19, F04: history that is gone, and the token that goes on with a list nevertheless. */
    private static void forgotten(Client client, Runnable forgetHistory) throws Exception {
        var first = client.get(OBJECTS + "?limit=2", 200);
        var old = text(first, "/metadata/resourceVersion");
        client.label("a0");
        client.create("a1a");
        forgetHistory.run();
        var expired = client.get(OBJECTS + "?limit=2&continue=" + text(first, "/metadata/continue"), 410);
        assertThat(text(expired, "/reason")).isEqualTo("Expired");
        var rest = client.get(OBJECTS + "?continue=" + text(expired, "/metadata/continue"), 200);
        assertThat(names(rest)).containsExactly("a1a", "a1b", "a2", "c");
        assertThat(text(client.get(OBJECTS + "?resourceVersionMatch=Exact&resourceVersion=" + old, 410), "/reason"))
                .isEqualTo("Expired");
        try (var watcher = client.watch(OBJECTS + "?watch=true&resourceVersion=" + old)) {
            var error = watcher.next();
            assertThat(text(error, "/type")).isEqualTo("ERROR");
            assertThat(error.at("/object/code").asInt()).isEqualTo(410);
        }
    }

    private static String text(JsonNode json, String pointer) {
        return json.at(pointer).asString("");
    }

    private static long revision(JsonNode object) {
        return Long.parseLong(text(object, "/metadata/resourceVersion"));
    }

    private static List<String> names(JsonNode list) {
        return list.path("items")
                .valueStream()
                .map(item -> text(item, "/metadata/name"))
                .toList();
    }

    private static ServedDefinition definition() {
        var free = JsonMapper.shared()
                .createObjectNode()
                .put("type", "object")
                .put("x-kubernetes-preserve-unknown-fields", true);
        return new ServedDefinition(
                "serviceinstances",
                "serviceinstance",
                "ServiceInstance",
                List.of(),
                List.of(),
                EnumSet.allOf(Verb.class),
                Set.of(),
                "Something to try the API with.",
                free,
                free,
                List.of(),
                List.of());
    }

    /** Who asks. */
    private record Client(ApiServer server) {

        JsonNode get(String path, int status) {
            return send("GET", path, "", "", status);
        }

        JsonNode create(String name) {
            var body =
                    "{\"apiVersion\":\"broker.chandler.io/v1\",\"kind\":\"ServiceInstance\",\"metadata\":{\"name\":\""
                            + name + "\"},\"spec\":{\"id\":\"" + name + "\"}}";
            return send("POST", OBJECTS, "application/json", body, 201);
        }

        JsonNode label(String name) {
            var body = "{\"metadata\":{\"labels\":{\"seen\":\"1\"}}}";
            return send("PATCH", OBJECTS + "/" + name, "application/merge-patch+json", body, 200);
        }

        void delete(String name) {
            var _ = send("DELETE", OBJECTS + "/" + name, "", "", 200);
        }

        private JsonNode send(String method, String path, String type, String body, int status) {
            var response = answer(method, path, type, body);
            var bytes = new ByteArrayOutputStream();
            try {
                switch (response.body()) {
                    case Body.Bytes(var all) -> bytes.writeBytes(all);
                    case Body.Pieces(var writer) -> writer.write(sink(bytes::writeBytes));
                    case Body.Events _ -> throw new AssertionError("a watch: " + path);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            assertThat(response.status())
                    .as("%s %s: %s", method, path, bytes.toString(StandardCharsets.UTF_8))
                    .isEqualTo(status);
            return JsonMapper.shared().readTree(bytes.toByteArray());
        }

        private ApiResponse answer(String method, String path, String type, String body) {
            int question = path.indexOf('?');
            return server.handleAs(
                    User.of("tester", List.of()),
                    new ApiRequest(
                            method,
                            question < 0 ? path : path.substring(0, question),
                            question < 0 ? "" : path.substring(question + 1),
                            name -> name.equalsIgnoreCase("Content-Type") && !type.isEmpty()
                                    ? List.of(type)
                                    : List.of(),
                            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                            List.of(),
                            "127.0.0.1"));
        }

        Watcher watch(String path) {
            if (answer("GET", path, "", "").body() instanceof Body.Events(var watching)) {
                return new Watcher(watching);
            }
            throw new AssertionError("no watch: " + path);
        }
    }

    private interface Taking {
        void take(byte[] piece);
    }

    private static Sink sink(Taking taking) {
        return new Sink() {
            @Override
            public void write(byte[] piece) {
                taking.take(piece);
            }

            @Override
            public void flush() {}
        };
    }

    /** Who watches. */
    private static final class Watcher implements AutoCloseable {

        private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
        private final ApiResponse.Watching watching;
        private long revision;

        Watcher(ApiResponse.Watching watching) {
            this.watching = watching;
            Thread.startVirtualThread(() -> {
                try {
                    watching.run(sink(piece -> events.add(JsonMapper.shared().readTree(piece))));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }

        JsonNode next() throws InterruptedException {
            var event = events.poll(60, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event");
            }
            return event;
        }

        /** The next event that is no bookmark, as {@code TYPE name}. */
        String change() throws InterruptedException {
            var event = next();
            while (text(event, "/type").equals("BOOKMARK")) {
                event = next();
            }
            revision = Long.parseLong(text(event, "/object/metadata/resourceVersion"));
            return text(event, "/type") + " " + text(event, "/object/metadata/name");
        }

        /** The revision of the last change. */
        long revision() {
            return revision;
        }

        @Override
        public void close() {
            watching.stop();
        }
    }
}
