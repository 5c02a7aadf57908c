package io.chandler.server.internal.http;

import io.chandler.apiserver.ApiServer;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The listener of the Kubernetes-style API: HTTP/1.1 and, for watches, WebSockets. HTTP/2 is not offered: a watch has a
 * connection of its own, so that one that hangs is no other's concern and a client that has gone is noticed.
 */
public final class ApiListener implements AutoCloseable {

    private static final Duration REQUEST_TIME = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int MOST_CONNECTIONS = 20_000;
    private static final int LONGEST_PATH = 16 * 1024;
    private static final int LONGEST_HEADERS = 64 * 1024;
    private static final int LONGEST_BODY = 4 * 1024 * 1024;

    private final Deadlines deadlines = new Deadlines(REQUEST_TIME);
    private final ApiServer api;
    private final ApiDoor door;
    private final WebServer server;

    /**
     * Starts to listen.
     *
     * @param broker whose requests are taken too; empty for none
     * @throws UncheckedIOException if the port cannot be listened on
     */
    public ApiListener(String address, int port, Optional<SSLContext> tls, ApiServer api, Optional<Listener> broker) {
        this.api = api;
        door = new ApiDoor(api, deadlines, broker.map(Listener::door));
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
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(http1())
                        .addUpgrader(new WatchUpgrade(api, deadlines))
                        .build())
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
            throw cannotListen(address, port, e.getCause() instanceof IOException cause ? cause : new IOException(e));
        }
        if (!server.isRunning()) {
            deadlines.close();
            throw cannotListen(address, port, new BindException("address already in use"));
        }
    }

    private static UncheckedIOException cannotListen(String address, int port, IOException cause) {
        return new UncheckedIOException("the API cannot listen on " + address + ":" + port, cause);
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
                        ApiDoor.connection(context);
                        deadlines.begin();
                    }
                })
                .build();
    }

    /** Answers what the HTTP server refuses by itself: a Status without a word of what went wrong inside. */
    private static DirectHandlers refusals() {
        DirectHandler handler = (request, _, proposed, _, _) -> {
            var status = request.path().isEmpty() && proposed.code() >= 500 ? Status.BAD_REQUEST_400 : proposed;
            var body =
                    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\""
                            + "the request is not one that this server can read\",\"reason\":\""
                            + (status.code() == 413 ? "RequestEntityTooLarge" : "BadRequest") + "\",\"code\":"
                            + status.code()
                            + "}";
            return DirectHandler.TransportResponse.builder()
                    .status(status)
                    .keepAlive(false)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .entity(body.getBytes(StandardCharsets.UTF_8))
                    .build();
        };
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
     * Says that it is not ready, ends watches, refuses new requests and waits for those that run.
     *
     * @return whether all ended within the deadline
     */
    public boolean drain(Duration deadline) {
        api.end();
        return door.drain(deadline);
    }

    /** Closes all connections. */
    @Override
    public void close() {
        api.end();
        server.stop();
        deadlines.close();
    }
}
