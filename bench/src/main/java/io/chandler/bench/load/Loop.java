package io.chandler.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Drives some connections from one thread. No unit of work begins after the end; those that run are finished. */
final class Loop {

    private static final long FINISH_NANOS = 60_000_000_000L;

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
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
                selector.select(this::ready, pauseMillis());
                resume(System.nanoTime());
            }
        } finally {
            for (var connection : connections) {
                connection.close();
            }
            selector.close();
        }
    }

    private void begin(Connection connection, long now) throws IOException {
        if (now < end && started < limit) {
            started++;
            running++;
            requests++;
            connection.begin(now);
        }
    }

    private long pauseMillis() {
        var next = pausing.peek();
        return next == null ? 1_000 : Math.max(1, (next.due() - System.nanoTime()) / 1_000_000);
    }

    private void resume(long now) throws IOException {
        if (now > end + FINISH_NANOS) {
            throw new UnexpectedReply(running + " units of work are not finished a minute after the end");
        }
        for (var next = pausing.peek(); next != null && next.due() <= now; next = pausing.peek()) {
            pausing.poll();
            requests++;
            next.send();
        }
    }

    private void ready(SelectionKey key) {
        var connection = (Connection) key.attachment();
        try {
            if (connection.writing()) {
                connection.write();
            } else if (connection.read()) {
                take(connection);
            }
        } catch (IOException e) {
            throw new UnexpectedReply("The connection broke: " + e);
        }
    }

    private void take(Connection connection) throws IOException {
        var progress = connection.take();
        var now = System.nanoTime();
        switch (progress) {
            case NEXT -> {
                requests++;
                connection.send();
            }
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
