package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.StoreOpenException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables and their versions, in the schema that the connection creates in.
 *
 * <p>{@code chandler_record} is the history: a row per change, only ever appended, and deleted by compaction. A row without
 * a value is a removal. {@code previous} is the row before of the same key, 0 if there is none. {@code chandler_entry}
 * leads from a key to its newest row. {@code chandler_tagged} holds the present entries with a tag; {@code
 * chandler_formerly_tagged} the earlier ones, under the revision that ended them. {@code chandler_meta} holds what the
 * database is, the newest revision, the oldest one kept, and a number that is counted up to find out whether writing works.
 */
public final class PostgresSchema {

    /** "Chnd" in ASCII. */
    private static final int APPLICATION = 0x43686E64;

    /** Vacuumed often: a row of theirs is replaced with each batch or change. */
    private static final String BUSY = " WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)";

    private static final List<List<String>> MIGRATIONS = List.of(List.of(
            "CREATE TABLE chandler_meta (name text PRIMARY KEY, value bigint NOT NULL)"
                    + " WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000)",
            "CREATE TABLE chandler_record (revision bigint PRIMARY KEY, key text COLLATE \"C\" NOT NULL,"
                    + " tag text COLLATE \"C\" NOT NULL, previous bigint NOT NULL, value bytea)"
                    + " WITH (autovacuum_vacuum_scale_factor = 0.05)",
            "CREATE TABLE chandler_entry (key text COLLATE \"C\" PRIMARY KEY, revision bigint NOT NULL,"
                    + " removed boolean NOT NULL, tag text COLLATE \"C\" NOT NULL)" + BUSY,
            "CREATE TABLE chandler_tagged (tag text COLLATE \"C\" NOT NULL, key text COLLATE \"C\" NOT NULL,"
                    + " revision bigint NOT NULL, PRIMARY KEY (tag, key))" + BUSY,
            "CREATE TABLE chandler_formerly_tagged (ended bigint PRIMARY KEY, tag text COLLATE \"C\" NOT NULL,"
                    + " key text COLLATE \"C\" NOT NULL, revision bigint NOT NULL)",
            "INSERT INTO chandler_meta VALUES ('application', " + APPLICATION + "), ('version', 0), ('revision', 0),"
                    + " ('oldest', 0), ('probe', 0)"));

    /** The version that this code reads and writes. */
    static final int VERSION = MIGRATIONS.size();

    private PostgresSchema() {}

    /**
     * Makes the tables, or brings those of an older version up to date, while nobody else does.
     *
     * @throws StoreOpenException if there are tables of these names that are not ours, or of a newer version
     */
    public static void prepare(ServerAddress address, Connection connection) throws SQLException {
        check(address, connection, false);
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(Locks.takeMigration());
            int found = check(address, connection, false);
            for (int version = found; version < VERSION; version++) {
                for (var sql : MIGRATIONS.get(version)) {
                    statement.execute(sql);
                }
                statement.execute("UPDATE chandler_meta SET value = " + (version + 1) + " WHERE name = 'version'");
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /**
     * Refuses a database that is not fit.
     *
     * @param needed whether there must be a store
     * @return the version of the tables; 0 if there are none
     */
    static int check(ServerAddress address, Connection connection, boolean needed) throws SQLException {
        if (!"UTF8".equals(text(connection, "SHOW server_encoding"))) {
            throw new StoreOpenException("the database " + address + " has the encoding "
                    + text(connection, "SHOW server_encoding") + "; create it with ENCODING 'UTF8'");
        }
        if (!exists(connection)) {
            throw new StoreOpenException(missing(address));
        }
        long tables = number(
                connection,
                "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname IN"
                        + " ('chandler_meta', 'chandler_record', 'chandler_entry', 'chandler_tagged',"
                        + " 'chandler_formerly_tagged')");
        if (tables == 0) {
            if (needed) {
                throw new StoreOpenException("there is no store in the database " + address);
            }
            return 0;
        }
        long ours = number(
                connection,
                "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('chandler_meta')"
                        + " AND (attname, atttypid) IN (('name', 'text'::regtype), ('value', 'bigint'::regtype))");
        if (ours != 2
                || number(connection, "SELECT value FROM chandler_meta WHERE name = 'application'") != APPLICATION) {
            throw new StoreOpenException("the database " + address
                    + " has tables named chandler_ that are not a store of Chandler; name another database or schema");
        }
        int version = (int) number(connection, "SELECT value FROM chandler_meta WHERE name = 'version'");
        if (version > VERSION) {
            throw new StoreOpenException("the store in " + address + " was written by a newer Chandler, version "
                    + version + " of its tables; this one reads up to " + VERSION
                    + ". Use the newer Chandler or a backup");
        }
        return version;
    }

    /** Whether there is a schema for the tables. */
    static boolean exists(Connection connection) throws SQLException {
        return !text(connection, "SELECT current_schema()").isEmpty();
    }

    /** What is said where there is none. */
    static String missing(ServerAddress address) {
        return "the database " + address
                + " has none of the schemas that the user's search_path or currentSchema name; create it";
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var text = result.next() ? result.getString(1) : null;
            return text == null ? "" : text;
        }
    }
}
