package io.chandler.server.internal.http;

import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.chandler.osb.HttpResponse.Header;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http2.Http2Config;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** A listener that hands every request to one handler, with the path as it was sent. */
public final class HandlerListener implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HandlerListener.class.getName());
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration REQUEST_TIME = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int MOST_CONNECTIONS = 10_000;
    private static final int MOST_STREAMS = 250;
    private static final int LONGEST_PATH = 16 * 1024;
    private static final int LONGEST_HEADERS = 32 * 1024;
    private static final int LONGEST_BODY = 1 << 20;

    private final Deadlines deadlines = new Deadlines(REQUEST_TIME);
    private final Door door;
    private final WebServer server;

    /**
     * Starts to listen.
     *
     * @throws java.io.UncheckedIOException if the port cannot be listened on
     */
    public HandlerListener(
            String address, int port, Optional<SSLContext> tls, Function<HttpRequest, HttpResponse> handler) {
        door = new Door(handler, deadlines);
        var builder = WebServer.builder()
                .host(address)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(500))
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .maxTcpConnections(MOST_CONNECTIONS)
                .idleConnectionTimeout(IDLE)
                .idleConnectionPeriod(IDLE.dividedBy(10))
                .directHandlers(refusals())
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new Protocols(deadlines, IDLE, http1(), http2(), UnaryOperator.identity()))
                .maxPayloadSize(LONGEST_BODY)
                .contentEncoding(encoding -> encoding.contentEncodingsDiscoverServices(false))
                .featuresDiscoverServices(false)
                .routing(HttpRouting.builder().addFilter(door));
        // With sockets rather than channels the server asks no name service for each client's name.
        tls.ifPresent(context ->
                builder.useNio(false).tls(Tls.builder().sslContext(context).build()));
        server = builder.build();
        try {
            server.start();
        } catch (RuntimeException e) {
            deadlines.close();
            throw e;
        }
        if (!server.isRunning()) {
            deadlines.close();
            throw new UncheckedIOException(new BindException("bind: address already in use"));
        }
    }

    private Http1Config http1() {
        return Http1Config.builder()
                .maxPrologueLength(LONGEST_PATH)
                .maxHeadersSize(LONGEST_HEADERS)
                .validatePath(false)
                .validatePrologue(false)
                .sendKeepAliveHeader(false)
                .addReceiveListener(new Http1ConnectionListener() {
                    @Override
                    public void prologue(ConnectionContext context, HttpPrologue prologue) {
                        deadlines.begin();
                    }
                })
                .build();
    }

    private static Http2Config http2() {
        return Http2Config.builder()
                .maxHeaderListSize(LONGEST_HEADERS)
                .maxConcurrentStreams(MOST_STREAMS)
                .flowControlTimeout(REQUEST_TIME)
                .validatePath(false)
                .build();
    }

    /** Answers what the HTTP server refuses by itself: a status without a word of what went wrong inside. */
    private static DirectHandlers refusals() {
        DirectHandler handler = (request, _, proposed, _, _) -> DirectHandler.TransportResponse.builder()
                .status(
                        request.path().isEmpty() && proposed.code() >= 500
                                ? io.helidon.http.Status.BAD_REQUEST_400
                                : proposed)
                .keepAlive(false)
                .entity(new byte[0])
                .build();
        var builder = DirectHandlers.builder();
        for (var event : DirectHandler.EventType.values()) {
            builder.addHandler(event, handler);
        }
        return builder.build();
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
        door.ending = true;
        long end = System.nanoTime() + deadline.toNanos();
        while (door.running.get() > 0 && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return door.running.get() == 0;
    }

    /** Closes all connections. */
    @Override
    public void close() {
        door.ending = true;
        server.stop();
        deadlines.close();
    }

    private static final class Door implements Filter {

        private final Function<HttpRequest, HttpResponse> handler;
        private final Deadlines deadlines;
        private final AtomicInteger running = new AtomicInteger();
        private volatile boolean ending;

        private Door(Function<HttpRequest, HttpResponse> handler, Deadlines deadlines) {
            this.handler = handler;
            this.deadlines = deadlines;
        }

        @Override
        public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
            boolean stream = request.prologue().protocolVersion().startsWith("2");
            if (stream) {
                deadlines.begin();
            }
            running.incrementAndGet();
            try {
                answer(request, response, stream);
            } finally {
                running.decrementAndGet();
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
            boolean keep = body.discard() && !ending && !isLast(request);
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
            if (ending) {
                return text(503, "The broker is ending. Try again later.\n");
            }
            var headers = request.headers();
            try {
                return handler.apply(new HttpRequest(
                        request.prologue().method().text(),
                        target.path(),
                        target.query(),
                        name -> headers.all(HeaderNames.create(name), List::of),
                        body));
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "A request could not be answered.", e);
                return new HttpResponse(500, List.of(), new byte[0]);
            }
        }

        private static boolean isLast(ServerRequest request) {
            return request.headers().values(HeaderNames.CONNECTION).stream()
                    .flatMap(value -> Arrays.stream(value.split(",", -1)))
                    .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
        }

        private static HttpResponse text(int status, String sentence) {
            return new HttpResponse(
                    status,
                    List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
                    sentence.getBytes(StandardCharsets.UTF_8));
        }
    }
}
