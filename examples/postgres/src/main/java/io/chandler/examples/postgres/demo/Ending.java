package io.chandler.examples.postgres.demo;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ends what was started, once: when the demo ends by itself and when its process is asked to end, by Ctrl-C or TERM.
 * Thread-safe.
 */
final class Ending implements AutoCloseable {

    private final Deque<End> ends = new ArrayDeque<>();
    private volatile boolean begun;

    Ending() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "ending"));
    }

    /** Ends something. */
    @FunctionalInterface
    interface End {
        void run() throws IOException, InterruptedException;
    }

    /** Adds what is ended before all that was added until now. */
    synchronized void first(End end) {
        ends.addFirst(end);
    }

    /** Adds what is ended after all that was added until now. */
    synchronized void last(End end) {
        ends.addLast(end);
    }

    /** Whether things are being ended, so that nothing can be expected of them any more. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void close() {
        begun = true;
        closeAll();
    }

    private synchronized void closeAll() {
        for (var end = ends.poll(); end != null; end = ends.poll()) {
            try {
                end.run();
            } catch (IOException e) {
                System.err.println("chandler: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
