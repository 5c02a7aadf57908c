package io.chandler.resources;

import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A connection to a store that counts what goes through it, and can be cut, lose answers or hang. */
final class TroubledStore implements Store {

    private final Store store;
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger writes = new AtomicInteger();

    /** Writes that somebody else came before. */
    final AtomicInteger conflicts = new AtomicInteger();

    /** How many of the next writes take place without an answer. */
    final AtomicInteger answersToLose = new AtomicInteger();

    volatile boolean cut;

    /** Until when whatever is asked waits. */
    volatile CountDownLatch answering = new CountDownLatch(0);

    /** Until when all pages of a list but the first wait. */
    volatile CountDownLatch furtherPages = new CountDownLatch(0);

    final AtomicInteger waiting = new AtomicInteger();

    TroubledStore(Store store) {
        this.store = store;
    }

    private <R> R through(Supplier<R> action) {
        return through(answering, action);
    }

    private <R> R through(CountDownLatch gate, Supplier<R> action) {
        if (cut) {
            throw unavailable(true);
        }
        waiting.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(true);
        } finally {
            waiting.decrementAndGet();
        }
        return action.get();
    }

    private Revision write(Supplier<Revision> action) {
        return through(() -> {
            writes.incrementAndGet();
            var revision = counted(action);
            if (answersToLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw unavailable(false);
            }
            return revision;
        });
    }

    private Revision counted(Supplier<Revision> write) {
        try {
            return write.get();
        } catch (StoreException.Conflict e) {
            conflicts.incrementAndGet();
            throw e;
        }
    }

    private static StoreException.Unavailable unavailable(boolean certain) {
        return new StoreException.Unavailable("cut", certain, new IllegalStateException("cut"));
    }

    @Override
    public Optional<Entry> get(String key) {
        reads.incrementAndGet();
        return through(() -> store.get(key));
    }

    @Override
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        return through(
                startAfter.isEmpty() ? answering : furtherPages, () -> store.range(prefix, tag, startAfter, limit, at));
    }

    @Override
    public Revision create(String key, String tag, byte[] value) {
        return write(() -> store.create(key, tag, value));
    }

    @Override
    public Revision compareAndSwap(String key, Revision expected, String tag, byte[] value) {
        return write(() -> store.compareAndSwap(key, expected, tag, value));
    }

    @Override
    public Revision compareAndDelete(String key, Revision expected) {
        return write(() -> store.compareAndDelete(key, expected));
    }

    @Override
    public Subscription watch(String prefix, Revision after) {
        return through(() -> store.watch(prefix, after));
    }

    @Override
    public Revision current() {
        return through(store::current);
    }

    @Override
    public Revision oldest() {
        return through(store::oldest);
    }

    @Override
    public void compact(Revision upTo) {
        store.compact(upTo);
    }

    @Override
    public void ping() {
        through(() -> {
            store.ping();
            return null;
        });
    }

    @Override
    public long writes() {
        return store.writes();
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public void close() {
        store.close();
    }
}
