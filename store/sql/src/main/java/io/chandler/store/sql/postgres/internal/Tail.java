package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Subscription;
import io.chandler.store.sql.internal.Announcer;
import io.chandler.store.sql.internal.ChangeSource;
import io.chandler.store.sql.internal.ChangeSubscription;
import io.chandler.store.sql.internal.ReadHistory;
import io.chandler.store.sql.internal.RecentChanges;
import io.chandler.store.sql.internal.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The end of the history as this replica has read it, and who watches. If the database turns out to have another history,
 * after a change to a server that lacked the last writes, this one ends and its subscriptions expire. Thread-safe.
 */
final class Tail implements ChangeSource, AutoCloseable {

    private final PostgresReaders readers;
    private final ServerAddress address;
    private final RecentChanges recent;
    private final Announcer announcer;
    private final AtomicLong oldest;
    /** The newest row, by which another history is told; null if it is not known. */
    private volatile @Nullable Row last;

    private final RecentChanges.Older older = new RecentChanges.Older() {
        @Override
        public long read(String prefix, long after, long upTo, int limit, List<Change> into) {
            return readDatabase(prefix, after, upTo, limit, into);
        }

        @Override
        public @Nullable Row before(Row row) {
            return Tail.this.before(row);
        }
    };

    private final ReadHistory read = new ReadHistory();
    private volatile boolean replaced;
    private volatile boolean closed;

    Tail(PostgresReaders readers, ServerAddress address, PostgresReader.State state, @Nullable Row last) {
        this.readers = readers;
        this.address = address;
        this.recent = new RecentChanges(state.newest());
        this.announcer = new Announcer(recent, "chandler-store-announcer");
        this.oldest = new AtomicLong(state.oldest());
        this.last = last;
    }

    @Override
    public long newest() {
        return recent.newest();
    }

    /** The revision after which a subscription still needs history. */
    long needed() {
        return announcer.needed();
    }

    int subscriptions() {
        return announcer.subscriptions();
    }

    Subscription watch(String prefix, long after) {
        checkOpen();
        var subscription = new ChangeSubscription(this, announcer, prefix, after);
        announcer.add(subscription);
        return subscription;
    }

    /** Takes rows that were committed, in order; skips those that it has. What lies between is read when it is asked for. */
    synchronized void deliver(List<Row> rows) {
        for (var row : rows) {
            if (row.revision() <= recent.newest()) {
                continue;
            }
            if (row.revision() > recent.newest() + 1) {
                recent.skipTo(row.revision() - 1);
            }
            recent.add(row);
            recent.publish(row.revision());
            last = row;
        }
        announcer.signal();
    }

    /** Whether a database has the history that was read so far. */
    boolean continuesIn(Connection connection) throws SQLException {
        // What is delivered from here on comes from a connection that was examined itself.
        long newest = recent.newest();
        var known = last;
        var state = PostgresReader.state(connection);
        if (state.newest() < newest) {
            return false;
        }
        if (known == null) {
            return true;
        }
        var found = PostgresReader.find(connection, known.revision());
        var row = found.row();
        if (row == null) {
            return known.revision() <= found.oldest();
        }
        return row.key().equals(known.key())
                && row.tag().equals(known.tag())
                && row.previous() == known.previous()
                && Arrays.equals(row.value(), known.value());
    }

    /** Ends this history. */
    void replace() {
        replaced = true;
        announcer.close();
    }

    @Override
    public void checkOpen() {
        if (closed) {
            throw PostgresFailure.closed(address);
        }
        if (replaced) {
            throw expired();
        }
    }

    @Override
    public long read(String prefix, long after, long upTo, int limit, List<Change> into) {
        return recent.read(prefix, after, upTo, limit, announcer.slice(), into, older);
    }

    private long readDatabase(String prefix, long after, long upTo, int limit, List<Change> into) {
        long end = Math.min(upTo, after + 16L * limit);
        long slice = announcer.slice();
        ReadHistory.Question question = most -> {
            var changes =
                    readers.read(connection -> PostgresReader.changes(connection, prefix, after, end, limit, most));
            expire(changes.oldest());
            checkHistory(after);
            return new ReadHistory.Part(prefix, after, changes.upTo(), changes.all());
        };
        if (announcer.crowded()) {
            checkHistory(after);
            return read.read(prefix, after, upTo, limit, slice, into, question);
        }
        var part = question.ask(slice);
        into.addAll(part.changes());
        return part.upTo();
    }

    private void checkHistory(long after) {
        if (after < oldest.get()) {
            throw expired();
        }
    }

    /** The row before of the same key; null if it was a removal that is forgotten. */
    private @Nullable Row before(Row row) {
        var kept = recent.get(row.previous());
        if (kept != null) {
            return kept.row;
        }
        var found = readers.read(connection -> PostgresReader.find(connection, row.previous()));
        expire(found.oldest());
        if (found.row() == null && row.revision() <= found.oldest()) {
            throw expired();
        }
        return found.row() == null || Objects.equals(found.row().key(), row.key()) ? found.row() : null;
    }

    /** Says that what was before a revision is gone. */
    void expire(long before) {
        oldest.accumulateAndGet(before, Math::max);
    }

    private StoreException.Expired expired() {
        return new StoreException.Expired(Revision.of(oldest.get()));
    }

    @Override
    public void close() {
        closed = true;
        announcer.close();
    }
}
