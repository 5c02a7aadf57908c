package io.chandler.store.sql.postgres.internal;

import io.chandler.store.sql.internal.Ending;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The thread that reads what other replicas write: when the server tells of it, and at intervals in case it did not.
 * Reconnects when the connection is lost.
 */
final class Listener implements AutoCloseable {

    private static final int MOST_ROWS = 256;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final Replica replica;
    private final long pollNanos;
    private final Thread thread;
    private volatile @Nullable Connection connection;
    private volatile boolean closing;

    Listener(Replica replica, Duration pollInterval, Connection connection) {
        this.replica = replica;
        this.pollNanos = Math.min(pollInterval.toMillis(), 60_000) * 1_000_000;
        this.connection = connection;
        this.thread = Thread.ofVirtual().name("chandler-store-listener").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closing) {
            try {
                var current = connection;
                if (current == null) {
                    current = replica.openListener();
                    connection = current;
                    if (closing) {
                        current.close();
                        return;
                    }
                    replica.verify(current);
                }
                listen(current);
            } catch (SQLException | RuntimeException e) {
                lost(e);
                pause();
            }
        }
    }

    /** Reads what is new, then waits until another replica has written or it is time to look. */
    private void listen(Connection current) throws SQLException {
        catchUp(current, replica.tail());
        long end = System.nanoTime() + pollNanos;
        boolean told = false;
        for (long left = pollNanos; !told && left > 0 && !closing; left = end - System.nanoTime()) {
            var notifications = current.unwrap(PGConnection.class).getNotifications((int) (left / 1_000_000) + 1);
            for (var notification : notifications == null ? new PGNotification[0] : notifications) {
                // Its own writes a replica knows by itself.
                told |= notification.getPID() != replica.writerProcess();
            }
        }
    }

    private static void catchUp(Connection current, Tail tail) throws SQLException {
        while (tail.newest() < PostgresReader.state(current).newest()) {
            var rows = PostgresReader.after(current, tail.newest(), MOST_ROWS);
            if (rows.isEmpty()) {
                return;
            }
            tail.deliver(rows);
        }
    }

    private void lost(Exception failure) {
        var current = connection;
        connection = null;
        if (current != null) {
            Connector.closeAfter(current, failure);
            if (failure instanceof SQLException e && PostgresFailure.endsConnections(e)) {
                replica.connector().suspect();
            }
        }
    }

    private void pause() {
        if (!closing) {
            LockSupport.parkNanos(this, Math.clamp(replica.connector().pauseNanos(), 20_000_000L, LONGEST_PAUSE_NANOS));
        }
    }

    /** Ends the thread and its connection. */
    @Override
    public void close() {
        closing = true;
        var current = connection;
        if (current != null) {
            try {
                current.abort(Runnable::run);
            } catch (SQLException e) {
                // It ends all the same, at the latest after an interval.
            }
        }
        LockSupport.unpark(thread);
        Ending.await(thread);
    }
}
