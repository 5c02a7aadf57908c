package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Subscription;
import io.chandler.store.sql.postgres.PostgresSettings;
import io.chandler.store.sql.postgres.PostgresStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** What one process has of the store: connections, the end of the history, the writer and the listener. Thread-safe. */
public final class Replica implements AutoCloseable {

    /** How a process uses the store. */
    public enum Use {
        /** Beside others. */
        SHARED,
        /** While nobody else does. */
        ALONE,
        /** Beside others, without writing and watching. */
        READ_ONLY
    }

    private static final System.Logger LOG = System.getLogger(PostgresStore.class.getName());
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    private static final String CHANNEL = "chandler_";

    private final Connector connector;
    private final Use use;
    private final PostgresReaders readers;
    private volatile String channel = "";
    /** The server's number of the process that serves this replica's writer. */
    private volatile int writerProcess;

    private volatile Tail tail;
    private @Nullable PostgresWriter writer;
    private @Nullable Listener listener;
    private boolean closed;

    private Replica(Connector connector, PostgresSettings settings, Use use) {
        this.connector = connector;
        this.use = use;
        this.readers = new PostgresReaders(connector, settings.readers());
        this.tail = new Tail(readers, connector.address(), new PostgresReader.State(0, 0), null);
    }

    /** @throws StoreOpenException if there is no such database, or it is not fit, or somebody has it for himself */
    public static Replica open(ServerAddress address, PostgresSettings settings, Use use) {
        var replica = new Replica(new Connector(address), settings, use);
        try {
            replica.start(settings);
            return replica;
        } catch (SQLException e) {
            var failure = new StoreOpenException(PostgresFailure.describe(address, e), e);
            replica.closeAfter(failure);
            throw failure;
        } catch (RuntimeException e) {
            replica.closeAfter(e);
            throw e;
        }
    }

    private void start(PostgresSettings settings) throws SQLException {
        if (use == Use.READ_ONLY) {
            try (var connection = connector.open()) {
                PostgresSchema.check(address(), connection, true);
            }
            return;
        }
        var listening = openListener();
        listener = new Listener(this, settings.pollInterval(), listening);
        PostgresSchema.prepare(address(), listening);
        warn(listening);
        var state = PostgresReader.state(listening);
        tail.close();
        tail = new Tail(
                readers,
                address(),
                state,
                PostgresReader.find(listening, state.newest()).row());
        writer = new PostgresWriter(this, settings, openWriter(), state.oldest());
        writer.start();
        listener.start();
    }

