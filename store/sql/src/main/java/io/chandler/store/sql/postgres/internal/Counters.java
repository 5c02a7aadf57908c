package io.chandler.store.sql.postgres.internal;

import java.util.concurrent.atomic.AtomicLong;

/** What the writer has done. Written by its thread alone, read by any. */
final class Counters {

    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private volatile long lastWrite = System.nanoTime();
    private volatile boolean healthy;

    void committed(int written, int lost) {
        writes.addAndGet(written);
        refused.addAndGet(lost);
        if (written > 0) {
            commits.incrementAndGet();
            probed();
        }
    }

    void probed() {
        lastWrite = System.nanoTime();
        healthy = true;
    }

    void failed(int requests) {
        failed.addAndGet(requests);
    }

    void unhealthy() {
        healthy = false;
    }

    long writes() {
        return writes.get();
    }

    long refused() {
        return refused.get();
    }

    long failed() {
        return failed.get();
    }

    long commits() {
        return commits.get();
    }

    /** Whether something was made durable within this time and nothing has failed since. */
    boolean wroteWithin(long nanos) {
        return healthy && System.nanoTime() - lastWrite < nanos;
    }
}
