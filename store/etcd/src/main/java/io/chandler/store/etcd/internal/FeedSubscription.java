package io.chandler.store.etcd.internal;

import io.chandler.resources.store.Change;
import io.chandler.resources.store.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Changes of keys with a prefix: from memory, and from etcd as long as it is behind what is there. */
final class FeedSubscription implements Subscription {

    private static final int BATCH = 512;
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Feed feed;
    private final Cluster cluster;
    private final Layout layout;
    private final String prefix;
    private final ReentrantLock lock;
    private final Condition woken;
    private final int epoch;
    /** Up to where everything was told; guarded by the lock, as all that follows. */
    private long cursor;
    /** The first change that concerns this subscription and was not told; 0 if there is none. */
    private long pending;
    /** Whether there may be changes after the cursor that were never offered. */
    private boolean behind = true;
    /** What the reader waits for even if its time is up. */
    private long awaited;

    private boolean closed;

    FeedSubscription(
            Feed feed, Cluster cluster, Layout layout, String prefix, ReentrantLock lock, int epoch, long after) {
        this.feed = feed;
        this.cluster = cluster;
        this.layout = layout;
        this.prefix = prefix;
        this.lock = lock;
        this.woken = lock.newCondition();
        this.epoch = epoch;
        this.cursor = after;
    }

    /** Takes note of a change. With the lock. */
    void offer(Change change) {
        if (pending == 0 && change.entry().key().startsWith(prefix)) {
            pending = Recent.revision(change);
            woken.signalAll();
        }
    }

    /** Takes note that everything up to a revision was offered. With the lock. */
    void reached(long last) {
        if (awaited > 0 && last >= awaited) {
            awaited = 0;
            woken.signalAll();
        }
    }

    /** Takes note that changes after a revision will not be offered. With the lock. */
    void fallBehind(long last) {
        if (!behind) {
            cursor = Math.max(cursor, pending == 0 ? last : pending - 1);
            behind = true;
        }
        woken.signalAll();
    }

    /** With the lock. */
    void wake() {
        woken.signalAll();
    }

    @Override
    public List<Change> next(Duration wait) throws InterruptedException {
        long now = System.nanoTime();
        long end = now + (wait.compareTo(Duration.ofDays(365)) > 0 ? Duration.ofDays(365) : wait).toNanos();
        // What this process itself has written is told without waiting, as soon as it is there.
        long own = feed.acknowledged();
        long latest = Math.max(end, now + cluster.timeout().toNanos());
        var changes = new ArrayList<Change>();
        while (true) {
            long target;
            lock.lockInterruptibly();
            try {
                if (closed) {
                    return List.of();
                }
                feed.check(epoch);
                if (poll(changes)) {
                    if (!changes.isEmpty() || !await(own, end, latest)) {
                        return changes;
                    }
                    continue;
                }
                target = feed.recent().floor();
            } finally {
                lock.unlock();
            }
            feed.historyWatches().acquire();
            try {
                readHistory(target, latest, changes);
            } finally {
                feed.historyWatches().release();
            }
            if (!changes.isEmpty()) {
                return changes;
            }
        }
    }

    /** Reads from memory. @return false if what is next is not there any more */
    private boolean poll(List<Change> into) {
        var recent = feed.recent();
        if (!behind) {
            cursor = Math.max(cursor, pending == 0 ? recent.last() : pending - 1);
            if (pending == 0) {
                return true;
            }
        }
        if (cursor < recent.floor()) {
            behind = true;
            return false;
        }
        pending = 0;
        cursor = recent.read(prefix, cursor, BATCH, into);
        behind = into.size() == BATCH;
        return true;
    }

    /** Waits for a reason to look again. @return false if there is nothing to wait for */
    @SuppressWarnings("WaitNotInLoop") // the reader looks again
    private boolean await(long own, long end, long latest) throws InterruptedException {
        boolean late = feed.recent().last() < own;
        long left = (late ? latest : end) - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        awaited = late ? own : 0;
        if (pending == 0 && !behind) {
            long ignored = woken.awaitNanos(left);
        }
        return true;
    }

    /** Reads from etcd until there are enough changes, or all that memory does not have. */
    private void readHistory(long target, long latest, List<Change> into) throws InterruptedException {
        while (true) {
            long from = position();
            var attempt = new Slice(from, target);
            try (var changes = new Changes(cluster, layout, from, from)) {
                attempt.member = changes.member();
                attempt.read(changes, latest, into);
                moveTo(attempt.reached);
                return;
            } catch (CallException e) {
                into.clear();
                recover(e, attempt.member);
                if (System.nanoTime() >= latest) {
                    throw e.unavailable(true);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private void recover(CallException failure, String member) {
        if (failure.kind() == CallException.Kind.SESSION) {
            cluster.forget(null);
        } else {
            cluster.leave(member);
        }
    }

    private long position() {
        lock.lock();
        try {
            return cursor;
        } finally {
            lock.unlock();
        }
    }

    private void moveTo(long revision) {
        lock.lock();
        try {
            cursor = Math.max(cursor, revision);
        } finally {
            lock.unlock();
        }
    }

    /** A piece of history, up to the target at most. */
    private final class Slice {
        private final long target;
        private final long most = feed.slice();
        private long reached;
        private long bytes;
        private String member = "";

        Slice(long from, long target) {
            this.reached = from;
            this.target = target;
        }

        void read(Changes changes, long latest, List<Change> into) throws InterruptedException {
            while (reached < target && into.size() < BATCH && bytes < most) {
                if (isClosed()) {
                    return;
                }
                switch (changes.next(TICK)) {
                    case Changes.Answer.Gone(long oldest) -> throw feed.expired(oldest);
                    case Changes.Answer.Some(var some) when !some.isEmpty() -> take(some, into);
                    default -> {
                        if (System.nanoTime() >= latest) {
                            throw new CallException(
                                    CallException.Kind.TRANSIENT,
                                    true,
                                    "etcd at " + member + " does not tell its history",
                                    new IllegalStateException("silent"));
                        }
                    }
                }
            }
        }

        private void take(List<Change> some, List<Change> into) {
            for (var change : some) {
                if (bytes >= most) {
                    return; // The rest is read again when its turn comes.
                }
                take(change, into);
            }
        }

        private void take(Change change, List<Change> into) {
            reached = Recent.revision(change);
            if (reached <= target && change.entry().key().startsWith(prefix)) {
                into.add(change);
                bytes += Recent.size(change);
            }
            // What is newer than the target is in memory.
            reached = Math.min(reached, target);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        feed.remove(this);
    }
}
