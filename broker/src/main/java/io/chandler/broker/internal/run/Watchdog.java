package io.chandler.broker.internal.run;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Interrupts runs that pass their deadline, and lets runs do what is due in between. One thread looks at all of them four
 * times a second. Thread-safe.
 */
public final class Watchdog implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 250;

    private final ConcurrentHashMap<Thread, Watched> watched = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Thread thread;

    /** Starts watching. */
    public Watchdog(Clock clock) {
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("chandler-watchdog").start(this::watch);
    }

    private record Watched(Instant deadline, Runnable tick) {}

    /**
     * Interrupts the current thread once the deadline has passed, until the returned guard is closed.
     *
     * @param tick called in every round; must be quick and throw nothing
     */
    Guard guard(Instant deadline, Runnable tick) {
        var run = Thread.currentThread();
        watched.put(run, new Watched(deadline, tick));
        return () -> watched.remove(run);
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(INTERVAL_MILLIS);
                if (!watched.isEmpty()) {
                    var now = clock.instant();
                    watched.forEach((run, watch) -> {
                        watch.tick().run();
                        if (now.isAfter(watch.deadline())) {
                            // Under the lock of the entry: a guard that is closed is not interrupted any more.
                            watched.computeIfPresent(run, (same, until) -> {
                                same.interrupt();
                                return null;
                            });
                        }
                    });
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** Ends the watch over one run. */
    @FunctionalInterface
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }
}
