package io.chandler.store.sql.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What the writer has done. Written by its thread alone, read by any. */
public final class WriterCounters {

    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private volatile int largestBatch;
    private volatile long lastCommit = System.nanoTime();
    private volatile boolean healthy;

    void committed(List<Request> batch, int written) {
        int lost = 0;
        boolean pinged = false;
        for (var request : batch) {
            lost += request.refused() ? 1 : 0;
            pinged |= request.kind == Request.Kind.PING;
        }
        writes.addAndGet(written);
        refused.addAndGet(lost);
        if (written > 0 || pinged) {
            commits.incrementAndGet();
            largestBatch = Math.max(largestBatch, written);
            lastCommit = System.nanoTime();
            healthy = true;
        }
    }

    void failed(int requests) {
        healthy = false;
        failed.addAndGet(requests);
    }

    public long writes() {
        return writes.get();
    }

    public long refused() {
        return refused.get();
    }

    public long failed() {
        return failed.get();
    }

    public long commits() {
        return commits.get();
    }

    public int largestBatch() {
        return largestBatch;
    }

    /** Whether something was made durable within this time and nothing has failed since. */
    public boolean wroteWithin(long nanos) {
        return healthy && System.nanoTime() - lastCommit < nanos;
    }
}
