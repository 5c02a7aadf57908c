package io.chandler.store.sql.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections. While the server cannot be reached, it is tried at growing intervals only; between them, callers get
 * the last failure at once. Thread-safe.
 */
public final class Connector {

    /** Oldest server that is spoken to. */
    static final int OLDEST_SERVER = 14;

    private static final long FIRST_PAUSE_NANOS = 50_000_000;
    /** A pause that is waited out instead of telling the caller of the failure. */
    private static final long LONGEST_WAIT_NANOS = 120_000_000;

    private static final long LONGEST_PAUSE_NANOS = 2_000_000_000;

    /**
     * All queries go by indexes, whatever the statistics are; nobody waits for a lock or for a client that is gone longer
     * than his callers do; an acknowledged write is on the disk.
     */
    private static final String SETTINGS = "SET enable_seqscan = off; SET enable_hashjoin = off;"
            + " SET enable_mergejoin = off; SET jit = off; SET plan_cache_mode = force_generic_plan;"
            + " SET statement_timeout = '20s'; SET lock_timeout = '10s';"
            + " SET idle_in_transaction_session_timeout = '30s'; SET tcp_keepalives_idle = 15;"
            + " SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;"
            + " SELECT set_config('synchronous_commit', 'on', false)"
            + " WHERE current_setting('synchronous_commit') = 'off'";

    private final ServerAddress address;
    private final AtomicInteger generation = new AtomicInteger();
    private @Nullable SQLException last;
    private long pause;
    private long next;

    public Connector(ServerAddress address) {
        this.address = address;
    }

    public ServerAddress address() {
        return address;
    }

    /** Connections from before a change of this number are not to be used again. */
    int generation() {
        return generation.get();
    }

    /** Says that the server is not what it was. */
    void suspect() {
        generation.incrementAndGet();
    }

    /** A connection that commits each statement. @throws SQLException at once while the server is known to be away */
    public Connection open() throws SQLException {
        checkPause();
        Connection connection;
        try {
            connection = address.connect();
        } catch (SQLException e) {
            failed(e);
            throw e;
        }
        try {
            prepare(connection);
            succeeded();
            return connection;
        } catch (SQLException e) {
            closeAfter(connection, e);
            failed(e);
            throw e;
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        var version = connection.getMetaData();
        if (version.getDatabaseMajorVersion() < OLDEST_SERVER) {
            throw PostgresFailure.ours("the server is PostgreSQL " + version.getDatabaseProductVersion()
                    + ", which is too old; use " + OLDEST_SERVER + " or newer");
        }
        try (var statement = connection.createStatement()) {
            statement.execute(SETTINGS);
        }
    }

    /** How long to wait until the server is tried again. */
    synchronized long pauseNanos() {
        return last == null ? 0 : Math.max(0, next - System.nanoTime());
    }

    private void checkPause() throws SQLException {
        if (pauseNanos() < LONGEST_WAIT_NANOS) {
            long end = System.nanoTime() + pauseNanos();
            while (end - System.nanoTime() > 0) {
                LockSupport.parkNanos(this, end - System.nanoTime());
            }
            return;
        }
        synchronized (this) {
            if (last != null) {
                throw new SQLException(last.getMessage(), last.getSQLState(), last);
            }
        }
    }

    /** A connection that ended because its thread was interrupted says nothing of the server. */
    private synchronized void failed(SQLException failure) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        last = failure;
        pause = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pause));
        next = System.nanoTime() + pause;
    }

    private synchronized void succeeded() {
        last = null;
        pause = 0;
    }

    /** Closes a connection on the way out of a failure, which is not to be covered up. */
    static void closeAfter(Connection connection, Exception failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
