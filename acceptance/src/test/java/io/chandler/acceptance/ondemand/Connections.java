package io.chandler.acceptance.ondemand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts, while it watches, how many connections to a port of this machine are open at once, as the kernel knows them. */
final class Connections implements AutoCloseable {

    private static final String ESTABLISHED = "01";
    private volatile boolean closed;
    private final AtomicInteger most = new AtomicInteger();
    private Thread watcher = new Thread(() -> {});

    /** Begins to watch. */
    void watch(int port) {
        var farEnd = ":%04X %s ".formatted(port, ESTABLISHED);
        watcher = Thread.ofPlatform().daemon().name("connections").start(() -> {
            while (!closed) {
                most.accumulateAndGet(open(farEnd), Math::max);
                try {
                    TimeUnit.MILLISECONDS.sleep(50);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    /** Clients have the port at the far end; the tables of both families of addresses count. */
    private static int open(String farEnd) {
        int count = 0;
        for (var table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            try (var lines = Files.lines(Path.of(table))) {
                // Far end and state follow each other; a table may be long, and is read often.
                count += (int) lines.filter(line -> line.contains(farEnd)).count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return count;
    }

    int most() {
        return most.get();
    }

    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
    }
}
