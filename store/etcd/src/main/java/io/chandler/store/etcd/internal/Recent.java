package io.chandler.store.etcd.internal;

import io.chandler.resources.store.Change;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest changes, in memory, without gaps. Not thread-safe. */
final class Recent {

    private static final int CAPACITY = 8192;
    private static final long MAXIMUM_BYTES = 8L * 1024 * 1024;
    private static final int OVERHEAD = 200;

    private final @Nullable Change[] changes = new Change[CAPACITY];
    private long first;
    private long end;
    private long bytes;
    private long floor;
    private long last;

    Recent(long newest) {
        floor = newest;
        last = newest;
    }

    /** The revision after which all changes are here. It is that of a change, or of the beginning of the store. */
    long floor() {
        return floor;
    }

    /** The revision of the newest change that is known. */
    long last() {
        return last;
    }

    void add(Change change) {
        changes[slot(end++)] = change;
        bytes += size(change);
        last = revision(change);
        while (end - first > CAPACITY - 1 || (bytes > MAXIMUM_BYTES && end - first > 1)) {
            var old = get(first);
            changes[slot(first++)] = null;
            bytes -= size(old);
            floor = revision(old);
        }
    }

    /** Goes on after changes that are not known. */
    void skipTo(long newest) {
        while (first < end) {
            changes[slot(first++)] = null;
        }
        bytes = 0;
        floor = newest;
        last = newest;
    }

    /**
     * Reads changes of keys with a prefix.
     *
     * @param after not below {@link #floor}
     * @return how far it has read
     */
    long read(String prefix, long after, int limit, List<Change> into) {
        for (long i = find(after); i < end; i++) {
            var change = get(i);
            if (change.entry().key().startsWith(prefix)) {
                into.add(change);
                if (into.size() == limit) {
                    return revision(change);
                }
            }
        }
        return Math.max(after, last);
    }

    /** The removal of what a key had at a revision. */
    Optional<Long> removal(String key, long expected) {
        for (long i = find(expected); i < end; i++) {
            var change = get(i);
            if (change.removed()
                    && change.entry().key().equals(key)
                    && change.previous().isPresent()
                    && change.previous().get().revision().asLong() == expected) {
                return Optional.of(revision(change));
            }
        }
        return Optional.empty();
    }

    /** The first change after a revision. */
    private long find(long after) {
        long low = first;
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (revision(get(middle)) <= after) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Change get(long index) {
        var change = changes[slot(index)];
        if (change == null) {
            throw new IllegalStateException("no change at " + index);
        }
        return change;
    }

    private static int slot(long index) {
        return (int) (index & (CAPACITY - 1));
    }

    static long revision(Change change) {
        return change.entry().revision().asLong();
    }

    /** Bytes that a change takes, about. */
    static long size(Change change) {
        return (long) OVERHEAD
                + change.entry().value().length
                + change.entry().key().length()
                + change.previous().map(entry -> entry.value().length).orElse(0);
    }
}
