package io.chandler.store.sql.internal;

import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the history that were last read from the database for a crowd of watchers: they are behind together, and
 * each takes of a part what it may have in memory. One part at a time is read. Thread-safe.
 */
public final class ReadHistory {

    /** With those of what the changes replaced, the bytes of the values are about twice that: 2 MiB in all. */
    private static final long PART_BYTES = 64 * 1024;

    private static final int PARTS = 16;

    private final AtomicReferenceArray<@Nullable Part> parts = new AtomicReferenceArray<>(PARTS);
    /** Who reads now, for whom all others wait that lack something. */
    private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> reading = new AtomicReference<>();
    /** Where the next part goes; for who reads. */
    private int next;

    /**
     * All changes of keys with a prefix.
     *
     * @param after the revision that they follow
     * @param upTo the revision up to which they are all
     */
    public record Part(String prefix, long after, long upTo, List<Change> changes) {

        private boolean goesOn(String wanted, long from) {
            return after <= from && from < upTo && prefix.equals(wanted);
        }
    }

    /** Asks the database for a part. */
    public interface Question {

        /** Reads until the values have so many bytes. */
        Part ask(long most);
    }

    /**
     * Adds changes of keys with a prefix from one revision, exclusive, to another, inclusive, until there are so many, or
     * their values and those that they replaced have so many bytes.
     *
     * @return how far that is
     */
    public long read(String prefix, long after, long upTo, int limit, long most, List<Change> into, Question question) {
        var part = part(prefix, after, question);
        long taken = 0;
        for (var change : part.changes()) {
            long revision = change.entry().revision().asLong();
            if (revision <= after) {
                continue;
            }
            if (revision > upTo) {
                return upTo;
            }
            if (into.size() >= limit || taken > most) {
                return revision - 1;
            }
            into.add(change);
            taken += bytes(change);
        }
        return Math.min(upTo, part.upTo());
    }

    /** Bytes of the values that a change has in memory. */
    static long bytes(Change change) {
        long replaced =
                change.previous().map(Entry::value).map(value -> value.length).orElse(0);
        return replaced + (change.removed() ? 0 : change.entry().value().length);
    }

    private Part part(String prefix, long after, Question question) {
        while (true) {
            var known = known(prefix, after);
            if (known != null) {
                return known;
            }
            var mine = new CompletableFuture<@Nullable Void>();
            var other = reading.compareAndExchange(null, mine);
            if (other != null) {
                other.join();
                continue;
            }
            try {
                var found = known(prefix, after);
                return found != null ? found : kept(question.ask(PART_BYTES));
            } finally {
                reading.set(null);
                mine.complete(null);
            }
        }
    }

    private Part kept(Part part) {
        parts.set(next, part);
        next = (next + 1) % PARTS;
        return part;
    }

    private @Nullable Part known(String prefix, long after) {
        for (int i = 0; i < PARTS; i++) {
            var part = parts.get(i);
            if (part != null && part.goesOn(prefix, after)) {
                return part;
            }
        }
        return null;
    }
}
