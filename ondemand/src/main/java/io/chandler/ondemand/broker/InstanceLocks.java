package io.chandler.ondemand.broker;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One lock per id, which exists as long as somebody wants it: work on one instance waits for no other. */
final class InstanceLocks {

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(ReentrantLock lock, int users) {}

    /** Runs work while nobody else works on the same id. */
    <T> T locked(String id, Supplier<T> work) {
        var lock = enter(id).lock();
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
            entries.computeIfPresent(id, (_, entry) -> left(entry));
        }
    }

    private Entry enter(String id) {
        return entries.compute(
                id,
                (_, entry) ->
                        entry == null ? new Entry(new ReentrantLock(), 1) : new Entry(entry.lock, entry.users + 1));
    }

    @SuppressWarnings("NullAway") // null removes the entry
    private static @Nullable Entry left(Entry entry) {
        return entry.users == 1 ? null : new Entry(entry.lock, entry.users - 1);
    }

    int size() {
        return entries.size();
    }
}
