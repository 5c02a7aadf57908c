package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A few connections for reading, lent in the order of asking. Thread-safe. */
public final class PostgresReaders implements AutoCloseable {

    /** A question to the database, which may be asked twice. */
    interface Query<T extends @Nullable Object> {
        T ask(Connection connection) throws SQLException;
    }

    private record Idle(Connection connection, int generation) {}

    private final Connector connector;
    private final int size;
    private final Semaphore permits;
    private final List<Idle> idle = new ArrayList<>();
    private volatile boolean closed;

    public PostgresReaders(Connector connector, int size) {
        this.connector = connector;
        this.size = size;
        this.permits = new Semaphore(size, true);
    }

    /**
     * Asks over one of the connections. One that was lost since it was used last is replaced unnoticed, and so is one that
     * is closed because the calling thread is interrupted: the answer comes nevertheless.
     *
     * @throws StoreException.Unavailable if the database cannot be read
     */
    <T extends @Nullable Object> T read(Query<T> query) {
        permits.acquireUninterruptibly();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return attempt(query);
                } catch (SQLException e) {
                    if (!Thread.interrupted()) {
                        throw PostgresFailure.unavailable(connector.address(), true, e);
                    }
                    interrupted = true;
                }
            }
        } finally {
            permits.release();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T extends @Nullable Object> T attempt(Query<T> query) throws SQLException {
        var known = take();
        if (known != null) {
            try {
                return ask(known, query);
            } catch (SQLException e) {
                // That an interrupt closed a connection says nothing of the others.
                if (!PostgresFailure.endsConnections(e)
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                connector.suspect();
            }
        }
        int generation = connector.generation();
        return ask(new Idle(connector.open(), generation), query);
    }

    private <T extends @Nullable Object> T ask(Idle lent, Query<T> query) throws SQLException {
        try {
            T answer = query.ask(lent.connection());
            synchronized (idle) {
                idle.add(lent);
            }
            return answer;
        } catch (SQLException | RuntimeException e) {
            Connector.closeAfter(lent.connection(), e);
            throw e;
        }
    }

    private @Nullable Idle take() throws SQLException {
        synchronized (idle) {
            if (closed) {
                throw PostgresFailure.closed(connector.address());
            }
            while (!idle.isEmpty()) {
                var last = idle.removeLast();
                if (last.generation() == connector.generation()) {
                    return last;
                }
                last.connection().close();
            }
            return null;
        }
    }

    /** Waits for running reads, then closes the connections. */
    @Override
    public void close() {
        closed = true;
        permits.acquireUninterruptibly(size);
        try {
            synchronized (idle) {
                for (var each : idle) {
                    each.connection().close();
                }
                idle.clear();
            }
        } catch (SQLException e) {
            throw PostgresFailure.unavailable(connector.address(), true, e);
        } finally {
            permits.release(size);
        }
    }
}
