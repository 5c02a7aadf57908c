package io.chandler.resources;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keys that there is work for. A key is handed to one worker at a time, however often it was added; adding it while it
 * is worked on means once more afterwards. Keys that have been due the longest come first. Thread-safe.
 *
 * <p>A worker {@linkplain #take takes} a key, works, and says {@link #done}. After {@link #shutDown} nothing is added
 * any more and what is ready is still handed out.
 */
public final class WorkQueue<K> {

    /** Waiting is cut into pieces no longer than this, so that a clock that jumps is noticed. */
    private static final Duration GRANULARITY = Duration.ofSeconds(1);

    private final Clock clock;
    private final BackOff backOff;
    private final long granularity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final Map<K, Item<K>> items = new HashMap<>();
    private final TreeSet<Slot<K>> ready = new TreeSet<>(Slot.ORDER);
    private final TreeSet<Slot<K>> waiting = new TreeSet<>(Slot.ORDER);
    private long sequence;
    private int processing;
    private boolean shut;

    /** A place in a line. */
    private record Slot<K>(Instant due, long sequence, Item<K> item) {
        static final Comparator<Slot<?>> ORDER =
                Comparator.<Slot<?>, Instant>comparing(Slot::due).thenComparingLong(Slot::sequence);
    }

    /** What is known of a key. While it is processed, {@code ready} is a place that it takes afterwards. */
    private static final class Item<K> {
        final K key;

        @Nullable
        Slot<K> ready;

        @Nullable
        Slot<K> waiting;

        boolean processing;
        int failures;

        Item(K key) {
            this.key = key;
        }

        boolean idle() {
            return ready == null && waiting == null && !processing && failures == 0;
        }
    }

    /** A queue by this clock; the back-off is for {@link #addWithBackOff}. */
    public WorkQueue(Clock clock, BackOff backOff) {
        this(clock, backOff, GRANULARITY);
    }

    WorkQueue(Clock clock, BackOff backOff, Duration granularity) {
        this.clock = clock;
        this.backOff = backOff;
        this.granularity = granularity.toNanos();
    }

    /** There is work for a key now. */
    public void add(K key) {
        lock.lock();
        try {
            if (!shut) {
                makeReady(item(key), clock.instant());
            }
        } finally {
            lock.unlock();
        }
    }

    /** There will be work for a key after a delay; of several delays the one that ends first counts. */
    public void addAfter(K key, Duration delay) {
        lock.lock();
        try {
            if (!shut) {
                var now = clock.instant();
                var item = item(key);
                if (!delay.isPositive()) {
                    makeReady(item, now);
                } else if (item.waiting == null || now.plus(delay).isBefore(item.waiting.due())) {
                    await(item, now.plus(delay));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** There is work for a key at this time, which may be past, and not before: takes the place of what was added. */
    public void schedule(K key, Instant due) {
        lock.lock();
        try {
            if (!shut) {
                var item = item(key);
                withdraw(item);
                if (due.isAfter(clock.instant())) {
                    await(item, due);
                } else {
                    makeReady(item, due);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Work for a key failed: adds it after a delay that grows with each failure until {@link #forget}. */
    public Duration addWithBackOff(K key) {
        lock.lock();
        try {
            var delay = failed(key);
            addAfter(key, delay);
            return delay;
        } finally {
            lock.unlock();
        }
    }

    /** Work for a key failed: as {@link #addWithBackOff}, but adding it is left to the caller. */
    public Duration failed(K key) {
        lock.lock();
        try {
            return backOff.delay(++item(key).failures, ThreadLocalRandom.current());
        } finally {
            lock.unlock();
        }
    }

    /** How often in a row work for a key failed. */
    public int failures(K key) {
        lock.lock();
        try {
            var item = items.get(key);
            return item == null ? 0 : item.failures;
        } finally {
            lock.unlock();
        }
    }

    /** Work for a key succeeded: the next failure is the first one. */
    public void forget(K key) {
        lock.lock();
        try {
            var item = items.get(key);
            if (item != null) {
                item.failures = 0;
                discardIfIdle(item);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * There is no work for a key for now: takes back what was added. A worker that has the key is not disturbed, nor is
     * the number of failures.
     */
    public void remove(K key) {
        lock.lock();
        try {
            var item = items.get(key);
            if (item != null) {
                withdraw(item);
                discardIfIdle(item);
                signalIfIdle();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a key. Empty once the queue is shut down and nothing is ready. */
    public Optional<K> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var key = next();
                if (key.isPresent() || shut) {
                    return key;
                }
                if (waiting.isEmpty()) {
                    changed.await();
                } else {
                    var left = Duration.between(clock.instant(), waiting.first().due());
                    long nanos = left.compareTo(GRANULARITY) > 0 ? granularity : left.toNanos();
                    long _ = changed.awaitNanos(Math.min(nanos, granularity));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A key, if one is ready. */
    public Optional<K> poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    /** A worker has finished with a key that it took. */
    public void done(K key) {
        lock.lock();
        try {
            var item = items.get(key);
            if (item == null || !item.processing) {
                throw new NoSuchElementException("not being worked on: " + key);
            }
            item.processing = false;
            processing--;
            if (item.ready != null) {
                ready.add(item.ready);
                changed.signalAll();
            }
            discardIfIdle(item);
            signalIfIdle();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing in any more and drops what waits for its time; what is ready is still handed out. */
    public void shutDown() {
        lock.lock();
        try {
            shut = true;
            waiting.forEach(slot -> slot.item().waiting = null);
            waiting.clear();
            items.values().removeIf(Item::idle);
            changed.signalAll();
            signalIfIdle();
        } finally {
            lock.unlock();
        }
    }

    /** Shuts down and drops what is ready as well. */
    public void shutDownNow() {
        lock.lock();
        try {
            items.values().forEach(this::withdraw);
            shutDown();
        } finally {
            lock.unlock();
        }
    }

    /** Shuts down and waits until everything that was ready is done. @return whether that came in time */
    public boolean drain(Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lockInterruptibly();
        try {
            shutDown();
            while (processing > 0 || !ready.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = idle.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many keys are ready or wait for their time; one that is ready and waits as well counts twice. */
    public int size() {
        lock.lock();
        try {
            return ready.size() + waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private Optional<K> next() {
        promote();
        var slot = ready.pollFirst();
        if (slot == null) {
            return Optional.empty();
        }
        var item = slot.item();
        item.ready = null;
        item.processing = true;
        processing++;
        if (!ready.isEmpty() || !waiting.isEmpty()) {
            changed.signal();
        }
        return Optional.of(item.key);
    }

    /** Makes ready whatever has waited until its time. */
    private void promote() {
        if (waiting.isEmpty()) {
            return;
        }
        var now = clock.instant();
        while (!waiting.isEmpty() && !waiting.first().due().isAfter(now)) {
            var slot = waiting.removeFirst();
            slot.item().waiting = null;
            makeReady(slot.item(), slot);
        }
    }

    private void makeReady(Item<K> item, Instant due) {
        makeReady(item, new Slot<>(due, sequence++, item));
    }

    private void makeReady(Item<K> item, Slot<K> slot) {
        if (item.ready != null) {
            return;
        }
        item.ready = slot;
        if (!item.processing) {
            ready.add(slot);
            changed.signal();
        }
    }

    private void await(Item<K> item, Instant due) {
        if (item.waiting != null) {
            waiting.remove(item.waiting);
        }
        item.waiting = new Slot<>(due, sequence++, item);
        waiting.add(item.waiting);
        changed.signal();
    }

    private void withdraw(Item<K> item) {
        if (item.ready != null) {
            ready.remove(item.ready);
            item.ready = null;
        }
        if (item.waiting != null) {
            waiting.remove(item.waiting);
            item.waiting = null;
        }
    }

    private Item<K> item(K key) {
        return items.computeIfAbsent(key, Item::new);
    }

    private void discardIfIdle(Item<K> item) {
        if (item.idle()) {
            items.remove(item.key);
        }
    }

    private void signalIfIdle() {
        if (processing == 0 && ready.isEmpty()) {
            idle.signalAll();
        }
    }
}
