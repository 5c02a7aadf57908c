package io.chandler.store.kubernetes.internal;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The lines of one watch. The next bytes are asked for when all lines before are taken, so that a slow reader holds the
 * server back. One reader at a time; any thread may close.
 */
final class WatchStream implements AsyncBody.Consumer<List<ByteBuffer>>, AutoCloseable {

    private static final int LONGEST_LINE = 8 * 1024 * 1024;

    private final Failures.Asked asked;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private volatile @Nullable AsyncBody body;
    private volatile boolean closed;
    private boolean requested;
    private boolean ended;

    WatchStream(Failures.Asked asked) {
        this.asked = asked;
    }

    /** What came over the connection. */
    private sealed interface Piece {
        /** Bytes. */
        record Bytes(byte[] bytes) implements Piece {}

        /** No more bytes. */
        record End(Optional<Throwable> cause) implements Piece {}
    }

    /** Begins with the answer. @throws StoreException if it is a refusal */
    void begin(HttpResponse<AsyncBody> response) {
        body = response.body();
        var _ = response.body()
                .done()
                .whenComplete((_, failure) -> pieces.add(new Piece.End(Optional.ofNullable(failure))));
        if (response.code() != 200) {
            try {
                while (!ended && rest.size() < LONGEST_LINE) {
                    take(Duration.ofSeconds(10));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            close();
            lines.forEach(rest::writeBytes);
            throw Failures.of(asked, response.code(), rest.toByteArray());
        }
    }

    @Override
    public void consume(List<ByteBuffer> buffers, AsyncBody from) {
        var bytes = new ByteArrayOutputStream();
        for (var buffer : buffers) {
            var copy = new byte[buffer.remaining()];
            buffer.get(copy);
            bytes.writeBytes(copy);
        }
        pieces.add(new Piece.Bytes(bytes.toByteArray()));
    }

    /** Whether the connection has ended and all its lines are taken. */
    boolean ended() {
        return ended && lines.isEmpty();
    }

    /** The next event; empty if none came in time or the stream has {@link #ended}. */
    Optional<JsonNode> next(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            var line = lines.poll();
            if (line != null) {
                return Optional.of(parse(line));
            }
            if (ended || closed || !take(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                return Optional.empty();
            }
        }
    }

    private boolean take(Duration wait) throws InterruptedException {
        var from = body;
        if (!requested && from != null) {
            requested = true;
            from.consume();
        }
        var piece = pieces.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        switch (piece) {
            case null -> {
                return false;
            }
            case Piece.Bytes(var bytes) -> {
                requested = false;
                split(bytes);
            }
            case Piece.End(var _) -> ended = true;
        }
        return true;
    }

    private void split(byte[] bytes) {
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                rest.write(bytes, begin, i - begin);
                if (rest.size() > 0) {
                    lines.add(rest.toByteArray());
                }
                rest.reset();
                begin = i + 1;
            }
        }
        rest.write(bytes, begin, bytes.length - begin);
        if (rest.size() > LONGEST_LINE) {
            close();
            throw Failures.of(asked, new IOException("a line of the watch is too long"));
        }
    }

    private JsonNode parse(byte[] line) {
        try {
            return JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            close();
            throw Failures.of(asked, new IOException("no JSON", e));
        }
    }

    @Override
    public void close() {
        closed = true;
        pieces.add(new Piece.End(Optional.empty()));
        var from = body;
        if (from != null) {
            from.cancel();
        }
    }
}
