package io.chandler.store.sql.internal;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.Capabilities;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Range;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import io.chandler.store.sql.SqliteSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** A database beside the process that writes it: can be read, but neither be written nor watched. */
public final class ReadOnlyStore implements Store {

    private final Path file;
    private final Readers readers;

    private ReadOnlyStore(Path file) {
        this.file = file;
        this.readers = new Readers(new Database(file, SqliteSettings.defaults()));
    }

    /** Opens a database. @throws StoreOpenException if there is none, it is not a store or written by a newer version */
    public static ReadOnlyStore open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StoreOpenException("there is no store " + file);
        }
        try (var connection = Database.openReader(file)) {
            Schema.check(file, connection);
        } catch (SQLException e) {
            throw new StoreOpenException(Failure.describe(file, e), e);
        }
        return new ReadOnlyStore(file);
    }

    @Override
    public Optional<Entry> get(String key) {
        while (true) {
            var heads = readers.read(reader -> reader.heads(key, ""));
            var head = heads.isEmpty() ? null : heads.getFirst();
            if (head == null || !head.key().equals(key)) {
                return readers.read(reader -> reader.get(key));
            }
            var row = readers.read(reader -> reader.row(head.revision()));
            if (row != null) {
                return row.entry();
            }
            // It was superseded, and deleted by compaction: look again.
        }
    }

    @Override
    public Revision current() {
        return Revision.of(readers.state().newest());
    }

    @Override
    public Revision oldest() {
        return Revision.of(readers.state().oldest());
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(false);
    }

    @Override
    public Range range(String prefix, String tag, String startAfter, int limit, Optional<Revision> at) {
        var revision = at.orElseGet(this::current);
        int wanted = limit == Integer.MAX_VALUE ? limit : limit + 1;
        var entries = readers.read(reader ->
                reader.range(prefix, tag, startAfter, wanted, revision.asLong(), reader.heads(prefix, startAfter)));
        // What compaction has deleted meanwhile is missing.
        if (revision.compareTo(oldest()) < 0) {
            throw new StoreException.Expired(oldest());
        }
        boolean more = entries.size() > limit;
        return new Range(more ? entries.subList(0, limit) : entries, revision, more);
    }

    @Override
    public Revision create(String key, String tag, byte[] value) {
        throw unsupported();
    }

    @Override
    public Revision compareAndSwap(String key, Revision expected, String tag, byte[] value) {
        throw unsupported();
    }

    @Override
    public Revision compareAndDelete(String key, Revision expected) {
        throw unsupported();
    }

    @Override
    public Subscription watch(String prefix, Revision after) {
        throw unsupported();
    }

    @Override
    public void compact(Revision upTo) {
        throw unsupported();
    }

    @Override
    public void ping() {
        throw unsupported();
    }

    @Override
    public long writes() {
        return 0;
    }

    private UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException(file + " was opened for reading only");
    }

    @Override
    public void close() {
        try {
            readers.close();
        } catch (SQLException e) {
            throw Failure.unavailable(file, true, e);
        }
    }
}
