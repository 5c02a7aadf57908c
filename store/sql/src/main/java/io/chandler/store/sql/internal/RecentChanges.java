package io.chandler.store.sql.internal;

import io.chandler.resources.store.Change;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest rows of the history in memory, for watches. One thread adds, any reads; a reader that comes too late finds
 * nothing and turns to the database.
 */
public final class RecentChanges {

    /** The history that is not in memory any more, as the database has it. */
    public interface Older {

        /** Reads changes as {@link ChangeSource#read} does. */
        long read(String prefix, long after, long upTo, int limit, List<Change> into);

        /** The row before of the same key; null if it was a removal that is forgotten. */
        @Nullable
        Row before(Row row);
    }

    /** A row and, once somebody has asked for it, the row before of the same key. */
    public static final class Recent {
        public final Row row;
        private volatile @Nullable Change change;

        Recent(Row row) {
            this.row = row;
        }

        long bytes() {
            byte[] value = row.value();
            return (value == null ? 0L : value.length) + row.key().length();
        }
    }

    private static final int CAPACITY = 2048;
    private static final long MAXIMUM_BYTES = 1024 * 1024;

    private final AtomicReferenceArray<@Nullable Recent> slots = new AtomicReferenceArray<>(CAPACITY);
    private volatile long newest;
    /** The oldest row kept and the bytes of all, known to the adding thread alone. */
    private long tail;

    private long bytes;

    public RecentChanges(long newest) {
        this.newest = newest;
        this.tail = newest + 1;
    }

    /** The newest revision; everything up to it is committed. */
    public long newest() {
        return newest;
    }

    /** Makes room for a row and keeps it; to be seen after {@link #publish}. Rows come without gaps. */
    public void add(Row row) {
        var recent = new Recent(row);
        bytes += recent.bytes();
        while (tail < row.revision() && (bytes > MAXIMUM_BYTES || row.revision() - tail >= CAPACITY)) {
            forget(tail++);
        }
        slots.setRelease(index(row.revision()), recent);
    }

    /** Lets readers see all rows up to a revision. */
    public void publish(long revision) {
        newest = revision;
    }

    /** Continues after rows that were not added. */
    public void skipTo(long revision) {
        for (; tail <= newest; tail++) {
            forget(tail);
        }
        tail = revision + 1;
        newest = revision;
    }

    private void forget(long revision) {
        var recent = slots.getPlain(index(revision));
        if (recent != null && recent.row.revision() == revision) {
            bytes -= recent.bytes();
            slots.setRelease(index(revision), null);
        }
    }

    /** The row of a revision, or null if it is not kept any more. */
    public @Nullable Recent get(long revision) {
        var recent = slots.getAcquire(index(revision));
        return recent != null && recent.row.revision() == revision ? recent : null;
    }

    /**
     * Reads changes as {@link ChangeSource#read} does, those that are not kept from the database.
     *
     * @param most bytes of values, and of those that they replaced, after which no more are read
     * @param older asked for a page as a whole where the first change of it is not kept
     */
    public long read(String prefix, long after, long upTo, int limit, long most, List<Change> into, Older older) {
        long position = after;
        long taken = 0;
        while (position < upTo && into.size() < limit && taken <= most) {
            var recent = get(position + 1);
            if (recent == null) {
                return into.isEmpty() ? older.read(prefix, position, upTo, limit, into) : position;
            }
            if (recent.row.key().startsWith(prefix)) {
                var change = complete(recent, older);
                into.add(change);
                taken += ReadHistory.bytes(change);
            }
            position++;
        }
        return position;
    }

    private static Change complete(Recent recent, Older older) {
        var known = recent.change;
        if (known != null) {
            return known;
        }
        var row = recent.row;
        var change = row.change(row.previous() == 0 ? null : older.before(row));
        recent.change = change;
        return change;
    }

    private static int index(long revision) {
        return (int) (revision & (CAPACITY - 1));
    }
}
