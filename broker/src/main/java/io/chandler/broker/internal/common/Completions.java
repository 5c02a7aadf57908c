package io.chandler.broker.internal.common;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a request wait for the end of an operation that runs in this process. Thread-safe. */
public final class Completions {

    private final ConcurrentHashMap<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

    /** Announces that somebody will wait; before the operation can end. */
    public void expect(String operationId) {
        waiting.computeIfAbsent(operationId, id -> new CountDownLatch(1));
    }

    /** Says that the operation has ended, or will not end here. */
    public void ended(String operationId) {
        var latch = waiting.remove(operationId);
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Waits for {@link #ended}; false at once if nobody announced a wait. */
    public boolean await(String operationId, Duration longest) throws InterruptedException {
        var latch = waiting.get(operationId);
        if (latch == null) {
            return false;
        }
        boolean _ = latch.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        return true;
    }
}
