package io.chandler.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The driver against a real server. */
class LoadTest {

    private static final Requests REQUESTS = new Requests("localhost", "user:password", "service", "plan");

    private record Answer(int status, String body) {}

    @Test
    void everyRequestIsCountedOnce() {
        var asked = new AtomicInteger();
        try (var server = new Server(_ -> {
            asked.incrementAndGet();
            return new Answer(200, "{\"services\":[]}");
        })) {
            var load = Load.of(1_001, server.address(), 7, Scripts.catalog(REQUESTS));

            assertThat(load.units()).isEqualTo(1_001);
            assertThat(load.requests()).isEqualTo(1_001);
            assertThat(asked).hasValue(1_001);
            assertThat(load.latencies().getTotalCount()).isEqualTo(1_001);
        }
    }

    @Test
    void aLoadEndsInTime() {
        try (var server = new Server(_ -> new Answer(200, "{}"))) {
            var load = Load.during(Duration.ofMillis(200), server.address(), 3, Scripts.catalog(REQUESTS));

            assertThat(load.units()).isPositive();
            assertThat(load.rate()).isEqualTo(load.units() * 5.0);
        }
    }

    @Test
    void instancesAreProvisionedOnceEach() {
        var bodies = new AtomicInteger();
        var paths = ConcurrentHashMap.<String>newKeySet();
        try (var server = new Server(exchange -> {
            paths.add(exchange.getRequestURI().toString());
            bodies.addAndGet(body(exchange).endsWith("}}") ? 1 : 0);
            return new Answer(202, "{\"operation\":\"o\"}");
        })) {
            Load.of(500, server.address(), 4, Scripts.provision(REQUESTS, 7, new AtomicLong()));

            assertThat(paths)
                    .hasSize(500)
                    .contains("/v2/service_instances/" + Ids.of(7, 499) + "?accepts_incomplete=true");
            assertThat(bodies).hasValue(500);
        }
    }

    @Test
    void aLifecycleLeavesNothingBehindAndPollsWhatWasOnlyAccepted() {
        var broker = new TinyBroker();
        try (var server = new Server(broker::answer)) {
            var load = Load.of(200, server.address(), 4, Scripts.lifecycle(REQUESTS, 7, new AtomicLong()));

            assertThat(load.units()).isEqualTo(200);
            assertThat(broker.provisioned).hasValue(200);
            assertThat(broker.alive).isEmpty();
            assertThat(broker.polls).hasValue(3 * 200);
        }
    }

    @Test
    void anUnexpectedReplyEndsTheLoadWithItsText() {
        try (var server = new Server(_ -> new Answer(500, "{\"description\":\"out of rope\"}"))) {
            assertThatThrownBy(() -> Load.of(10, server.address(), 1, Scripts.catalog(REQUESTS)))
                    .isInstanceOf(UnexpectedReply.class)
                    .hasMessage("Expected 200, got 500 {\"description\":\"out of rope\"}");
        }
    }

    @Test
    void aCatalogThatChangesEndsTheLoad() {
        var asked = new AtomicInteger();
        try (var server = new Server(_ -> new Answer(200, asked.incrementAndGet() == 7 ? "{\"a\":2}" : "{\"a\":1}"))) {
            assertThatThrownBy(() -> Load.of(10, server.address(), 1, Scripts.catalog(REQUESTS)))
                    .isInstanceOf(UnexpectedReply.class)
                    .hasMessage("Expected the catalog of the first reply, got 200 {\"a\":2}");
        }
    }

    @Test
    void aFailedOperationEndsTheLoad() {
        try (var server = new Server(exchange -> exchange.getRequestMethod().equals("PUT")
                ? new Answer(202, "{}")
                : new Answer(200, "{\"state\":\"failed\"}"))) {
            assertThatThrownBy(() -> Load.of(10, server.address(), 1, Scripts.lifecycle(REQUESTS, 7, new AtomicLong())))
                    .isInstanceOf(UnexpectedReply.class)
                    .hasMessageContaining("\"failed\"");
        }
    }

    /** A broker that accepts instances, says "in progress" once, and binds at once. */
    private static final class TinyBroker {

        final Set<String> alive = ConcurrentHashMap.newKeySet();
        final Set<String> pending = ConcurrentHashMap.newKeySet();
        final AtomicInteger provisioned = new AtomicInteger();
        final AtomicInteger polls = new AtomicInteger();

        Answer answer(HttpExchange exchange) {
            body(exchange);
            var path = exchange.getRequestURI().getPath();
            if (path.endsWith("/last_operation")) {
                polls.incrementAndGet();
                assertThat(exchange.getRequestURI().getRawQuery()).endsWith("&operation=a%2Fb+c");
                return new Answer(
                        200, pending.remove(path) ? "{\"state\":\"in progress\"}" : "{\"state\":\"succeeded\"}");
            }
            var put = exchange.getRequestMethod().equals("PUT");
            assertThat(put ? alive.add(path) : alive.remove(path)).isTrue();
            if (path.contains("/service_bindings/")) {
                return new Answer(put ? 201 : 200, "{}");
            }
            if (put) {
                provisioned.incrementAndGet();
                pending.add(path + "/last_operation");
            }
            return new Answer(202, "{\"operation\":\"a/b c\"}");
        }
    }

    private static String body(HttpExchange exchange) {
        try {
            return new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server of the JDK. */
    private static final class Server implements AutoCloseable {

        private final HttpServer server;

        Server(Function<HttpExchange, Answer> handler) {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                try (exchange) {
                    var answer = handler.apply(exchange);
                    var bytes = answer.body.getBytes(UTF_8);
                    exchange.sendResponseHeaders(answer.status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            });
            server.start();
        }

        InetSocketAddress address() {
            return server.getAddress();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
