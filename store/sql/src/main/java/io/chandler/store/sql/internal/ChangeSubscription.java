package io.chandler.store.sql.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A place in the history, which moves on as its reader reads. */
public final class ChangeSubscription implements Subscription {

    /** Most changes that are handed over at once. */
    private static final int BATCH = 256;

    private final ChangeSource source;
    private final Announcer announcer;
    private final String prefix;
    /** Revision of the first change for this subscription that came since the reader looked; 0 for none. */
    private final AtomicLong pending = new AtomicLong();

    private volatile @Nullable Thread reader;
    private volatile boolean closed;
    /** All up to here was read or does not concern this subscription. */
    private long cursor;
    /** Whether there may be changes after the cursor that the announcer has not told of. */
    private boolean behind = true;
    /** Changes after this one are still to be read; {@link Long#MAX_VALUE} if only those may be that are pending. */
    private volatile long unread;

    public ChangeSubscription(ChangeSource source, Announcer announcer, String prefix, long after) {
        this.source = source;
        this.announcer = announcer;
        this.prefix = prefix;
        this.cursor = after;
        this.unread = after;
    }

    String prefix() {
        return prefix;
    }

    /** Tells of a change of a key with the prefix. */
    void changed(long revision) {
        if (pending.compareAndSet(0, revision)) {
            wake();
        }
    }

    /** The revision after which history is still needed; {@link Long#MAX_VALUE} if all was read. */
    long needed() {
        // In this order: what is no longer pending was made unread before.
        long first = pending.get();
        return first == 0 ? unread : Math.min(unread, first - 1);
    }

    void wake() {
        LockSupport.unpark(reader);
    }

    @Override
    public List<Change> next(Duration wait) throws InterruptedException {
        long deadline = deadline(wait);
        reader = Thread.currentThread();
        try {
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (closed) {
                    return List.of();
                }
                var changes = read();
                if (!changes.isEmpty()) {
                    return changes;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 && !behind) {
                    return List.of();
                }
                if (!behind && pending.get() == 0 && !closed) {
                    LockSupport.parkNanos(this, left);
                }
            }
        } finally {
            reader = null;
        }
    }

    private static long deadline(Duration wait) {
        long now = System.nanoTime();
        return wait.compareTo(Duration.ofDays(365)) > 0
                ? now + Duration.ofDays(365).toNanos()
                : now + wait.toNanos();
    }

    private List<Change> read() {
        long announced = announcer.position();
        if (!behind && pending.get() != 0) {
            unread = Math.max(cursor, pending.get() - 1);
        }
        long first = pending.getAndSet(0);
        if (!behind) {
            cursor = Math.max(cursor, first == 0 ? announced : first - 1);
        }
        source.checkOpen();
        long newest = source.newest();
        if (cursor >= newest) {
            behind = false;
            unread = Long.MAX_VALUE;
            return List.of();
        }
        behind = true;
        var changes = new ArrayList<Change>();
        cursor = source.read(prefix, cursor, newest, BATCH, changes);
        behind = cursor < newest;
        unread = behind ? cursor : Long.MAX_VALUE;
        return changes;
    }

    @Override
    public Optional<Revision> reached() {
        return Optional.of(Revision.of(cursor));
    }

    @Override
    public void close() {
        closed = true;
        announcer.remove(this);
        wake();
    }
}
