package io.chandler.server.internal.http;

import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Sink;
import io.chandler.apiserver.ApiResponse.Watching;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events of a watch on a connection that is for them alone, as HTTP chunks with a line each or as text frames of a
 * WebSocket. The headers are sent at once. A client that has gone ends the watch; one that takes nothing for too long
 * loses its connection.
 */
final class WatchStream implements Sink {

    /** Bytes that are worth a packet; a client that takes nothing costs little more. */
    private static final int BUFFER = 4 * 1024;

    private static final byte[] CHUNK_END = "\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ConnectionContext connection;
    private final Deadlines.Exchange exchange;
    private final Framing framing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Packet packet = new Packet();

    private interface Framing {
        void frame(byte[] piece, Packet into);
    }

    private WatchStream(ConnectionContext connection, Deadlines.Exchange exchange, Framing framing) {
        this.connection = connection;
        this.exchange = exchange;
        this.framing = framing;
    }

    /** Sends the events of a watch as the body of a response, until it ends. */
    static void http(ConnectionContext connection, Deadlines.Exchange exchange, ApiResponse answer, Watching watching) {
        var stream = new WatchStream(connection, exchange, WatchStream::chunk);
        var head = new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" OK\r\n");
        for (var header : answer.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        head.append("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        stream.packet.add(head.toString().getBytes(StandardCharsets.US_ASCII));
        var reader = Thread.ofVirtual().name("chandler-api-client").start(() -> {
            awaitEnd(connection);
            watching.stop();
        });
        if (stream.run(watching)) {
            stream.packet.add(LAST_CHUNK);
            stream.flushQuietly();
        }
        reader.interrupt();
    }

    /** Sends the events of a watch through a WebSocket, whose handshake is over with this answer, until it ends. */
    static void webSocket(
            ConnectionContext connection, Deadlines.Exchange exchange, byte[] handshake, Watching watching) {
        var stream = new WatchStream(connection, exchange, WebSocketFrames::text);
        stream.packet.add(handshake);
        var reader = Thread.ofVirtual().name("chandler-api-client").start(() -> {
            WebSocketFrames.read(connection.dataReader(), stream::control);
            watching.stop();
        });
        if (stream.run(watching)) {
            WebSocketFrames.close(stream.packet);
            stream.flushQuietly();
        }
        reader.interrupt();
    }

    /** Whether the watch came to its end with the client still there. */
    private boolean run(Watching watching) {
        try {
            watching.run(this);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void chunk(byte[] piece, Packet into) {
        into.add(Integer.toHexString(piece.length + 1)
                .toUpperCase(Locale.ROOT)
                .concat("\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        into.add(piece);
        into.add(CHUNK_END);
    }

    /** Waits until the client has gone; it has nothing more to say. */
    private static void awaitEnd(ConnectionContext connection) {
        try {
            while (true) {
                connection.dataReader().ensureAvailable();
                connection.dataReader().skip(1);
            }
        } catch (RuntimeException e) {
            // It has gone, or the connection was closed here.
        }
    }

    @Override
    public void write(byte[] piece) throws IOException {
        lock.lock();
        try {
            framing.frame(piece, packet);
            if (packet.size() > BUFFER) {
                send();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            send();
        } finally {
            lock.unlock();
        }
    }

    /** Answers a frame of the client that wants an answer. */
    private void control(byte[] frame) {
        lock.lock();
        try {
            connection.dataWriter().writeNow(BufferData.create(frame));
        } catch (RuntimeException e) {
            // It has gone, which its reader will see.
        } finally {
            lock.unlock();
        }
    }

    private void send() throws IOException {
        if (packet.size() == 0) {
            return;
        }
        var bytes = packet.take();
        exchange.await();
        try {
            connection.dataWriter().writeNow(BufferData.create(bytes));
        } catch (RuntimeException e) {
            throw new IOException("the client has gone", e);
        }
        if (!exchange.work()) {
            throw new IOException("the client takes too long");
        }
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (IOException e) {
            // It has gone; there was nothing more to say.
        }
    }
}
