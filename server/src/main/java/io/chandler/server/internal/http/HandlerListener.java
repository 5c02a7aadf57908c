package io.chandler.server.internal.http;

import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import io.chandler.server.internal.http.Listening.Limits;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A listener that hands every request to one handler, with the path as it was sent. */
public final class HandlerListener implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HandlerListener.class.getName());
    private static final Limits LIMITS =
            new Limits(10_000, Duration.ofMinutes(5), Duration.ofSeconds(30), 16 * 1024, 32 * 1024, 1 << 20);

    private final Deadlines deadlines = new Deadlines(LIMITS.exchange());
    private final Running running = new Running();
    private final WebServer server;

    /**
     * Starts to listen.
     *
     * @throws java.io.UncheckedIOException if the port cannot be listened on
     */
    public HandlerListener(
            String address, int port, Optional<SSLContext> tls, Function<HttpRequest, HttpResponse> handler) {
        var listening = new Listening("the broker", address, port, tls, LIMITS);
        var protocols = new Protocols(
                deadlines,
                LIMITS.idle(),
                listening.http1(_ -> deadlines.begin()),
                listening.http2(),
                (connection, first) -> first.connection(connection));
        try {
            server = listening.start(protocols, HandlerListener::refusal, new Door(handler, deadlines, running));
        } catch (RuntimeException e) {
            deadlines.close();
            throw e;
        }
    }

    /** Answers what the HTTP server refuses by itself: a status without a word of what went wrong inside. */
    private static TransportResponse refusal(
            TransportRequest request,
            EventType event,
            Status proposed,
            ServerResponseHeaders headers,
            @Nullable String message) {
        return TransportResponse.builder()
                .status(Refusals.status(request, event, proposed))
                .keepAlive(false)
                .entity(new byte[0])
                .build();
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    /**
     * Refuses new requests and waits for those that run.
     *
     * @return whether all ended within the deadline
     */
    public boolean drain(Duration deadline) {
        return running.drain(deadline);
    }

    /** Closes all connections. */
    @Override
    public void close() {
        running.end();
        server.stop();
        deadlines.close();
    }

    private record Door(Function<HttpRequest, HttpResponse> handler, Deadlines deadlines, Running running)
            implements Filter {

        @Override
        public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
            boolean stream = request.prologue().protocolVersion().startsWith("2");
            if (stream) {
                deadlines.begin();
            }
            running.enter();
            try {
                answer(request, response, stream);
            } finally {
                running.leave();
                if (stream) {
                    deadlines.forget();
                }
            }
        }

        private void answer(ServerRequest request, RoutingResponse response, boolean stream) {
            var exchange = deadlines.exchange();
            if (!exchange.work()) {
                throw new CloseConnectionException("the request came too late");
            }
            var body = new RequestBody(request, exchange);
            var answer = answer(request, body);
            boolean keep = running.keeps(new Arrival.Parsed(request), body);
            exchange.await();
            ResponseWriter.send(answer, response, keep || stream);
            exchange.rest();
            if (!keep && !stream) {
                throw new CloseConnectionException("the response was the connection's last");
            }
        }

        private HttpResponse answer(ServerRequest request, RequestBody body) {
            var target = RawTarget.of(request.prologue());
            if (target == null) {
                return text(400, "The address of the request must be a path without a fragment.\n");
            }
            var headers = request.headers();
            var asked = new HttpRequest(
                    request.prologue().method().text(),
                    target.path(),
                    target.query(),
                    name -> headers.all(HeaderNames.create(name), List::of),
                    body);
            if (running.ending()) {
                return Later.answer(asked, "The broker is ending. Try again later.");
            }
            try {
                return handler.apply(asked);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A request could not be answered.", e);
                return new HttpResponse(500, List.of(), new byte[0]);
            }
        }

        private static HttpResponse text(int status, String sentence) {
            return new HttpResponse(
                    status,
                    List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
                    sentence.getBytes(StandardCharsets.UTF_8));
        }
    }
}