    private void warn(Connection connection) throws SQLException {
        if (PostgresSchema.text(connection, "SHOW fsync").equals("off")) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "PostgreSQL at " + address()
                            + " runs with fsync off: a crash of its machine may destroy the store.");
        }
    }

    ServerAddress address() {
        return connector.address();
    }

    Connector connector() {
        return connector;
    }

    Tail tail() {
        return tail;
    }

    /** Where writes are announced. */
    String channel() {
        return channel;
    }

    int writerProcess() {
        return writerProcess;
    }

    Connection openWriter() throws SQLException {
        var connection = connector.open();
        if (use == Use.SHARED) {
            takePresence(connection, false);
        }
        writerProcess = connection.unwrap(PGConnection.class).getBackendPID();
        return connection;
    }

    Connection openListener() throws SQLException {
        var connection = connector.open();
        try {
            takePresence(connection, use == Use.ALONE);
            channel = CHANNEL
                    + PostgresSchema.text(connection, "SELECT oid FROM pg_namespace WHERE nspname = current_schema()");
            try (var statement = connection.createStatement()) {
                statement.execute("LISTEN " + channel);
            }
            return connection;
        } catch (SQLException e) {
            Connector.closeAfter(connection, e);
            throw e;
        }
    }

    private void takePresence(Connection connection, boolean alone) throws SQLException {
        boolean taken = alone ? Locks.takeAlone(connection) : Locks.takePresence(connection);
        if (!taken) {
            var failure = PostgresFailure.ours(
                    !PostgresSchema.exists(connection)
                            ? PostgresSchema.missing(address())
                            : alone
                                    ? "a broker is using the store in " + address() + "; end all its replicas first"
                                    : "the store in " + address() + " is being copied; wait until that has ended");
            Connector.closeAfter(connection, failure);
            throw failure;
        }
    }

    /**
     * Makes sure, after a new connection, that the database has the history that was read so far, and begins with its own
     * if not.
     *
     * @return whether it had to
     */
    synchronized boolean verify(Connection connection) throws SQLException {
        try {
            PostgresSchema.check(address(), connection, true);
        } catch (StoreOpenException e) {
            throw PostgresFailure.ours(String.valueOf(e.getMessage()));
        }
        var known = tail;
        if (known.continuesIn(connection)) {
            return false;
        }
        var state = PostgresReader.state(connection);
        LOG.log(
                System.Logger.Level.WARNING,
                "PostgreSQL at " + address() + " has lost its last writes, after revision " + known.newest()
                        + " at most; going on with revision " + state.newest() + ".");
        tail = new Tail(
                readers,
                address(),
                state,
                PostgresReader.find(connection, state.newest()).row());
        known.expire(state.oldest());
        known.replace();
        return true;
    }

    /** See {@link io.chandler.resources.store.Store#get}. */
    public Optional<Entry> get(String key) {
        return readers.read(connection -> PostgresReader.get(connection, key));
    }

    /** See {@link io.chandler.resources.store.Store#range}. */
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        int wanted = limit == Integer.MAX_VALUE ? limit : limit + 1;
        long past = at.map(Replica::number).orElse(PostgresReader.NOW);
        var found = readers.read(connection -> PostgresReader.range(connection, prefix, tag, startAfter, wanted, past));
        var state = found.state();
        if (at.isPresent() && (past < state.oldest() || past > state.newest())) {
            throw new StoreException.Expired(Revision.of(state.oldest()));
        }
        boolean more = found.entries().size() > limit;
        return new Range(
                more ? found.entries().subList(0, limit) : found.entries(),
                at.orElse(Revision.of(state.newest())),
                more);
    }

    /** See {@link io.chandler.resources.store.Store#count}. */
    public long count(String prefix, String withoutTags) {
        return readers.read(connection -> PostgresReader.count(connection, prefix, withoutTags));
    }

    /** See {@link io.chandler.resources.store.Store#watch}. */
    public Subscription watch(String prefix, Revision after) {
        writer();
        var watched = tail;
        var state = state();
        long revision = number(after);
        if (revision < state.oldest() || revision > state.newest()) {
            throw new StoreException.Expired(Revision.of(state.oldest()));
        }
        return watched.watch(prefix, revision);
    }

    /** A revision too wide for this store is none of its own. */
    private static long number(Revision revision) {
        return revision.compareTo(Revision.of(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : revision.asLong();
    }

    private PostgresReader.State state() {
        return readers.read(PostgresReader::state);
    }

    public Revision current() {
        return Revision.of(state().newest());
    }

    public Revision oldest() {
        return Revision.of(state().oldest());
    }

    public Revision create(String key, String tag, byte[] value) {
        return writer().submit(new Write(Write.Kind.CREATE, key, 0, tag, value));
    }

    public Revision swap(String key, Revision expected, String tag, byte[] value) {
        return writer().submit(new Write(Write.Kind.SWAP, key, number(expected), tag, value));
    }

    public Revision delete(String key, Revision expected) {
        return writer().submit(new Write(Write.Kind.DELETE, key, number(expected), "", null));
    }

    public void compact(Revision upTo) {
        writer().compact(number(upTo));
    }

    /** Costs nothing if this replica wrote within the last second, otherwise one small write. */
    public void ping() {
        if (!writer().counters().wroteWithin(PROBE_INTERVAL.toNanos())) {
            writer().ping();
        }
    }

    public long writes() {
        return writer == null ? 0 : writer.counters().writes();
    }

    private PostgresWriter writer() {
        if (writer == null) {
            throw new UnsupportedOperationException("the store in " + address() + " was opened for reading only");
        }
        return writer;
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Finishes the writes that wait, ends all subscriptions and closes the connections. Later calls do nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (writer != null) {
            writer.close();
        }
        tail.close();
        if (listener != null) {
            listener.close();
        }
        readers.close();
    }
}
