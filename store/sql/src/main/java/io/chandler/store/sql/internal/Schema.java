package io.chandler.store.sql.internal;

import io.chandler.resources.StoreOpenException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables and their versions.
 *
 * <p>{@code record} is the history: a row per change, only ever appended, and deleted by compaction. A row without a value
 * is a removal. {@code previous} is the row before of the same key, 0 if there is none; what it names may be deleted. The
 * {@link IndexSchema index}, a file of its own, is made from the history. {@code meta} holds the oldest revision kept and
 * the {@code generation}, another number at each opening, by which an index is known; {@code probe} what was last written
 * to find out whether writing works.
 */
public final class Schema {

    /** "Chnd" in ASCII, in the header of every database of this kind. */
    static final int APPLICATION = 0x43686E64;

    /** Each brings a database from the version of its index to the next. */
    private static final List<List<String>> MIGRATIONS = List.of(
            List.of(
                    "CREATE TABLE record (revision INTEGER PRIMARY KEY, key TEXT NOT NULL, tag TEXT NOT NULL,"
                            + " previous INTEGER NOT NULL, value BLOB) STRICT",
                    "CREATE TABLE entry (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, removed INTEGER NOT NULL,"
                            + " tag TEXT NOT NULL) STRICT, WITHOUT ROWID",
                    "CREATE TABLE tagged (tag TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL,"
                            + " PRIMARY KEY (tag, key)) STRICT, WITHOUT ROWID",
                    "CREATE TABLE formerly_tagged (ended INTEGER PRIMARY KEY, tag TEXT NOT NULL, key TEXT NOT NULL,"
                            + " revision INTEGER NOT NULL) STRICT",
                    "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
                    "INSERT INTO meta VALUES ('oldest', 0)",
                    "CREATE TABLE probe (id INTEGER PRIMARY KEY, filler BLOB NOT NULL) STRICT"),
            List.of("INSERT INTO meta SELECT 'indexed', max(value, (SELECT ifnull(max(revision), 0) FROM record))"
                    + " FROM meta WHERE name = 'oldest'"),
            List.of(
                    "DROP TABLE entry",
                    "DROP TABLE tagged",
                    "DROP TABLE formerly_tagged",
                    "DELETE FROM meta WHERE name = 'indexed'",
                    "INSERT INTO meta VALUES ('generation', random())"));

    /** The version that this code reads and writes. */
    public static final int VERSION = MIGRATIONS.size();

    private Schema() {}

    /** Makes all tables in a new database. */
    static void create(Connection connection) throws SQLException {
        execute(connection, "PRAGMA application_id = " + APPLICATION);
        migrate(connection);
        execute(connection, "PRAGMA journal_mode = WAL");
    }

    /** Brings the tables of an older version up to date, each step in a transaction. */
    static void migrate(Connection connection) throws SQLException {
        int found = version(connection);
        for (int version = found; version < VERSION; version++) {
            execute(connection, "BEGIN IMMEDIATE");
            for (var statement : MIGRATIONS.get(version)) {
                execute(connection, statement);
            }
            execute(connection, "PRAGMA user_version = " + (version + 1));
            execute(connection, "COMMIT");
        }
        if (found > 0 && found < VERSION) {
            execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /** Refuses a database that is not ours or that is newer. @throws StoreOpenException */
    static void check(Path file, Connection connection) throws SQLException {
        if (number(connection, "PRAGMA application_id") != APPLICATION) {
            throw new StoreOpenException(
                    file + " is a SQLite database, but not a store of Chandler; name another file");
        }
        int version = version(connection);
        if (version > VERSION) {
            throw new StoreOpenException(file + " was written by a newer Chandler, version " + version
                    + " of its tables; this one reads up to " + VERSION + ". Use the newer Chandler or a backup");
        }
    }

    /** What an index of a database is made from. */
    static IndexFile.Origin origin(Connection connection) throws SQLException {
        long oldest = number(connection, "SELECT value FROM meta WHERE name = 'oldest'");
        long newest = Math.max(oldest, number(connection, "SELECT max(revision) FROM record"));
        return new IndexFile.Origin(generation(connection), oldest, newest);
    }

    /** The generation of a database; 0 if it is older than those. */
    static long generation(Connection connection) throws SQLException {
        return number(connection, "SELECT value FROM meta WHERE name = 'generation'");
    }

    static int version(Connection connection) throws SQLException {
        return (int) number(connection, "PRAGMA user_version");
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }
}
