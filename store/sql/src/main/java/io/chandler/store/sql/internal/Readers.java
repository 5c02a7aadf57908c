package io.chandler.store.sql.internal;

import io.chandler.resources.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A few connections for reading, lent in the order of asking. Thread-safe. */
public final class Readers implements AutoCloseable {

    /** A question to the database. */
    interface Query<T extends @Nullable Object> {
        T ask(Reader reader) throws SQLException;
    }

    private final Database database;
    private final Semaphore permits;
    private final List<Reader> idle = new ArrayList<>();
    private volatile boolean closed;

    public Readers(Database database) {
        this.database = database;
        this.permits = new Semaphore(database.settings().readers(), true);
    }

    /**
     * Asks over one of the connections, which is replaced if it fails.
     *
     * @throws StoreException.Unavailable if the database cannot be read
     */
    <T extends @Nullable Object> T read(Query<T> query) {
        permits.acquireUninterruptibly();
        Reader reader = null;
        try {
            reader = take();
            T answer = query.ask(reader);
            giveBack(reader);
            return answer;
        } catch (SQLException e) {
            discard(reader, e);
            throw Failure.unavailable(database.file(), true, e);
        } catch (RuntimeException e) {
            discard(reader, e);
            throw e;
        } finally {
            permits.release();
        }
    }

    /** Where history begins and ends. */
    public record State(long oldest, long newest) {}

    /** Where the history of the database begins and ends. */
    public State state() {
        return read(reader -> new State(reader.oldest(), reader.newest()));
    }

    private Reader take() throws SQLException {
        synchronized (idle) {
            if (closed) {
                throw Failure.closed(database.file());
            }
            if (!idle.isEmpty()) {
                return idle.removeLast();
            }
        }
        var connection = database.openReader();
        try {
            return new Reader(connection);
        } catch (SQLException e) {
            Database.closeAfter(connection, e);
            throw e;
        }
    }

    private void giveBack(Reader reader) {
        synchronized (idle) {
            idle.add(reader);
        }
    }

    private static void discard(@Nullable Reader reader, Exception failure) {
        if (reader != null) {
            try {
                reader.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Waits for running reads, then closes the connections. */
    @Override
    public void close() throws SQLException {
        closed = true;
        permits.acquireUninterruptibly(database.settings().readers());
        try {
            synchronized (idle) {
                for (var reader : idle) {
                    reader.close();
                }
                idle.clear();
            }
        } finally {
            permits.release(database.settings().readers());
        }
    }
}
