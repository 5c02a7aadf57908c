package io.chandler.store.sql.internal;

import io.chandler.store.sql.SqliteStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/**
 * Copies the write-ahead log into the database from time to time, on a thread of its own, so that the writer need not wait
 * for it. What is written meanwhile is left; the writer copies that little itself when the log has reached its size, and
 * begins the log anew.
 */
final class Checkpoints implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SqliteStore.class.getName());

    /** A log of its whole size is copied in so many parts. */
    private static final int PARTS = 4;

    private final Database database;
    private final int rows;
    private final Thread thread;
    /** Rows since the last signal; a row takes about a page of the log. For the writer's thread alone. */
    private int written;

    private volatile boolean wanted;
    private volatile boolean closing;

    Checkpoints(Database database) {
        this.database = database;
        this.rows = Math.max(1, database.settings().checkpointPages() / PARTS);
        this.thread =
                Thread.ofPlatform().name("chandler-store-checkpoints").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Tells of rows that were committed. */
    void written(int more) {
        written += more;
        if (written >= rows) {
            written = 0;
            wanted = true;
            LockSupport.unpark(thread);
        }
    }

    /**
     * With one connection from the start on, as those of the writer and the readers: one made later could meet another file
     * in the place of ours, and copy our log into it.
     */
    private void run() {
        try (var connection = database.openWriter()) {
            while (!closing) {
                if (wanted) {
                    wanted = false;
                    copy(connection);
                } else {
                    LockSupport.park(this);
                }
            }
        } catch (SQLException e) {
            left(e);
        }
    }

    private void copy(Connection connection) {
        try {
            Schema.execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException e) {
            left(e);
        }
    }

    /** The writer copies what is left, meets the same and tells. */
    private void left(SQLException failure) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "The log is not copied: " + Failure.describe(database.file(), failure) + ".");
    }

    /** Waits until nothing is copied any more. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        Ending.await(thread);
    }
}
