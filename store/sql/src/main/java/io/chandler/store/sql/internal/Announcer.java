package io.chandler.store.sql.internal;

import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the subscriptions that a change concerns, on a thread of its own, so that the writer's part is one signal however
 * many watch. Finds them by the prefixes of the changed key.
 */
public final class Announcer implements AutoCloseable {

    /** Bytes of history that all who are behind may have in memory, about, unless so many are that each has the least. */
    private static final long BYTES = 4 * 1024 * 1024;

    private static final long LEAST_BYTES = 8 * 1024;
    private static final long MOST_BYTES = 256 * 1024;
    private static final int CROWD = 64;

    private final RecentChanges recent;
    private final ConcurrentHashMap<String, Set<ChangeSubscription>> byPrefix = new ConcurrentHashMap<>();
    private final TreeMap<Integer, Integer> byLength = new TreeMap<>();
    private final Thread thread;
    /** Of the prefixes, ascending. */
    private volatile int[] lengths = {};

    private final AtomicInteger subscriptions = new AtomicInteger();
    private volatile long position;
    private volatile boolean waiting;
    private volatile boolean closed;

    public Announcer(RecentChanges recent, String name) {
        this.recent = recent;
        this.position = recent.newest();
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    public synchronized void add(ChangeSubscription subscription) {
        String prefix = subscription.prefix();
        if (byPrefix.computeIfAbsent(prefix, absent -> ConcurrentHashMap.newKeySet())
                .add(subscription)) {
            count(prefix.length(), 1);
        }
    }

    synchronized void remove(ChangeSubscription subscription) {
        String prefix = subscription.prefix();
        var all = byPrefix.get(prefix);
        if (all != null && all.remove(subscription)) {
            if (all.isEmpty()) {
                byPrefix.remove(prefix);
            }
            count(prefix.length(), -1);
        }
    }

    private void count(int length, int difference) {
        subscriptions.addAndGet(difference);
        int left = byLength.merge(length, difference, Integer::sum);
        if (left == 0) {
            byLength.remove(length);
        }
        if (left == 0 || left == difference) {
            lengths = byLength.keySet().stream().mapToInt(Integer::intValue).toArray();
        }
    }

    public int subscriptions() {
        return subscriptions.get();
    }

    /** Bytes of values after which a reading of history ends: much for a few, little for each of a thousand. */
    public long slice() {
        return Math.clamp(BYTES / Math.max(1, subscriptions()), LEAST_BYTES, MOST_BYTES);
    }

    /** Whether so many are subscribed that it is worth keeping what one has read for the others. */
    public boolean crowded() {
        return subscriptions() > CROWD;
    }

    /** The revision after which a subscription still needs history; {@link Long#MAX_VALUE} if none does. */
    public long needed() {
        long needed = Long.MAX_VALUE;
        for (var all : byPrefix.values()) {
            for (var subscription : all) {
                needed = Math.min(needed, subscription.needed());
            }
        }
        return needed;
    }

    /** All subscriptions to whose changes up to this revision belong have been told. */
    long position() {
        return position;
    }

    /** Tells that there is something new. */
    public void signal() {
        if (waiting) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            long newest = recent.newest();
            if (newest == position) {
                waiting = true;
                if (recent.newest() == position && !closed) {
                    LockSupport.park(this);
                }
                waiting = false;
            } else {
                announce(position + 1, newest);
                position = newest;
            }
        }
        byPrefix.values().forEach(all -> all.forEach(ChangeSubscription::wake));
    }

    private void announce(long from, long to) {
        int[] present = lengths;
        if (present.length == 0) {
            return;
        }
        for (long revision = from; revision <= to; revision++) {
            var change = recent.get(revision);
            if (change == null) {
                long first = revision;
                byPrefix.values().forEach(all -> all.forEach(subscription -> subscription.changed(first)));
                return;
            }
            String key = change.row.key();
            for (int length : present) {
                if (length > key.length()) {
                    break;
                }
                var concerned = byPrefix.get(key.substring(0, length));
                if (concerned != null) {
                    for (var subscription : concerned) {
                        subscription.changed(revision);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
