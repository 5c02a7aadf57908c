package io.chandler.server.internal.http;

import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Body;
import io.chandler.apiserver.ApiServer;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A request that wants to go on as a WebSocket: a watch does. Whatever else is asked for that way is answered by plain
 * HTTP, for a client that waits for a WebSocket would wait in vain for the end of a stream.
 */
final class WatchUpgrade implements Http1Upgrader {

    private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");

    private final ApiServer api;
    private final Deadlines deadlines;

    WatchUpgrade(ApiServer api, Deadlines deadlines) {
        this.api = api;
        this.deadlines = deadlines;
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    @Override
    public ServerConnection upgrade(ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        var target = Optional.ofNullable(RawTarget.of(prologue)).orElseGet(() -> new RawTarget("/", ""));
        var exchange = deadlines.exchange();
        boolean _ = exchange.work();
        var answer = api.handle(ApiDoor.request(
                prologue.method().text(), target, headers, InputStream.nullInputStream(), context.remotePeer()));
        var keys = headers.all(KEY, List::of);
        return new Connection(context, exchange, answer, keys.isEmpty() ? "" : keys.getFirst());
    }

    /** A connection after its handshake. */
    private record Connection(ConnectionContext context, Deadlines.Exchange exchange, ApiResponse answer, String key)
            implements ServerConnection {

        @Override
        public void handle(Limit limit) {
            if (answer.body() instanceof Body.Events(var watching)) {
                WatchStream.webSocket(context, exchange, handshake(), watching);
                return;
            }
            var head = new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" \r\n");
            headers(head);
            var body = body();
            head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
            var all = new ByteArrayOutputStream();
            all.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(body);
            exchange.await();
            context.dataWriter().writeNow(BufferData.create(all.toByteArray()));
            exchange.rest();
        }

        private byte[] body() {
            return switch (answer.body()) {
                case Body.Bytes(var bytes) -> bytes;
                // Nobody reads a list from a WebSocket.
                case Body.Pieces _, Body.Events _ -> new byte[0];
            };
        }

        private byte[] handshake() {
            return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + WebSocketFrames.accept(key) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        private void headers(StringBuilder head) {
            for (var header : answer.headers()) {
                head.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            if (answer.body() instanceof Body.Events(var watching)) {
                watching.stop();
            }
        }
    }
}
