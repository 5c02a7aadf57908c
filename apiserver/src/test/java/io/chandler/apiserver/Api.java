package io.chandler.apiserver;

import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiResponse.Sink;
import io.chandler.apiserver.Authenticator.Verdict;
import io.chandler.apiserver.Authorizer.Decision;
import io.chandler.resources.served.ServedResource;
import io.chandler.resources.store.MemoryStore;
import io.chandler.resources.store.Store;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An API server with widgets, and requests to it. */
final class Api implements AutoCloseable {

    static {
        // A busy machine takes its time.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    static final String GROUP = "test.chandler.io";
    static final String ROOT = "/apis/" + GROUP + "/v1";
    static final String WIDGETS = ROOT + "/namespaces/n/widgets";
    static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    /** Where objects are kept. */
    enum Kept {
        IN_MEMORY,
        IN_SQLITE;

        Store store() {
            return switch (this) {
                case IN_MEMORY -> new MemoryStore();
                case IN_SQLITE -> TemporarySqlite.open();
            };
        }
    }

    final Store store;
    final ServedResource widgets;
    final RecentEvents events = new RecentEvents();
    final ApiServer server;

    Api(Kept kept) {
        this(kept, ApiServer.Limits.defaults());
    }

    Api(Kept kept, ApiServer.Limits limits) {
        store = kept.store();
        widgets = Widgets.in(store);
        server = ApiServer.builder(GROUP, "v1")
                .resource(widgets)
                .events(events)
                .limits(limits)
                .check("store", () -> store.current() != null)
                .authenticator(request -> request.header("Authorization").equals("none")
                        ? new Verdict.Unknown()
                        : new Verdict.Known(User.of("tester", List.of("testers"))))
                .authorizer((user, action) -> action.verb().equals("delete")
                                && action instanceof Authorizer.Action.OnObjects on
                                && on.name().equals("protected")
                        ? new Decision.Denied("")
                        : new Decision.Allowed(""))
                .build();
    }

    @Override
    public void close() {
        server.end();
        store.close();
    }

    /** An answer that was read. */
    record Answer(int status, Map<String, String> headers, String text) {

        JsonNode json() {
            return JsonMapper.shared().readTree(text);
        }

        /** The value at a path such as {@code /metadata/name}. */
        String at(String pointer) {
            return json().at(pointer).asString();
        }

        List<String> names() {
            return json().path("items")
                    .valueStream()
                    .map(item -> item.at("/metadata/name").asString())
                    .toList();
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String body) {
        return send("POST", path, body, "Content-Type", "application/json");
    }

    Answer put(String path, String body) {
        return send("PUT", path, body, "Content-Type", "application/json");
    }

    Answer patch(String path, String type, String body) {
        return send("PATCH", path, body, "Content-Type", "application/" + type);
    }

    Answer delete(String path) {
        return send("DELETE", path, "");
    }

    Answer create(String name, String colour) {
        return create(name, colour, "");
    }

    Answer create(String name, String colour, String moreMetadata) {
        var answer = post(WIDGETS, widget(name, colour, moreMetadata));
        if (answer.status() != 201) {
            throw new AssertionError(answer);
        }
        return answer;
    }

    static String widget(String name, String colour, String moreMetadata) {
        return """
                {"apiVersion":"%s/v1","kind":"Widget","metadata":{"name":"%s"%s},"spec":{"colour":"%s"}}""".formatted(GROUP, name, moreMetadata, colour);
    }

    Answer send(String method, String path, String body, String... headers) {
        var response = server.handle(request(method, path, body, headers));
        var bytes = new ByteArrayOutputStream();
        try {
            switch (response.body()) {
                case Body.Bytes(var all) -> bytes.writeBytes(all);
                case Body.Pieces(var writer) -> writer.write(into(bytes));
                case Body.Events(var watching) -> watching.run(into(bytes));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        var answered = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        response.headers().forEach(header -> answered.merge(header.name(), header.value(), (a, b) -> a + ", " + b));
        return new Answer(response.status(), answered, bytes.toString(StandardCharsets.UTF_8));
    }

    static ApiRequest request(String method, String path, String body, String... headers) {
        var named = new HashMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            named.put(headers[i].toLowerCase(java.util.Locale.ROOT), headers[i + 1]);
        }
        int question = path.indexOf('?');
        return new ApiRequest(
                method,
                question < 0 ? path : path.substring(0, question),
                question < 0 ? "" : path.substring(question + 1),
                name -> {
                    var value = named.get(name.toLowerCase(java.util.Locale.ROOT));
                    return value == null ? List.of() : List.of(value);
                },
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                List.of(),
                "127.0.0.1");
    }

    private static Sink into(ByteArrayOutputStream bytes) {
        return new Sink() {
            @Override
            public void write(byte[] piece) {
                bytes.writeBytes(piece);
            }

            @Override
            public void flush() {}
        };
    }

    /** Begins to watch. */
    Watcher watch(String path, String... headers) {
        var response = server.handle(request("GET", path, "", headers));
        if (!(response.body() instanceof Body.Events(var watching))) {
            throw new AssertionError(response);
        }
        return new Watcher(watching);
    }

    /** A client that watches. */
    static final class Watcher implements AutoCloseable {

        private final BlockingQueue<ObjectNode> events = new LinkedBlockingQueue<>();
        private final ApiResponse.Watching watching;
        private final Thread thread;

        Watcher(ApiResponse.Watching watching) {
            this.watching = watching;
            thread = Thread.ofVirtual().start(() -> {
                try {
                    watching.run(new Sink() {
                        @Override
                        public void write(byte[] piece) {
                            events.add((ObjectNode) JsonMapper.shared().readTree(piece));
                        }

                        @Override
                        public void flush() {}
                    });
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }

        /** The next event. */
        ObjectNode next() throws InterruptedException {
            var event = events.poll(20, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event");
            }
            return event;
        }

        /** The next event as {@code TYPE name}. */
        String brief() throws InterruptedException {
            var event = next();
            return event.path("type").asString() + " "
                    + event.at("/object/metadata/name").asString();
        }

        /** Whether the watch ends by itself, with nothing left to read. */
        boolean ends() throws InterruptedException {
            return thread.join(Duration.ofSeconds(20)) && events.isEmpty();
        }

        @Override
        public void close() {
            watching.stop();
        }
    }
}
