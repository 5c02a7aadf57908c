package io.chandler.server.internal.http;

import io.chandler.osb.HttpRequest;
import io.chandler.osb.HttpResponse;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/1.1 for as long as its requests are plain. It reads no more of a request than its head, and
 * hands the connection to the HTTP server, for good, with the first head that is not plain or does not come in one
 * piece. The HTTP server's own reading of a head takes a fifth of the time of a short request.
 */
final class PlainConnection implements ServerConnection, InterruptableTask<Void> {

    private static final System.Logger LOG = System.getLogger(PlainConnection.class.getName());

    private enum State {
        /** The thread waits for a request. */
        WAITING,
        /** A request is being answered, or the HTTP server has the connection. */
        BUSY,
        /** No further request is read. */
        ENDED
    }

    private final ConnectionContext context;
    private final FrontDoor door;
    private final Listening.Limits limits;
    private final Supplier<ServerConnection> server;
    private final DataReader reader;
    private final AtomicReference<State> state = new AtomicReference<>(State.BUSY);
    private volatile long since = System.nanoTime();
    private volatile @Nullable Thread thread;
    private volatile @Nullable ServerConnection next;

    /**
     * @param server the HTTP server's connection of HTTP/1.1, with the same reader
     */
    PlainConnection(
            ConnectionContext context, FrontDoor door, Listening.Limits limits, Supplier<ServerConnection> server) {
        this.context = context;
        this.door = door;
        this.limits = limits;
        this.server = server;
        this.reader = context.dataReader();
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        thread = Thread.currentThread();
        while (true) {
            awaitRequest();
            var head = PlainHead.of(lookAhead(), limits);
            if (head == null) {
                break;
            }
            door.begin();
            reader.skip(head.length());
            serve(head);
        }
        var connection = server.get();
        next = connection;
        if (state.get() == State.ENDED) {
            connection.close(false);
        }
        connection.handle(limit);
    }

    private void awaitRequest() {
        since = System.nanoTime();
        if (!state.compareAndSet(State.BUSY, State.WAITING)) {
            throw new CloseConnectionException("the connection comes to its end");
        }
        try {
            reader.ensureAvailable();
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("the client has gone", e);
        }
        if (!state.compareAndSet(State.WAITING, State.BUSY)) {
            throw new CloseConnectionException("the connection was idle for too long");
        }
        since = System.nanoTime();
    }

    /** What has come and not been read, as far as a head may go. */
    private byte[] lookAhead() {
        int most = limits.path() + limits.headers();
        return reader.getBuffer(Math.min(reader.available(), most)).readBytes();
    }

    private void serve(PlainHead head) {
        var body = new Body(reader, head.contentLength());
        try {
            door.serve(new Request(head, body), false, this::send);
        } catch (CloseConnectionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A request could not be answered.", e);
            var target = head.target();
            send(
                    door.failed(new HttpRequest(
                            head.method(), target.path(), target.query(), head, InputStream.nullInputStream())),
                    false);
            throw new CloseConnectionException("a request could not be answered", e);
        }
    }

    private void send(HttpResponse answer, boolean keep) {
        PlainResponse.send(answer, keep, context);
    }

    @Override
    public Duration idleTime() {
        var connection = next;
        return connection == null ? Duration.ofNanos(System.nanoTime() - since) : connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
        var before = state.getAndSet(State.ENDED);
        var connection = next;
        var reading = thread;
        if (connection != null) {
            connection.close(interrupt);
        } else if (reading != null && (interrupt || before == State.WAITING)) {
            reading.interrupt();
        }
    }

    @Override
    public boolean canInterrupt() {
        var connection = next;
        return connection == null
                ? state.get() == State.WAITING
                : connection instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    private record Request(PlainHead head, Body content) implements Arrival {

        @Override
        public String method() {
            return head.method();
        }

        @Override
        public RawTarget target() {
            return head.target();
        }

        @Override
        public HttpRequest.Headers headers() {
            return head;
        }

        @Override
        public RequestBody body(Deadlines.Exchange exchange) {
            return new RequestBody(content, exchange);
        }

        @Override
        public boolean isLast() {
            return false;
        }
    }

    /** The bytes after a head. */
    private static final class Body extends InputStream implements RequestBody.Source {

        private final DataReader reader;
        private final int length;
        private int left;

        Body(DataReader reader, int length) {
            this.reader = reader;
            this.length = length;
            this.left = length;
        }

        @Override
        public boolean present() {
            return length > 0;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public boolean awaitsLeave() {
            return false;
        }

        @Override
        public InputStream open() {
            return this;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int most) {
            if (left == 0) {
                return -1;
            }
            if (most == 0) {
                return 0;
            }
            reader.ensureAvailable();
            int count = Math.min(Math.min(most, left), reader.available());
            reader.readBuffer(count).read(bytes, offset, count);
            left -= count;
            return count;
        }
    }
}
