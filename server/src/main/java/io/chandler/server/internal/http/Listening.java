package io.chandler.server.internal.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * How the broker listens: what is the same for all its listeners.
 *
 * @param what listens, as an error names it
 * @param address to listen on
 * @param port to listen on; 0 for any that is free
 * @param tls empty for connections in clear
 */
record Listening(String what, String address, int port, Optional<SSLContext> tls, Limits limits) {

    /** Streams of one connection; a client that wants more requests at once waits. */
    private static final int MOST_STREAMS = 250;

    /**
     * What clients may ask for.
     *
     * @param connections at once
     * @param idle after which a connection without a request is closed
     * @param exchange how long a client may take to send a request, or to take the response
     * @param path in bytes
     * @param headers in bytes
     * @param body in bytes
     */
    record Limits(int connections, Duration idle, Duration exchange, int path, int headers, long body) {}

    /**
     * HTTP/1.1.
     *
     * @param begun told of each request whose first line has come, by the thread that serves it
     */
    Http1Config http1(Consumer<ConnectionContext> begun) {
        return Http1Config.builder()
                .maxPrologueLength(limits.path)
                .maxHeadersSize(limits.headers)
                .validatePath(false)
                .validatePrologue(false)
                .sendKeepAliveHeader(false)
                .addReceiveListener(new Http1ConnectionListener() {
                    @Override
                    public void prologue(ConnectionContext context, HttpPrologue prologue) {
                        begun.accept(context);
                    }
                })
                .build();
    }

    /** HTTP/2. */
    Http2Config http2() {
        return Http2Config.builder()
                .maxHeaderListSize(limits.headers)
                .maxConcurrentStreams(MOST_STREAMS)
                .flowControlTimeout(limits.exchange)
                .validatePath(false)
                .build();
    }

    /**
     * Starts to listen.
     *
     * @param refusals how requests are answered that no handler sees
     * @throws UncheckedIOException if the port cannot be listened on
     */
    WebServer start(ServerConnectionSelector protocols, DirectHandler refusals, Filter door) {
        var builder = WebServer.builder()
                .host(address)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofMillis(500))
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .maxTcpConnections(limits.connections)
                .idleConnectionTimeout(limits.idle)
                .idleConnectionPeriod(Duration.ofMillis(Math.clamp(limits.idle.toMillis() / 4, 250, 30_000)))
                .directHandlers(always(refusals))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(protocols)
                .maxPayloadSize(limits.body)
                .contentEncoding(encoding -> encoding.contentEncodingsDiscoverServices(false))
                .featuresDiscoverServices(false)
                // Sockets copy a response once less than channels, and with TLS ask no name service for the client's
                // name.
                .useNio(false)
                .routing(HttpRouting.builder().addFilter(door));
        tls.ifPresent(context -> builder.tls(Tls.builder().sslContext(context).build()));
        var server = builder.build();
        server.start();
        // The HTTP server writes to its log why it could not listen, and says so in no other way.
        if (!server.isRunning()) {
            throw new UncheckedIOException(what + " cannot listen on " + address + ":" + port, reason());
        }
        return server;
    }

    /** Why the port cannot be listened on. */
    private IOException reason() {
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName(address))) {
            return new BindException("the port is free now, but was not a moment ago");
        } catch (IOException e) {
            return e;
        }
    }

    private static DirectHandlers always(DirectHandler handler) {
        var builder = DirectHandlers.builder();
        for (var event : DirectHandler.EventType.values()) {
            builder.addHandler(event, handler);
        }
        return builder.build();
    }
}
