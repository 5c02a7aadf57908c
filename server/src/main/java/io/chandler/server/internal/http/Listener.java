package io.chandler.server.internal.http;

import io.chandler.osb.Endpoint;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import io.chandler.server.internal.access.Access;
import io.chandler.server.internal.metrics.Metrics;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http2.Http2Config;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The HTTP listener: HTTP/1.1 and HTTP/2 on one port, each request on a virtual thread. */
public final class Listener implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(10);

    /** Streams of one connection; a client that wants more requests at once waits. */
    private static final int MOST_STREAMS = 250;

    private final FrontDoor door;
    private final Deadlines deadlines;
    private final WebServer server;

    /**
     * Starts to listen.
     *
     * @param address to listen on
     * @param problem why requests cannot be served now; see {@code /ready}
     * @throws UncheckedIOException if the port cannot be listened on
     */
    public Listener(
            Configuration configuration,
            String address,
            Endpoint endpoint,
            Supplier<Access> access,
            Supplier<Optional<String>> problem,
            Metrics metrics,
            Optional<SSLContext> tls) {
        deadlines = new Deadlines(configuration.get(Keys.LIMIT_REQUEST_TIME));
        door = new FrontDoor(
                endpoint,
                access,
                new Operations(problem, metrics::scrape, configuration.get(Keys.METRICS_ACCESS)),
                deadlines,
                configuration.get(Keys.LIMIT_REQUESTS),
                metrics::refused);
        server = server(configuration, address, access, metrics, tls);
        try {
            server.start();
        } catch (RuntimeException e) {
            deadlines.close();
            throw e;
        }
    }

    private WebServer server(
            Configuration configuration,
            String address,
            Supplier<Access> access,
            Metrics metrics,
            Optional<SSLContext> tls) {
        var idle = configuration.get(Keys.LIMIT_IDLE);
        var entrance = Entrance.to(door);
        var builder = WebServer.builder()
                .host(address)
                .port(configuration.get(Keys.PORT))
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(500))
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .maxTcpConnections(configuration.get(Keys.LIMIT_CONNECTIONS))
                .idleConnectionTimeout(idle)
                .idleConnectionPeriod(Duration.ofMillis(Math.clamp(idle.toMillis() / 4, 250, 30_000)))
                .directHandlers(Refusals.handlers(access, metrics::refused))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new Protocols(
                        deadlines,
                        idle,
                        http1(configuration),
                        http2(configuration),
                        connection -> new RoutedConnection(connection, entrance)))
                .maxPayloadSize(configuration.get(Keys.LIMIT_BODY))
                .contentEncoding(encoding -> encoding.contentEncodingsDiscoverServices(false))
                .featuresDiscoverServices(false)
                // Sockets copy a response once less than channels, and with TLS ask no name service for the client's
                // name.
                .useNio(false)
                .routing(HttpRouting.builder().addFilter(door));
        tls.ifPresent(context -> builder.tls(Tls.builder().sslContext(context).build()));
        return builder.build();
    }

    private Http1Config http1(Configuration configuration) {
        return Http1Config.builder()
                .maxPrologueLength(configuration.get(Keys.LIMIT_PATH))
                .maxHeadersSize(configuration.get(Keys.LIMIT_HEADERS))
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

    private static Http2Config http2(Configuration configuration) {
        return Http2Config.builder()
                .maxHeaderListSize(configuration.get(Keys.LIMIT_HEADERS))
                .maxConcurrentStreams(MOST_STREAMS)
                .flowControlTimeout(configuration.get(Keys.LIMIT_REQUEST_TIME))
                .validatePath(false)
                .build();
    }

    /** Where its requests come in, for another listener that takes some too. */
    FrontDoor door() {
        return door;
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    /** Requests that are being answered. */
    public int running() {
        return door.running();
    }

    /**
     * Refuses new requests and waits for those that run.
     *
     * @return whether all ended within the deadline
     */
    public boolean drain(Duration deadline) {
        door.end();
        long end = System.nanoTime() + deadline.toNanos();
        while (door.running() > 0 && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return door.running() == 0;
    }

    /** Closes all connections. */
    @Override
    public void close() {
        door.end();
        server.stop();
        deadlines.close();
    }
}
