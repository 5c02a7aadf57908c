package io.chandler.store.sql.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of the index, which tells where the history of a database has what. It is written later than the history, for
 * many changes at once, up to the revision {@code indexed} in {@code meta}, and made anew where it does not fit.
 *
 * <p>{@code entry} leads from a key to its newest row; {@code removed} to the entries that are removals; {@code tagged}
 * holds the present entries with a tag; {@code formerly_tagged} the earlier ones, under the revision that ended them.
 * {@code meta} holds as well which {@link Schema generation} of the database it belongs to, and the one before, which holds
 * until the database has the new one.
 */
final class IndexSchema {

    /** "Chni" in ASCII. */
    static final int APPLICATION = 0x43686E69;

    /** Another version is made anew. */
    static final int VERSION = 1;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE entry (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, removed INTEGER NOT NULL,"
                    + " tag TEXT NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE TABLE removed (revision INTEGER PRIMARY KEY, key TEXT NOT NULL) STRICT",
            "CREATE TABLE tagged (tag TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL,"
                    + " PRIMARY KEY (tag, key)) STRICT, WITHOUT ROWID",
            "CREATE TABLE formerly_tagged (ended INTEGER PRIMARY KEY, tag TEXT NOT NULL, key TEXT NOT NULL,"
                    + " revision INTEGER NOT NULL) STRICT",
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
            "INSERT INTO meta VALUES ('indexed', 0), ('generation', 0), ('before', 0)");

    /** Takes everything away. */
    static final List<String> CLEAR = List.of(
            "DELETE FROM entry",
            "DELETE FROM removed",
            "DELETE FROM tagged",
            "DELETE FROM formerly_tagged",
            "UPDATE meta SET value = 0");

    /** The changes that are taken in: of the history, which is long beside an index, each page is read once. */
    static final String CHANGES = "CREATE TEMP TABLE change (revision INTEGER PRIMARY KEY, key TEXT NOT NULL,"
            + " tag TEXT NOT NULL, previous INTEGER NOT NULL, removed INTEGER NOT NULL) STRICT";

    /** The rows that were superseded by changes and were there before all of these, if they had a tag. */
    private static final String REPLACED = "temp.change c CROSS JOIN store.record p ON p.revision = c.previous"
            + " WHERE c.previous <= ?1 AND p.tag <> ''";

    /** Forgets the changes that were taken in before. */
    static final String CLEAR_CHANGES = "DELETE FROM temp.change";

    /** Bring the index from one revision, ?1, exclusive, to another, ?2, inclusive, in this order. */
    static final List<String> BRING = List.of(
            "INSERT INTO temp.change SELECT revision, key, tag, previous, value IS NULL FROM store.record"
                    + " WHERE revision > ?1 AND revision <= ?2",
            "INSERT INTO formerly_tagged (ended, tag, key, revision) SELECT c.revision, p.tag, p.key, p.revision FROM "
                    + REPLACED + " AND c.revision <= ?2",
            "INSERT INTO formerly_tagged (ended, tag, key, revision) SELECT c.revision, p.tag, p.key, p.revision"
                    + " FROM temp.change c CROSS JOIN temp.change p ON p.revision = c.previous"
                    + " WHERE c.previous > ?1 AND c.revision <= ?2 AND p.tag <> ''",
            "DELETE FROM tagged WHERE (tag, key) IN (SELECT p.tag, p.key FROM " + REPLACED + " AND c.revision <= ?2)",
            // What is superseded among the changes.
            "DELETE FROM temp.change WHERE revision IN (SELECT previous FROM temp.change WHERE previous > ?1"
                    + " AND revision <= ?2)",
            "INSERT INTO tagged (tag, key, revision) SELECT tag, key, revision FROM temp.change"
                    + " WHERE revision BETWEEN ?1 AND ?2 AND tag <> '' ORDER BY tag, key",
            "INSERT INTO removed (revision, key) SELECT revision, key FROM temp.change"
                    + " WHERE revision BETWEEN ?1 AND ?2 AND removed",
            "INSERT INTO entry (key, revision, removed, tag) SELECT key, revision, removed, tag FROM temp.change"
                    + " WHERE revision BETWEEN ?1 AND ?2 ORDER BY key ON CONFLICT (key)"
                    + " DO UPDATE SET revision = excluded.revision, removed = excluded.removed, tag = excluded.tag",
            "UPDATE meta SET value = ?2 WHERE name = 'indexed' AND value = ?1");

    /** Forget what was before a revision, in this order. */
    static final List<String> FORGET = List.of(
            "DELETE FROM entry WHERE (key, revision) IN (SELECT key, revision FROM removed WHERE revision <= ?1)",
            "DELETE FROM removed WHERE revision <= ?1",
            "DELETE FROM formerly_tagged WHERE ended <= ?1");

    private IndexSchema() {}

    /** A number that an index keeps. */
    static long meta(Connection connection, String name) throws SQLException {
        return Schema.number(connection, "SELECT value FROM main.meta WHERE name = '" + name + "'");
    }

    /** Whether an index was made from the history of a database, as far as it goes. */
    static boolean belongsTo(Connection connection, IndexFile.Origin origin) throws SQLException {
        long generation = origin.generation();
        long indexed = meta(connection, "indexed");
        return generation != 0
                && (generation == meta(connection, "generation") || generation == meta(connection, "before"))
                && origin.oldest() <= indexed
                && indexed <= origin.newest();
    }

    /** Makes all tables in a new file. */
    static void create(Connection connection) throws SQLException {
        Schema.execute(connection, "PRAGMA application_id = " + APPLICATION);
        Schema.execute(connection, "BEGIN");
        for (var statement : TABLES) {
            Schema.execute(connection, statement);
        }
        Schema.execute(connection, "PRAGMA user_version = " + VERSION);
        Schema.execute(connection, "COMMIT");
        Schema.execute(connection, "PRAGMA journal_mode = WAL");
    }
}
