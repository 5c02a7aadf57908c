package io.chandler.store.sql;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import io.chandler.store.sql.internal.Backup;
import io.chandler.store.sql.internal.Database;
import io.chandler.store.sql.internal.Failure;
import io.chandler.store.sql.internal.History;
import io.chandler.store.sql.internal.IndexFile;
import io.chandler.store.sql.internal.Keys;
import io.chandler.store.sql.internal.Opening;
import io.chandler.store.sql.internal.ProcessLock;
import io.chandler.store.sql.internal.ReadOnlyStore;
import io.chandler.store.sql.internal.Readers;
import io.chandler.store.sql.internal.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A store in one SQLite file, for one process. Every acknowledged write is on the disk. Writes that come at the same time
 * are committed together. Thread-safe; made for callers on virtual threads, which wait without holding a thread.
 *
 * <p>While the disk is full or fails, writes throw {@link StoreException.Unavailable}; the store goes on by itself when the
 * disk does. Beside the file there are its log ({@code -wal}), shared memory ({@code -shm}) and lock ({@code .lock}), and its
 * index ({@code -index}, with the same beside it), which is made anew where it is missing or does not fit; to copy a store,
 * use {@link #backup}, not the file alone.
 */
public final class SqliteStore implements Store {

    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    private final Path file;
    private final ProcessLock lock;
    private final Readers readers;
    private final History history;
    private final Writer writer;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SqliteStore(Path file, ProcessLock lock, Readers readers, History history, Writer writer) {
        this.file = file;
        this.lock = lock;
        this.readers = readers;
        this.history = history;
        this.writer = writer;
    }

    /**
     * Opens the store in a file, which is made if it is not there, with its folder; only the owner may read them.
     *
     * @throws StoreOpenException if the file is damaged, not a store, written by a newer version, not writable, or in use by
     *     another process; it is left as it is then
     */
    public static SqliteStore open(Path file, SqliteSettings settings) {
        var database = new Database(Opening.resolve(file), settings);
        var lock = Opening.lock(database.file());
        try {
            long indexed = Opening.prepare(database);
            return start(database, lock, indexed);
        } catch (SQLException e) {
            release(lock, e);
            throw new StoreOpenException(Failure.describe(database.file(), e), e);
        } catch (RuntimeException e) {
            release(lock, e);
            throw e;
        }
    }

    private static SqliteStore start(Database database, ProcessLock lock, long indexed) throws SQLException {
        var readers = new Readers(database);
        try {
            var state = readers.state();
            var session = database.openSession();
            var history = new History(database, readers, session.heads(indexed), state.newest(), state.oldest());
            var writer = new Writer(database, history, session, indexed);
            writer.start();
            return new SqliteStore(database.file(), lock, readers, history, writer);
        } catch (SQLException | RuntimeException e) {
            release(readers, e);
            throw e;
        }
    }

    /**
     * Copies the store in a file, which another process may be using, as it is at one moment.
     *
     * @param target appears when the copy is whole; only the owner may read it
     * @throws StoreOpenException if the source is not a store, the target exists or cannot be written
     */
    public static void backup(Path source, Path target) {
        Backup.copy(source, target);
    }

    /** Copies this store as it is at one moment; see {@link #backup(Path, Path)}. */
    public void backup(Path target) {
        Backup.copy(file, target);
    }

    /**
     * Opens the store in a file, which another process may be using, to read it: {@code get}, {@code range}, {@code
     * current} and {@code oldest} see what that process has acknowledged; all else throws {@link
     * UnsupportedOperationException}.
     *
     * @throws StoreOpenException if there is no such file, or it is not a store or written by a newer version
     */
    public static Store openReadOnly(Path file) {
        return ReadOnlyStore.open(file);
    }

    @Override
    public Optional<Entry> get(String key) {
        return history.get(key);
    }

    @Override
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1: " + limit);
        }
        return history.range(prefix, tag, startAfter, limit, at);
    }

    @Override
    public OptionalLong count(String prefix, String withoutTags) {
        return OptionalLong.of(history.count(prefix, withoutTags));
    }

    @Override
    public Revision create(String key, String tag, byte[] value) {
        check(key, tag, value);
        return writer.create(key, tag, value);
    }

    @Override
    public Revision compareAndSwap(String key, Revision expected, String tag, byte[] value) {
        check(key, tag, value);
        return writer.swap(key, number(expected), tag, value);
    }

    @Override
    public Revision compareAndDelete(String key, Revision expected) {
        Keys.checkKey(key);
        return writer.delete(key, number(expected));
    }

    private static void check(String key, String tag, byte[] value) {
        Keys.checkKey(key);
        Keys.checkTag(tag);
        Keys.checkValue(key, value);
    }

    /** A revision too wide for this store is none of its own. */
    private static long number(Revision revision) {
        return revision.compareTo(Revision.of(Long.MAX_VALUE)) > 0 ? -1 : revision.asLong();
    }

    @Override
    public Subscription watch(String prefix, Revision after) {
        return history.watch(prefix, after);
    }

    @Override
    public Revision current() {
        return Revision.of(history.newest());
    }

    @Override
    public Revision oldest() {
        return Revision.of(history.oldest());
    }

    @Override
    public void compact(Revision upTo) {
        long wanted = number(upTo);
        writer.compact(wanted < 0 ? Long.MAX_VALUE : wanted);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(false);
    }

    /** Costs nothing if the store wrote within the last second, otherwise one small write. */
    @Override
    public void ping() {
        if (closed.get() || !writer.counters().wroteWithin(PROBE_INTERVAL.toNanos())) {
            writer.ping();
        }
    }

    @Override
    public long writes() {
        return writer.counters().writes();
    }

    /** What the store has done and how large it is. */
    public SqliteStatistics statistics() {
        var counters = writer.counters();
        return new SqliteStatistics(
                counters.writes(),
                counters.refused(),
                counters.failed(),
                counters.commits(),
                counters.largestBatch(),
                writer.waiting(),
                history.subscriptions(),
                history.newest(),
                history.oldest(),
                Opening.size(file) + Opening.size(IndexFile.of(file)),
                Opening.size(Opening.log(file)) + Opening.size(Opening.log(IndexFile.of(file))));
    }

    /** Finishes the writes that wait, ends all subscriptions and releases the file. Later calls do nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        writer.close();
        history.close();
        try (lock) {
            readers.close();
            writer.finish();
        } catch (SQLException e) {
            throw Failure.unavailable(file, false, e);
        } catch (IOException e) {
            throw new StoreException.Unavailable("the lock of " + file + " cannot be released", true, e);
        }
    }

    private static void release(AutoCloseable resource, Exception failure) {
        try {
            resource.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public String toString() {
        return "SqliteStore[" + file + "]";
    }
}
