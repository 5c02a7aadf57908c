package io.chandler.store.sql.internal;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes those whose writes were done, on a virtual thread: the writer wakes one thread for a whole batch and goes on, where
 * each that it woke itself would take its processor from it. Batches are answered in their order.
 */
final class Answers {

    /** So few are woken by the writer itself. */
    private static final int FEW = 2;

    private final ConcurrentLinkedQueue<List<Request>> batches = new ConcurrentLinkedQueue<>();
    private final Thread thread =
            Thread.ofVirtual().name("chandler-store-answers").unstarted(this::run);
    private volatile boolean waiting;

    void start() {
        thread.start();
    }

    /** Wakes those who wait for these requests, now or very soon. */
    void answer(List<Request> batch) {
        if (batch.size() <= FEW) {
            batch.forEach(Request::answer);
            return;
        }
        batches.add(List.copyOf(batch));
        if (waiting) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            var batch = batches.poll();
            if (batch != null) {
                batch.forEach(Request::answer);
                continue;
            }
            waiting = true;
            if (batches.isEmpty()) {
                LockSupport.park(this);
            }
            waiting = false;
        }
    }
}
