package io.chandler.server.internal.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes lines on a thread of its own, many at once when there are many, so that a request does not wait for them.
 * Where lines come faster than they can be written, callers wait: none is dropped. Thread-safe.
 */
final class LineWriter {

    private static final int MOST_WAITING = 8_192;
    private static final int MOST_BYTES = 64 * 1024;
    private static final Duration REST = Duration.ofMillis(2);

    private final ArrayBlockingQueue<Item> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final OutputStream out;

    private sealed interface Item {
        record Line(String text) implements Item {}

        record Flush(CountDownLatch done) implements Item {}
    }

    LineWriter(OutputStream out) {
        this.out = out;
        Thread.ofPlatform().daemon().name("chandler-log").start(this::work);
    }

    void write(String line) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(new Item.Line(line));
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all lines before are written, two seconds at most. */
    void flush() {
        var done = new CountDownLatch(1);
        try {
            if (waiting.offer(new Item.Flush(done), 1, TimeUnit.SECONDS)) {
                boolean _ = done.await(2, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        var bytes = new ByteArrayOutputStream(MOST_BYTES);
        List<CountDownLatch> flushed = new ArrayList<>();
        while (true) {
            try {
                // The lines of the meantime are written together, and none of their writers has to wake this thread.
                Thread.sleep(REST);
                var item = waiting.take();
                while (item != null) {
                    switch (item) {
                        case Item.Line(var text) -> bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                        case Item.Flush(var done) -> flushed.add(done);
                    }
                    item = bytes.size() < MOST_BYTES ? waiting.poll() : null;
                }
                bytes.writeTo(out);
                out.flush();
            } catch (IOException e) {
                // Nobody reads the lines any more, and there is no other place to tell of it.
            } catch (InterruptedException e) {
                return;
            } finally {
                bytes.reset();
                flushed.forEach(CountDownLatch::countDown);
                flushed.clear();
            }
        }
    }
}
