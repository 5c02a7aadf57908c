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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** A database beside the process that writes it: can be read, but neither be written nor watched. */
public final class ReadOnlyStore implements Store {

    private final Path file;
    private final Readers readers;
    /** An index that was made for this store alone. */
    private final Optional<Path> ownIndex;

    private ReadOnlyStore(Database database, Optional<Path> ownIndex) {
        this.file = database.file();
        this.readers = new Readers(database);
        this.ownIndex = ownIndex;
    }

    /**
     * Opens a database; without an index that fits, as that of a copy, makes one for as long as it is open.
     *
     * @throws StoreOpenException if there is none, it is not a store or written by a newer version
     */
    public static ReadOnlyStore open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StoreOpenException("there is no store " + file);
        }
        var database = new Database(file, SqliteSettings.defaults());
        try (var connection = Database.openAlone(file)) {
            Schema.check(file, connection);
            var origin = Schema.origin(connection);
            return IndexFile.fits(database, origin)
                    ? new ReadOnlyStore(database, Optional.empty())
                    : withOwnIndex(file, origin);
        } catch (SQLException e) {
            throw new StoreOpenException(Failure.describe(file, e), e);
        } catch (IOException e) {
            throw new StoreOpenException("no index can be made to read " + file + ": " + e.getMessage(), e);
        }
    }

    private static ReadOnlyStore withOwnIndex(Path file, IndexFile.Origin origin) throws IOException, SQLException {
        var index = Files.createTempFile("chandler-", "-index");
        try {
            var database = new Database(file, index, SqliteSettings.defaults());
            IndexFile.make(database, origin);
            return new ReadOnlyStore(database, Optional.of(index));
        } catch (SQLException | RuntimeException e) {
            IndexFile.delete(index);
            throw e;
        }
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
            if (ownIndex.isPresent()) {
                IndexFile.delete(ownIndex.get());
            }
        } catch (SQLException e) {
            throw Failure.unavailable(file, true, e);
        } catch (IOException e) {
            throw new StoreException.Unavailable("a temporary file cannot be deleted", true, e);
        }
    }
}
