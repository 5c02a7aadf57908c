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
                if (check(file)) {
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
        createTables(file);
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
            long indexed = session.indexed();
            if (origin.newest() - indexed > MANY) {
                LOG.log(System.Logger.Level.INFO, "The index of " + database.file() + " is made anew.");
            }
            return catchUp(session, indexed, origin, database.settings().maximumUnindexed());
        }
    }

    private static void createTables(Path file) throws SQLException {
        try (var connection = Database.openNew(file)) {
            IndexSchema.create(connection);
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

    /**
     * Takes in what is more than may be missing.
     *
     * @return the revision up to which the index is written then
     */
    private static long catchUp(IndexSession session, long from, Origin origin, long mayBeMissing) throws SQLException {
        long indexed = from;
        while (origin.newest() - indexed > mayBeMissing) {
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
        createTables(database.index());
        try (var session = database.openIndexSession()) {
            catchUp(session, 0, origin, 0);
        }
    }
}
