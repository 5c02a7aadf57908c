package io.chandler.server.internal.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells HTTP/2 from HTTP/1.1 by the first bytes of a connection, which must come in time. An upgrade from one to the
 * other is not offered: clients that know negotiate by TLS or begin with HTTP/2 at once.
 */
final class Protocols implements ServerConnectionSelector {

    private static final byte[] HTTP_2 = "PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Deadlines deadlines;
    private final Duration longestIdle;
    private final ServerConnectionSelector http1;
    private final ServerConnectionSelector http2;
    private final BiFunction<ConnectionContext, ServerConnectionSelector, ServerConnection> first;

    /**
     * @param first makes a connection of HTTP/1.1, given how the HTTP server makes one
     */
    Protocols(
            Deadlines deadlines,
            Duration longestIdle,
            Http1Config http1,
            Http2Config http2,
            BiFunction<ConnectionContext, ServerConnectionSelector, ServerConnection> first) {
        this.deadlines = deadlines;
        this.longestIdle = longestIdle;
        this.http1 = Http1ConnectionSelector.builder().config(http1).build();
        this.http2 = Http2ConnectionSelector.builder().http2Config(http2).build();
        this.first = first;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("h2", "http/1.1");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new Connection(context);
    }

    /** A connection that becomes one of HTTP/1.1 or HTTP/2 when its first bytes have come. */
    private final class Connection implements ServerConnection, InterruptableTask<Void> {

        private final ConnectionContext context;
        private volatile @Nullable Thread thread;
        private volatile @Nullable ServerConnection known;

        Connection(ConnectionContext context) {
            this.context = context;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            thread = Thread.currentThread();
            var exchange = deadlines.exchange();
            try {
                exchange.await();
                boolean second = isHttp2(context.dataReader());
                if (second) {
                    exchange.rest();
                }
                // The first line of HTTP/1.1 has to come in the same time.
                var connection = second ? http2.connection(context) : first.apply(context, http1);
                known = connection;
                connection.handle(limit);
            } finally {
                deadlines.forget();
            }
        }

        private static boolean isHttp2(DataReader reader) {
            try {
                return reader.lookup() == HTTP_2[0] && reader.startsWith(HTTP_2);
            } catch (DataReader.InsufficientDataAvailableException e) {
                throw new CloseConnectionException("the client has gone", e);
            }
        }

        @Override
        public Duration idleTime() {
            var connection = known;
            return connection == null ? Duration.ZERO : connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            var connection = known;
            var waiting = thread;
            if (connection != null) {
                // Streams that a client has left open do not keep a connection for ever.
                connection.close(interrupt || connection.idleTime().compareTo(longestIdle.multipliedBy(2)) > 0);
            } else if (waiting != null) {
                waiting.interrupt();
            }
        }

        @Override
        public boolean canInterrupt() {
            var connection = known;
            return connection == null || (connection instanceof InterruptableTask<?> task && task.canInterrupt());
        }
    }
}
