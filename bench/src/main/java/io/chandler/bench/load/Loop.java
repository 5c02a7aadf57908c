package io.chandler.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Drives connections from one thread, in rounds: it reads all replies that are there, and then sends the next requests
 * of those whose replies came in the round before. So a server that looks for the next request right after its reply
 * does not find it, turns to the other connections, and each has a request with it all the time. No unit of work begins
 * after the end; those that run are finished.
 */
final class Loop {

    private static final long FINISH_NANOS = 60_000_000_000L;

    /** Takes a reply of the usual size in one read. */
    private static final int BUFFER = 64 * 1024;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final List<Connection> connections = new ArrayList<>();

    /** Connections whose next request is due in the next round. */
    private ArrayList<Connection> answered = new ArrayList<>();

    /** Those of this round. */
    private ArrayList<Connection> sending = new ArrayList<>();

    private final PriorityQueue<Connection> pausing = new PriorityQueue<>(Comparator.comparingLong(Connection::due));
    private final Histogram latencies = new Histogram(60_000_000_000L, 3);
    private final long limit;
    private long started;
    private long end;
    private long last;
    private long units;
    private long requests;
    private int running;

    /**
     * @param limit most units of work of this loop
     */
    Loop(InetSocketAddress address, int count, Supplier<Script> scripts, long limit) throws IOException {
        this.selector = Selector.open();
        this.limit = limit;
        for (var index = 0; index < count; index++) {
            connections.add(new Connection(address, selector, scripts.get()));
        }
    }

    /** Runs until a moment of {@link System#nanoTime()}. */
    void run(long until) throws IOException {
        end = until;
        try {
            for (var connection : connections) {
                begin(connection, System.nanoTime());
            }
            while (running > 0) {
                var swapped = sending;
                sending = answered;
                answered = swapped;
                if (sending.isEmpty()) {
                    selector.select(this::ready, pauseMillis());
                } else {
                    selector.selectNow(this::ready);
                    send();
                }
                resume(System.nanoTime());
            }
        } finally {
            for (var connection : connections) {
                connection.close();
            }
            selector.close();
        }
    }

    private void begin(Connection connection, long now) {
        if (now < end && started < limit) {
            started++;
            running++;
            connection.begin();
            answered.add(connection);
        }
    }

    private void send() throws IOException {
        for (var connection : sending) {
            requests++;
            connection.send();
        }
        sending.clear();
    }

    private long pauseMillis() {
        var next = pausing.peek();
        return next == null ? 1_000 : Math.max(1, (next.due() - System.nanoTime()) / 1_000_000);
    }

    private void resume(long now) {
        if (now > end + FINISH_NANOS) {
            throw new UnexpectedReply(running + " units of work are not finished a minute after the end");
        }
        for (var next = pausing.peek(); next != null && next.due() <= now; next = pausing.peek()) {
            answered.add(pausing.poll());
        }
    }

    private void ready(SelectionKey key) {
        var connection = (Connection) key.attachment();
        try {
            if (connection.writing()) {
                connection.write();
            } else if (connection.read(buffer)) {
                take(connection);
            }
        } catch (IOException e) {
            throw new UnexpectedReply("The connection broke: " + e);
        }
    }

    private void take(Connection connection) {
        var progress = connection.take();
        var now = System.nanoTime();
        switch (progress) {
            case NEXT -> answered.add(connection);
            case LATER -> {
                connection.pauseFrom(now);
                pausing.add(connection);
            }
            case DONE -> {
                running--;
                if (now <= end) {
                    units++;
                    last = now;
                    latencies.recordValue(Math.min(now - connection.begun(), latencies.getHighestTrackableValue()));
                }
                begin(connection, now);
            }
        }
    }

    /** Units of work done before the end. */
    long units() {
        return units;
    }

    /** Requests sent. */
    long requests() {
        return requests;
    }

    /** When the last unit before the end was done. */
    long last() {
        return last;
    }

    /** How long each unit took, in nanoseconds. */
    Histogram latencies() {
        return latencies;
    }

    /** Connections opened because the server had closed others. */
    int reopened() {
        return connections.stream().mapToInt(Connection::reopened).sum();
    }
}
