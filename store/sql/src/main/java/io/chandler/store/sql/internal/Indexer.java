package io.chandler.store.sql.internal;

import io.chandler.store.sql.SqliteStore;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that writes the index, for many changes at once, while the writer goes on with the history. After a failure it
 * tries again with a new connection; the writer then waits once it is too far ahead.
 */
final class Indexer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SqliteStore.class.getName());

    /** An index is written when so many parts of what may be missing are. */
    private static final int PARTS = 4;

    private static final int SLICE = 8_192;
    private static final long PAUSE_NANOS = 500_000_000;

    private final Database database;
    private final History history;
    private final Runnable progressed;
    private final Thread thread;
    private final int part;
    private volatile long indexed;
    /** Up to which revision somebody waits for the index. */
    private volatile long wanted;
    /** Nobody may ask for what was before. */
    private volatile long horizon;

    private volatile @Nullable SQLException failure;
    private volatile boolean closing;
    private @Nullable IndexSession session;
    private long forgotten;

    /**
     * Continues an index.
     *
     * @param indexed the revision up to which it is written
     * @param progressed called when it is written further or cannot be written
     */
    Indexer(Database database, History history, long indexed, Runnable progressed) {
        this.database = database;
        this.history = history;
        this.progressed = progressed;
        this.part = Math.max(1, database.settings().maximumUnindexed() / PARTS);
        this.indexed = indexed;
        this.horizon = history.oldest();
        this.forgotten = horizon;
        this.thread = Thread.ofPlatform().name("chandler-store-index").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** The revision up to which the index is written. */
    long indexed() {
        return indexed;
    }

    /** Why the index cannot be written; null if it can. */
    @Nullable
    SQLException failure() {
        return failure;
    }

    /** Tells that changes were committed. */
    void committed(long newest) {
        if (newest - indexed >= part) {
            LockSupport.unpark(thread);
        }
    }

    /** Tells that history before a revision is deleted. */
    void forget(long before) {
        horizon = before;
        if (before - forgotten >= part) {
            LockSupport.unpark(thread);
        }
    }

    /** Has the index written up to a revision, soon. For the writer's thread alone. */
    void want(long revision) {
        if (revision > wanted) {
            wanted = revision;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closing) {
            long newest = history.newest();
            long missing = newest - indexed;
            if (missing >= part || Math.min(wanted, newest) > indexed || horizon - forgotten >= part) {
                advance(Math.min(newest, indexed + SLICE));
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void advance(long to) {
        try {
            bring(to);
            failure = null;
        } catch (SQLException e) {
            if (failure == null) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The index cannot be written: " + Failure.describe(database.index(), e) + ".");
            }
            failure = e;
            close(e);
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        progressed.run();
    }

    private void bring(long to) throws SQLException {
        var current = session;
        if (current == null) {
            current = database.openIndexSession();
            session = current;
            // A commit that was answered by a failure may have been done.
            indexed = current.indexed();
        }
        long behind = horizon;
        if (to >= indexed) {
            current.bring(indexed, to, behind);
            indexed = to;
        }
        forgotten = behind;
        history.heads().indexed(indexed);
    }

    private void close(SQLException failure) {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
            session = null;
        }
    }

    /** Ends the thread. The connection stays for {@link #finish}. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        Ending.await(thread);
    }

    /** Writes all that is missing and closes the connection. To be called after {@link #close}. */
    void finish() throws SQLException {
        try {
            while (indexed < history.newest()) {
                bring(Math.min(history.newest(), indexed + SLICE));
            }
            if (session != null) {
                session.checkpoint();
            }
        } finally {
            leave();
        }
    }

    /** Closes the connection; what is missing is written after the next opening. To be called after {@link #close}. */
    void leave() throws SQLException {
        var last = session;
        session = null;
        if (last != null) {
            last.close();
        }
    }
}
