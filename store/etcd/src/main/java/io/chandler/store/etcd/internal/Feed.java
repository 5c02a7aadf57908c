package io.chandler.store.etcd.internal;

import io.chandler.resources.StoreException;
import io.chandler.resources.store.Change;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one watch of a store, which all subscriptions are fed from. It is taken up again where it ended, at another member if
 * need be. The head tells whether it misses anything: that is asked when nothing comes. Thread-safe.
 */
final class Feed implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Feed.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int QUIET_TICKS = 5;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** Bytes of history that all subscriptions may have in memory, about, unless so many are that each has the least. */
    private static final long HISTORY_BYTES = 16L * 1024 * 1024;

    private static final long LEAST_SLICE = 256L * 1024;
    private static final long LARGEST_SLICE = 4L * 1024 * 1024;

    /** Most subscriptions that have etcd tell history at a time: each has a watch with answers of some megabytes. */
    private static final int MOST_WATCHES = 4;

    private final Cluster cluster;
    private final Layout layout;
    private final Tags tags;
    private final Horizon horizon;
    private final AtomicLong acknowledged;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<FeedSubscription> subscriptions = new LinkedHashSet<>();
    private final Semaphore historyWatches = new Semaphore(MOST_WATCHES, true);
    private final Recent recent;
    private long birth;
    private long clusterId;
    /** Counts how often the history turned out to be another one, as after a restore. */
    private int epoch;

    private boolean closed;
    private @Nullable Thread thread;

    Feed(Cluster cluster, Layout layout, Tags tags, Horizon horizon, Head head) {
        this.cluster = cluster;
        this.layout = layout;
        this.tags = tags;
        this.horizon = horizon;
        this.acknowledged = new AtomicLong(head.newest());
        this.recent = new Recent(head.newest());
        this.birth = head.birth();
        this.clusterId = head.cluster();
    }

    void start() {
        thread = Thread.ofVirtual().name("chandler-etcd-feed").start(this::run);
    }

    private void run() {
        boolean broken = false;
        long pause = 0;
        while (!isClosed()) {
            String member = "";
            try (var changes = begin()) {
                member = changes.member();
                if (broken) {
                    LOG.info(() -> "the watch of etcd goes on, at " + changes.member());
                    broken = false;
                }
                follow(changes);
                pause = 0;
            } catch (InterruptedException e) {
                return;
            } catch (CallException | StoreException e) {
                if (isClosed()) {
                    return;
                }
                LOG.log(broken ? Level.FINE : Level.WARNING, () -> "the watch of etcd broke: " + e.getMessage());
                broken = true;
                recover(e, member);
                pause = Math.clamp(2 * pause, 50, LONGEST_PAUSE.toMillis());
                if (!sleep(pause)) {
                    return;
                }
            } catch (RuntimeException e) {
                if (isClosed()) {
                    return;
                }
                LOG.log(Level.SEVERE, "the watch of etcd failed unexpectedly", e);
                if (!sleep(LONGEST_PAUSE.toMillis())) {
                    return;
                }
            }
        }
    }

    private void recover(RuntimeException failure, String member) {
        if (failure instanceof CallException e && e.kind() == CallException.Kind.SESSION) {
            cluster.forget(null);
        } else {
            cluster.leave(member);
        }
    }

    private static boolean sleep(long milliseconds) {
        try {
            TimeUnit.MILLISECONDS.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Takes up the watch so that it misses nothing. */
    private Changes begin() {
        var head = Head.read(cluster, layout);
        lock.lock();
        try {
            if (head.newest() < recent.last() || head.birth() != birth || head.cluster() != clusterId) {
                startAnew(head);
            }
            long last = recent.last();
            long start = head.newest() == last ? head.etcd() + 1 : last;
            return new Changes(cluster, layout, start, last);
        } finally {
            lock.unlock();
        }
    }

    /** The history is another one: etcd was restored, or the store made anew. */
    private void startAnew(Head head) {
        LOG.warning("etcd was restored to an earlier state: everything is read anew");
        birth = head.birth();
        clusterId = head.cluster();
        epoch++;
        tags.clear();
        horizon.forget();
        recent.skipTo(head.newest());
        acknowledged.set(head.newest());
        subscriptions.forEach(FeedSubscription::wake);
    }

    private void follow(Changes changes) throws InterruptedException {
        int quiet = 0;
        long missed = 0;
        while (true) {
            switch (changes.next(TICK)) {
                case Changes.Answer.Gone(long oldest) -> {
                    horizon.observe(oldest);
                    skip(Head.read(cluster, layout));
                    return;
                }
                case Changes.Answer.Some(var some)
                when !some.isEmpty() -> {
                    publish(some);
                    quiet = 0;
                    missed = 0;
                }
                default -> {
                    quiet++;
                    if (missed > 0 && missed == last()) {
                        throw silent(changes);
                    }
                    if (acknowledged.get() > last() || quiet % QUIET_TICKS == 0) {
                        long newest = Head.read(cluster, layout).newest();
                        if (newest < last()) {
                            return;
                        }
                        missed = newest > last() ? last() : 0;
                    }
                }
            }
        }
    }

    private static CallException silent(Changes changes) {
        return new CallException(
                CallException.Kind.TRANSIENT,
                true,
                "etcd at " + changes.member() + " tells no changes, although there are some",
                new IllegalStateException("silent"));
    }

    private void publish(List<Change> some) {
        lock.lock();
        try {
            for (var change : some) {
                recent.add(change);
                tags.put(Recent.revision(change), change.entry().tag());
                subscriptions.forEach(subscription -> subscription.offer(change));
            }
            subscriptions.forEach(subscription -> subscription.reached(recent.last()));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Goes on after history that is gone. */
    private void skip(Head head) {
        lock.lock();
        try {
            if (head.newest() > recent.last()) {
                subscriptions.forEach(subscription -> subscription.fallBehind(recent.last()));
                recent.skipTo(head.newest());
            }
        } finally {
            lock.unlock();
        }
    }

    private long last() {
        lock.lock();
        try {
            return recent.last();
        } finally {
            lock.unlock();
        }
    }

    private long floor() {
        lock.lock();
        try {
            return recent.floor();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a change of this store was acknowledged: subscriptions are to tell it without waiting. */
    void acknowledged(long revision) {
        acknowledged.accumulateAndGet(revision, Math::max);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** See {@link io.chandler.resources.store.Store#watch}. */
    FeedSubscription subscribe(String prefix, long after) {
        if (after > last()) {
            if (after > Head.read(cluster, layout).newest()) {
                throw horizon.expired();
            }
        } else if (after < floor()) {
            horizon.check(after);
        }
        lock.lock();
        try {
            if (closed) {
                throw Cluster.closedException();
            }
            long newest = Math.max(recent.last(), acknowledged.get());
            if (after >= birth && (after >= newest || after >= horizon.compacted())) {
                var subscription = new FeedSubscription(this, cluster, layout, prefix, lock, epoch, after);
                subscriptions.add(subscription);
                return subscription;
            }
        } finally {
            lock.unlock();
        }
        throw horizon.expired();
    }

    void remove(FeedSubscription subscription) {
        lock.lock();
        try {
            subscriptions.remove(subscription);
        } finally {
            lock.unlock();
        }
    }

    int subscriptions() {
        lock.lock();
        try {
            return subscriptions.size();
        } finally {
            lock.unlock();
        }
    }

    /** Lends the right to have etcd tell history. */
    Semaphore historyWatches() {
        return historyWatches;
    }

    /** Bytes of values after which a reading of history ends: much for a few, little for each of a hundred. */
    long slice() {
        return Math.clamp(HISTORY_BYTES / Math.max(1, subscriptions()), LEAST_SLICE, LARGEST_SLICE);
    }

    /** The revision at which somebody removed what a key had at another revision, once all changes up to one are known. */
    Optional<Long> removal(String key, long expected, long upTo, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (recent.last() < upTo && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return recent.removal(key, expected);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** To be called with the lock. */
    Recent recent() {
        return recent;
    }

    /** To be called with the lock. @throws StoreException if a subscription of an epoch cannot go on */
    void check(int subscribed) {
        if (closed) {
            throw Cluster.closedException();
        }
        if (subscribed != epoch) {
            throw new StoreException.Expired(io.chandler.resources.Revision.of(recent.floor()));
        }
    }

    StoreException.Expired expired(long oldest) {
        horizon.observe(oldest);
        return horizon.expired();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a thread, and waits a little until it has ended. */
    static void end(Thread thread) {
        thread.interrupt();
        try {
            boolean ignored = thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all subscriptions. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            subscriptions.forEach(FeedSubscription::wake);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (thread != null) {
            end(thread);
        }
    }
}
