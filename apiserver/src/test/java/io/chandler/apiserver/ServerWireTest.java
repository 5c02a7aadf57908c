package io.chandler.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.apiserver.Api.Kept;
import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiResponse.Sink;
import io.chandler.apiserver.ApiServer.Limits;
import io.chandler.resources.store.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every request. The display names name the rows of the wire contract. */
class ServerWireTest {

    private static final Logger AUDIT = Logger.getLogger("io.chandler.audit.api");

    @Test
    @DisplayName("F15 more than so many requests at once are told to come again")
    void limits() {
        var none = new Limits(0, 0, 0, Duration.ofMinutes(1), Duration.ofMinutes(30));
        try (var api = new Api(Kept.IN_MEMORY, none)) {
            for (var answer : List.of(
                    api.get(Api.WIDGETS),
                    api.get(Api.WIDGETS + "?watch=1"),
                    api.post(Api.WIDGETS, Api.widget("a", "red", "")))) {
                assertThat(answer.status()).isEqualTo(429);
                assertThat(answer.at("/reason")).isEqualTo("TooManyRequests");
                assertThat(answer.headers().get("Retry-After")).isEqualTo("1");
            }
            assertThat(api.get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("F15 C05 each request leaves a line: who, what, and what came of it")
    void audit() {
        var lines = new ArrayList<JsonNode>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                lines.add(JsonMapper.shared().readTree(entry.getMessage()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        AUDIT.addHandler(handler);
        try (var api = new Api(Kept.IN_MEMORY)) {
            api.create("a", "red");
            var created = lines.getLast();
            assertThat(created.path("apiVersion").asString()).isEqualTo("audit.k8s.io/v1");
            assertThat(created.path("verb").asString()).isEqualTo("create");
            assertThat(created.path("stage").asString()).isEqualTo("ResponseComplete");
            assertThat(created.at("/user/username").asString()).isEqualTo("tester");
            assertThat(created.at("/objectRef/resource").asString()).isEqualTo("widgets");
            assertThat(created.at("/responseStatus/code").asInt()).isEqualTo(201);
            assertThat(created.toString()).doesNotContain("red");
            api.delete(Api.WIDGETS + "/protected");
            assertThat(lines.getLast()
                            .at("/annotations/authorization.k8s.io~1decision")
                            .asString())
                    .isEqualTo("forbid");
            assertThat(lines.getLast().at("/responseStatus/code").asInt()).isEqualTo(403);
            api.get(Api.WIDGETS, "Authorization", "none");
            assertThat(lines.getLast().at("/responseStatus/code").asInt()).isEqualTo(401);
            int before = lines.size();
            api.get("/readyz");
            assertThat(lines).hasSize(before);
            api.get(Api.WIDGETS + "?watch=true&timeoutSeconds=1");
            assertThat(lines.subList(before, lines.size()))
                    .extracting(line -> line.path("stage").asString())
                    .containsExactly("ResponseStarted", "ResponseComplete");
        } finally {
            AUDIT.removeHandler(handler);
        }
    }

    @Test
    @DisplayName("M19 a watcher that takes nothing is told that its history is gone; nothing is kept for it")
    void slowWatcher() throws Exception {
        try (var store = new MemoryStore(50)) {
            var widgets = Widgets.in(store);
            var server = ApiServer.builder(Api.GROUP, "v1")
                    .resource(widgets)
                    .authenticator(_ -> new Authenticator.Verdict.Known(User.of("tester", List.of())))
                    .authorizer((_, _) -> new Authorizer.Decision.Allowed(""))
                    .build();
            var watch = server.handle(Api.request("GET", Api.WIDGETS + "?watch=true", ""));
            var begun = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var taken = new ArrayList<String>();
            if (!(watch.body() instanceof Body.Events(var watching))) {
                throw new AssertionError(watch);
            }
            var thread = Thread.ofVirtual().start(() -> run(watching, begun, goOn, taken));
            widgets.create(Widgets.widget("n", "first", "red"), Contexts.writer());
            begun.await();
            for (int i = 0; i < 1_000; i++) {
                widgets.create(Widgets.widget("n", "w" + i, "red"), Contexts.writer());
            }
            goOn.countDown();
            await().until(() -> !thread.isAlive());
            assertThat(taken.size()).isLessThan(600);
            assertThat(taken.getLast()).contains("\"type\":\"ERROR\"", "\"code\":410");
            assertThat(server.watching()).isZero();
        }
    }

    private static void run(
            ApiResponse.Watching watching, CountDownLatch begun, CountDownLatch goOn, List<String> taken) {
        try {
            watching.run(new Sink() {
                @Override
                public void write(byte[] piece) throws IOException {
                    taken.add(new String(piece, StandardCharsets.UTF_8));
                    begun.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }

                @Override
                public void flush() {}
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("M01 a watcher that has gone leaves nothing behind")
    void goneWatcher() {
        try (var api = new Api(Kept.IN_MEMORY)) {
            var watch = api.server.handle(Api.request("GET", Api.WIDGETS + "?watch=true", ""));
            if (watch.body() instanceof Body.Events(var watching)) {
                var thread = Thread.ofVirtual().start(() -> {
                    try {
                        watching.run(new Sink() {
                            @Override
                            public void write(byte[] piece) throws IOException {
                                throw new IOException("gone");
                            }

                            @Override
                            public void flush() {}
                        });
                    } catch (IOException e) {
                        // As it must be.
                    }
                });
                api.create("a", "red");
                await().until(() -> !thread.isAlive() && api.server.watching() == 0);
            }
        }
    }
}
