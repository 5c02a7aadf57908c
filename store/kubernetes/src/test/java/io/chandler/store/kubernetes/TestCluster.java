package io.chandler.store.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiServer;
import io.chandler.apiserver.Authenticator;
import io.chandler.apiserver.Authorizer;
import io.chandler.apiserver.User;
import io.chandler.resources.LocalResourceStore;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Revision;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Verb;
import io.chandler.resources.served.StoredResource;
import io.chandler.resources.store.MemoryStore;
import io.chandler.resources.store.StoreLocation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The API server of this project over HTTP, serving the custom resources from memory as those of a cluster. */
final class TestCluster implements AutoCloseable {

    private static final String GROUP = "broker.chandler.io";

    private final MemoryStore store = new MemoryStore();
    private final ApiServer api;
    private final HttpServer http;
    private final Path kubeconfig;
    private final Set<ApiResponse.Watching> watches = ConcurrentHashMap.newKeySet();

    /** What the next requests get instead of an answer. */
    private volatile Optional<Refusal> refusal = Optional.empty();

    record Refusal(int status, String retryAfter, int times) {}

    TestCluster(Path folder, String... kinds) throws IOException {
        // The history of a cluster has begun before any object of ours.
        var _ = store.create("/namespaces//default", "", new byte[0]);
        var builder = ApiServer.builder(GROUP, "v1")
                .authenticator(request -> new Authenticator.Verdict.Known(User.of("broker", List.of())))
                .authorizer((user, action) -> action.verb().equals("create")
                                && action instanceof Authorizer.Action.OnObjects on
                                && on.namespace().equals("forbidden")
                        ? new Authorizer.Decision.Denied("")
                        : new Authorizer.Decision.Allowed(""));
        for (var kind : kinds) {
            builder.resource(served(kind));
        }
        api = builder.build();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::handle);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
        kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters:
                  - name: test
                    cluster: {server: "http://127.0.0.1:%d"}
                users:
                  - name: test
                    user: {token: "secret-token"}
                contexts:
                  - name: test
                    context: {cluster: test, user: test, namespace: brokers}
                """.formatted(http.getAddress().getPort()));
    }

    private StoredResource served(String kind) {
        var plural = kind.toLowerCase(Locale.ROOT) + "s";
        var free = JsonMapper.shared()
                .createObjectNode()
                .put("type", "object")
                .put("x-kubernetes-preserve-unknown-fields", true);
        var type = new ResourceType<>(plural, kind, ObjectNode.class, ObjectNode.class, Optional.<String>empty());
        var clock = Clock.systemUTC();
        return new StoredResource(
                new ServedDefinition(
                        plural,
                        kind.toLowerCase(Locale.ROOT),
                        kind,
                        List.of(),
                        List.of(),
                        EnumSet.allOf(Verb.class),
                        Set.of(),
                        "A test.",
                        free,
                        free,
                        List.of(),
                        List.of()),
                new LocalResourceStore<>(store, type, JsonMapper.shared(), clock),
                clock,
                object -> List.of(),
                (object, name) -> Optional.empty());
    }

    /** A URL of this cluster. */
    StoreLocation location(String options) {
        return StoreLocation.of("kubernetes:?kubeconfig=" + kubeconfig + options, kubeconfig.getParent());
    }

    void compact(Revision revision) {
        store.compact(revision);
    }

    void refuse(int status, String retryAfter, int times) {
        refusal = Optional.of(new Refusal(status, retryAfter, times));
    }

    /** Ends the connections of all watches. */
    void breakWatches() {
        watches.forEach(ApiResponse.Watching::stop);
    }

    /** Where its API server is. */
    URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    /** An object as any client reads it. */
    JsonNode read(String path) throws IOException, InterruptedException {
        var uri = address().resolve("apis/" + GROUP + "/v1/namespaces/brokers/" + path);
        try (var client = HttpClient.newHttpClient()) {
            var text = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            return JsonMapper.shared().readTree(text);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (refused(exchange)) {
                return;
            }
            var headers = exchange.getRequestHeaders();
            var uri = exchange.getRequestURI();
            var request = new ApiRequest(
                    exchange.getRequestMethod(),
                    uri.getRawPath(),
                    uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                    name -> headers.getOrDefault(name, List.of()),
                    exchange.getRequestBody(),
                    List.of(),
                    "127.0.0.1");
            answer(exchange, api.handle(request));
        }
    }

    private synchronized boolean refused(HttpExchange exchange) throws IOException {
        if (refusal.isEmpty()) {
            return false;
        }
        var now = refusal.get();
        refusal = now.times() > 1
                ? Optional.of(new Refusal(now.status(), now.retryAfter(), now.times() - 1))
                : Optional.empty();
        if (now.status() == 0) {
            return true;
        }
        exchange.getResponseHeaders().add("Retry-After", now.retryAfter());
        exchange.sendResponseHeaders(now.status(), -1);
        return true;
    }

    private void answer(HttpExchange exchange, ApiResponse response) throws IOException {
        response.headers().forEach(header -> exchange.getResponseHeaders().add(header.name(), header.value()));
        switch (response.body()) {
            case ApiResponse.Body.Bytes(var bytes) -> {
                exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            case ApiResponse.Body.Pieces(var writer) -> {
                exchange.sendResponseHeaders(response.status(), 0);
                writer.write(sink(exchange.getResponseBody(), ""));
            }
            case ApiResponse.Body.Events(var watching) -> {
                exchange.sendResponseHeaders(response.status(), 0);
                exchange.getResponseBody().flush();
                watches.add(watching);
                watching.run(sink(exchange.getResponseBody(), "\n"));
            }
        }
    }

    private static ApiResponse.Sink sink(OutputStream out, String afterPiece) {
        return new ApiResponse.Sink() {
            @Override
            public void write(byte[] piece) throws IOException {
                out.write(piece);
                out.write(afterPiece.getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        };
    }

    @Override
    public void close() {
        api.end();
        http.stop(0);
        store.close();
    }
}
