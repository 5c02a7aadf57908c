package io.chandler.store.sql.internal;

import io.chandler.resources.StoreOpenException;
import io.chandler.store.sql.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** The index of a database: makes it, finds out whether the one that is there fits, and makes it anew if not. */
public final class IndexFile {

    private static final System.Logger LOG = System.getLogger(SqliteStore.class.getName());

    /** Changes that are taken in at once where many are missing. */
    private static final int SLICE = 131_072;

    /** Changes whose taking in takes about a second. */
    private static final int MANY = 100_000;

    private IndexFile() {}

    /** The history that an index is made from. */
    record Origin(long generation, long oldest, long newest) {}

    /** The file beside that of a database. */
    public static Path of(Path file) {
        return file.resolveSibling(file.getFileName() + "-index");
    }

    /**
     * Makes the index of a database fit, before it has its next generation.
     *
     * @return the revision up to which it is written
     * @throws StoreOpenException if something else has its name
     */
    static long prepare(Database database, Origin origin, long next) throws SQLException, IOException {
        var file = database.index();
        if (Opening.size(file) > 0) {
            try {
                boolean whole = check(file);
                if (whole) {
                    return adopt(database, origin, next);
                }
            } catch (SQLException e) {
                if (!Failure.damaged(e)) {
                    throw e;
                }
            }
        }
        delete(file);
        PrivateFiles.create(file);
        try (var connection = Database.openNew(file)) {
            IndexSchema.create(connection);
        }
        return adopt(database, origin, next);
    }

    /** Whether a file is an index of this version, and not damaged where that is found out quickly. */
    private static boolean check(Path file) throws SQLException {
        boolean closed = Opening.size(Opening.log(file)) == 0;
        try (var connection = Database.openAlone(file)) {
            if (Schema.version(connection) != 0
                    && Schema.number(connection, "PRAGMA application_id") != IndexSchema.APPLICATION) {
                throw new StoreOpenException(
                        file + " is not the index of a store, which is to have this name; move it away");
            }
            return Schema.version(connection) == IndexSchema.VERSION
                    && (closed || Opening.size(file) > Opening.CHECKED_BYTES || Opening.sound(connection));
        }
    }

    /** Deletes an index with what SQLite has beside it. */
    static void delete(Path file) throws IOException {
        for (var suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }

    private static long adopt(Database database, Origin origin, long next) throws SQLException {
        try (var session = database.openIndexSession()) {
            if (!session.belongsTo(origin)) {
                session.clear();
            }
            session.belongTo(origin.generation(), next);
            return catchUp(database, session, origin);
        }
    }

    /** Whether a database, which another process may be using, has an index that fits. */
    static boolean fits(Database database, Origin origin) {
        if (Opening.size(database.index()) == 0) {
            return false;
        }
        try (var connection = Database.openAlone(database.index())) {
            return Schema.version(connection) == IndexSchema.VERSION && IndexSchema.belongsTo(connection, origin);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Takes in what is more than may be missing. */
    private static long catchUp(Database database, IndexSession session, Origin origin) throws SQLException {
        long indexed = session.indexed();
        if (origin.newest() - indexed > MANY) {
            LOG.log(System.Logger.Level.INFO, "The index of " + database.file() + " is made anew.");
        }
        while (origin.newest() - indexed > database.settings().maximumUnindexed()) {
            long to = Math.min(origin.newest(), indexed + SLICE);
            session.bring(indexed, to, origin.oldest());
            indexed = to;
        }
        return indexed;
    }

    /**
     * Makes an index elsewhere, of a database that has none that fits, for somebody who only reads.
     *
     * @param database names the file to be made
     */
    static void make(Database database, Origin origin) throws SQLException {
        try (var connection = Database.openNew(database.index())) {
            IndexSchema.create(connection);
        }
        try (var session = database.openIndexSession()) {
            for (long indexed = 0; indexed < origin.newest(); indexed += SLICE) {
                session.bring(indexed, Math.min(origin.newest(), indexed + SLICE), origin.oldest());
            }
        }
    }
}
