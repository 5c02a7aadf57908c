package io.chandler.resources.store;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests and try-outs: everything that {@link Store} promises but durability. The last changes
 * are kept as history; watches and snapshots from before are {@linkplain StoreException.Expired expired}.
 */
public final class MemoryStore implements Store {

    private static final int MOST_PER_READ = 512;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final TreeMap<String, Version> newest = new TreeMap<>(MemoryStore::compareCodePoints);
    private final Version[] history;
    private long current;
    private long oldest;
    private boolean closed;

    /** What one write left of a key, and what it found. */
    private static final class Version {
        final Entry entry;
        final boolean removed;
        final Optional<Entry> before;

        @Nullable
        Version previous;

        Version(Entry entry, boolean removed, @Nullable Version previous) {
            this.entry = entry;
            this.removed = removed;
            this.previous = previous;
            this.before = previous == null || previous.removed ? Optional.empty() : Optional.of(previous.entry);
        }

        long revision() {
            return entry.revision().asLong();
        }
    }

    /** A store that keeps the last 10,000 changes. */
    public MemoryStore() {
        this(10_000);
    }

    /** A store that keeps this many changes. */
    public MemoryStore(int historyLimit) {
        if (historyLimit < 1) {
            throw new IllegalArgumentException("the history must keep at least one change: " + historyLimit);
        }
        history = new Version[historyLimit];
    }

    @Override
    public Optional<Entry> get(String key) {
        return locked(() -> {
            var version = newest.get(key);
            return version == null || version.removed ? Optional.empty() : Optional.of(version.entry);
        });
    }

    @Override
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        return locked(() -> {
            long snapshot = at.isEmpty() ? current : kept(at.get());
            var entries = new ArrayList<Entry>();
            boolean afterPrefix = compareCodePoints(startAfter, prefix) >= 0;
            for (var found : newest.tailMap(afterPrefix ? startAfter : prefix, !afterPrefix)
                    .entrySet()) {
                if (!found.getKey().startsWith(prefix)) {
                    break;
                }
                var version = found.getValue();
                while (version != null && version.revision() > snapshot) {
                    version = version.previous;
                }
                if (version == null || version.removed || !(tag.isEmpty() || tag.equals(version.entry.tag()))) {
                    continue;
                }
                if (entries.size() == limit) {
                    return new Range(entries, Revision.of(snapshot), true);
                }
                entries.add(version.entry);
            }
            return new Range(entries, Revision.of(snapshot), false);
        });
    }

    @Override
    public OptionalLong count(String prefix, String withoutTags) {
        return locked(() -> OptionalLong.of(newest.tailMap(prefix, true).entrySet().stream()
                .takeWhile(found -> found.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .filter(version -> !version.removed
                        && (withoutTags.isEmpty() || !version.entry.tag().startsWith(withoutTags)))
                .count()));
    }

    @Override
    public Revision create(String key, String tag, byte[] value) {
        return locked(() -> {
            var found = newest.get(key);
            if (found != null && !found.removed) {
                throw new StoreException.AlreadyExists(key);
            }
            return append(key, tag, value, false, found);
        });
    }

    @Override
    public Revision compareAndSwap(String key, Revision expected, String tag, byte[] value) {
        return locked(() -> append(key, tag, value, false, at(key, expected)));
    }

    @Override
    public Revision compareAndDelete(String key, Revision expected) {
        return locked(() -> {
            var found = at(key, expected);
            return append(key, found.entry.tag(), found.entry.value(), true, found);
        });
    }

    private Version at(String key, Revision expected) {
        var found = newest.get(key);
        if (found == null || found.removed) {
            throw new StoreException.NotFound(key);
        }
        if (!found.entry.revision().equals(expected)) {
            throw new StoreException.Conflict(key);
        }
        return found;
    }

    private Revision append(String key, String tag, byte[] value, boolean removed, @Nullable Version previous) {
        if (value.length > MAXIMUM_VALUE_BYTES) {
            throw new StoreException.Invalid(
                    "the value must have at most " + MAXIMUM_VALUE_BYTES + " bytes, not " + value.length + ": " + key);
        }
        if (current - oldest == history.length) {
            forget(oldest + 1);
        }
        var revision = Revision.of(++current);
        var version = new Version(new Entry(key, revision, tag, value), removed, previous);
        history[slot(current)] = version;
        newest.put(key, version);
        changed.signalAll();
        return revision;
    }

    /** Moves the horizon up: what a change replaced is no longer needed, nor a removal that nothing followed. */
    private void forget(long upTo) {
        while (oldest < upTo) {
            var version = history[slot(++oldest)];
            version.previous = null;
            var key = version.entry.key();
            if (version.removed && newest.get(key) == version) {
                newest.remove(key);
            }
        }
    }

    @Override
    public Subscription watch(String prefix, Revision after) {
        return locked(() -> new Reader(prefix, kept(after)));
    }

    @Override
    public Revision current() {
        return locked(() -> Revision.of(current));
    }

    @Override
    public Revision oldest() {
        return locked(() -> Revision.of(oldest));
    }

    @Override
    public void compact(Revision upTo) {
        locked(() -> {
            forget(Math.min(current, upTo.asLong()));
            return true;
        });
    }

    @Override
    public void ping() {
        var _ = current();
    }

    @Override
    public long writes() {
        return locked(() -> current);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(false);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number of a revision that is kept: neither forgotten nor yet to come. */
    private long kept(Revision revision) {
        if (revision.compareTo(Revision.of(oldest)) < 0 || revision.compareTo(Revision.of(current)) > 0) {
            throw new StoreException.Expired(Revision.of(oldest));
        }
        return revision.asLong();
    }

    private int slot(long revision) {
        return (int) (revision % history.length);
    }

    private <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException.Unavailable("the store is closed", true, new IllegalStateException("closed"));
            }
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** UTF-8 sorts as code points do: text of UTF-16 does not where surrogates are. */
    private static int compareCodePoints(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean surrogateA = Character.isSurrogate(a);
                return surrogateA == Character.isSurrogate(b) ? a - b : surrogateA ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }

    private final class Reader implements Subscription {
        private final String prefix;
        private long seen;
        private boolean ended;

        Reader(String prefix, long after) {
            this.prefix = prefix;
            this.seen = after;
        }

        @Override
        public List<Change> next(Duration wait) throws InterruptedException {
            long left = TimeUnit.NANOSECONDS.convert(wait);
            lock.lockInterruptibly();
            try {
                while (!ended && !closed) {
                    if (seen < oldest) {
                        throw new StoreException.Expired(Revision.of(oldest));
                    }
                    var changes = read();
                    if (!changes.isEmpty()) {
                        return changes;
                    }
                    if (left <= 0) {
                        break;
                    }
                    left = changed.awaitNanos(left);
                }
                return List.of();
            } finally {
                lock.unlock();
            }
        }

        private List<Change> read() {
            var changes = new ArrayList<Change>();
            while (seen < current && changes.size() < MOST_PER_READ) {
                var version = history[slot(++seen)];
                if (version.entry.key().startsWith(prefix)) {
                    changes.add(new Change(version.entry, version.before, version.removed));
                }
            }
            return changes;
        }

        @Override
        public Optional<Revision> reached() {
            return Optional.of(Revision.of(seen));
        }

        @Override
        public void close() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
