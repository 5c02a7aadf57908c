package io.chandler.store.sql.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writing connection with its statements. A new one is made after a failure. For the writer's thread alone. */
public final class Session implements AutoCloseable {

    /** The changes from one revision, exclusive, to another, inclusive, that no other among them supersedes. */
    private static final String LAST_CHANGES = "revision > ?1 AND revision <= ?2"
            + " AND revision NOT IN (SELECT previous FROM record WHERE revision > ?1 AND revision <= ?2)";

    /** These changes with the rows before them. */
    private static final String CHANGES_WITH_PREVIOUS =
            "record r CROSS JOIN record p ON p.revision = r.previous WHERE r.revision > ?1 AND r.revision <= ?2";

    /** Bring the indices from one revision to another, in this order. */
    private static final List<String> INDEX = List.of(
            "INSERT INTO formerly_tagged (ended, tag, key, revision) SELECT r.revision, p.tag, p.key, p.revision FROM "
                    + CHANGES_WITH_PREVIOUS + " AND p.tag <> ''",
            "DELETE FROM tagged WHERE (tag, key) IN (SELECT p.tag, p.key FROM " + CHANGES_WITH_PREVIOUS
                    + " AND p.revision <= ?1 AND p.tag <> '')",
            "INSERT INTO tagged (tag, key, revision) SELECT tag, key, revision FROM record WHERE " + LAST_CHANGES
                    + " AND tag <> ''",
            "INSERT INTO entry (key, revision, removed, tag) SELECT key, revision, value IS NULL, tag FROM record"
                    + " WHERE " + LAST_CHANGES + " ORDER BY key ON CONFLICT (key)"
                    + " DO UPDATE SET revision = excluded.revision, removed = excluded.removed, tag = excluded.tag",
            "UPDATE meta SET value = ?2 WHERE name = 'indexed' AND value = ?1");

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement entry;
    private final PreparedStatement dropEntry;
    private final PreparedStatement addRow;
    private final PreparedStatement dropRow;
    private final List<PreparedStatement> index;
    private final PreparedStatement dropFormerlyTagged;
    private final PreparedStatement rowsAfter;
    private final PreparedStatement setOldest;
    private final PreparedStatement addProbe;
    private final PreparedStatement dropProbe;

    /** What compaction needs to know of a row. */
    record Link(long revision, String key, long previous, boolean removed) {}

    Session(Connection connection) throws SQLException {
        this.connection = connection;
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        entry = connection.prepareStatement("SELECT revision, removed, tag FROM entry WHERE key = ?");
        dropEntry = connection.prepareStatement("DELETE FROM entry WHERE key = ? AND revision = ?");
        addRow = connection.prepareStatement(
                "INSERT INTO record (revision, key, tag, previous, value) VALUES (?, ?, ?, ?, ?)");
        dropRow = connection.prepareStatement("DELETE FROM record WHERE revision = ?");
        index = new ArrayList<>();
        for (var sql : INDEX) {
            index.add(connection.prepareStatement(sql));
        }
        dropFormerlyTagged = connection.prepareStatement("DELETE FROM formerly_tagged WHERE ended <= ?");
        rowsAfter = connection.prepareStatement("SELECT revision, key, previous, value IS NULL FROM record"
                + " WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT ?");
        setOldest = connection.prepareStatement("UPDATE meta SET value = ? WHERE name = 'oldest'");
        addProbe = connection.prepareStatement("INSERT INTO probe (filler) VALUES (zeroblob(?))");
        dropProbe = connection.prepareStatement("DELETE FROM probe WHERE id < (SELECT max(id) FROM probe)");
        // Otherwise the driver tries to begin a transaction of its own after each statement, which fails within ours.
        connection.setAutoCommit(false);
        commit();
    }

    void begin() throws SQLException {
        begin.executeUpdate();
    }

    void commit() throws SQLException {
        commit.executeUpdate();
    }

    /** The newest revision in the database. */
    long newest() throws SQLException {
        return Schema.number(
                connection,
                "SELECT max((SELECT ifnull(max(revision), 0) FROM record),"
                        + " (SELECT value FROM meta WHERE name = 'oldest'))");
    }

    /** The newest row of a key up to the revision up to which the indices are written. */
    @Nullable
    Head head(String key) throws SQLException {
        entry.setString(1, key);
        try (var result = entry.executeQuery()) {
            return result.next() ? new Head(key, result.getLong(1), result.getBoolean(2), result.getString(3)) : null;
        }
    }

    /** What the indices do not know yet. */
    Heads heads() throws SQLException {
        long indexed = Schema.number(connection, "SELECT value FROM meta WHERE name = 'indexed'");
        var heads = new ArrayList<Head>();
        try (var statement = connection.prepareStatement(
                "SELECT key, revision, value IS NULL, tag FROM record WHERE " + LAST_CHANGES + " ORDER BY revision")) {
            statement.setLong(1, indexed);
            statement.setLong(2, Long.MAX_VALUE);
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    heads.add(new Head(
                            result.getString(1), result.getLong(2), result.getBoolean(3), result.getString(4)));
                }
            }
        }
        return new Heads(indexed, heads);
    }

    /** Brings the indices from one revision to another. */
    void index(long from, long to) throws SQLException {
        for (var statement : index) {
            statement.setLong(1, from);
            statement.setLong(2, to);
            statement.executeUpdate();
        }
    }

    /** Appends a row to the history. */
    void append(Row row) throws SQLException {
        addRow.setLong(1, row.revision());
        addRow.setString(2, row.key());
        addRow.setString(3, row.tag());
        addRow.setLong(4, row.previous());
        addRow.setBytes(5, row.value());
        addRow.executeUpdate();
    }

    /** Rows in order, from one revision, exclusive, to another, inclusive. */
    List<Link> links(long after, long upTo, int limit) throws SQLException {
        rowsAfter.setLong(1, after);
        rowsAfter.setLong(2, upTo);
        rowsAfter.setInt(3, limit);
        var links = new ArrayList<Link>(limit);
        try (var result = rowsAfter.executeQuery()) {
            while (result.next()) {
                links.add(new Link(result.getLong(1), result.getString(2), result.getLong(3), result.getBoolean(4)));
            }
        }
        return links;
    }

    void dropRow(long revision) throws SQLException {
        dropRow.setLong(1, revision);
        dropRow.executeUpdate();
    }

    /** Forgets a key whose newest row is this. @return whether it was */
    boolean dropEntry(String key, long revision) throws SQLException {
        dropEntry.setString(1, key);
        dropEntry.setLong(2, revision);
        return dropEntry.executeUpdate() > 0;
    }

    void dropFormerlyTagged(long upTo) throws SQLException {
        dropFormerlyTagged.setLong(1, upTo);
        dropFormerlyTagged.executeUpdate();
    }

    /** Keeps where history begins. */
    void setOldest(long revision) throws SQLException {
        setOldest.setLong(1, revision);
        setOldest.executeUpdate();
    }

    /** Writes something that needs new pages. */
    void probe() throws SQLException {
        addProbe.setLong(1, 2L * Database.PAGE_BYTES);
        addProbe.executeUpdate();
        dropProbe.executeUpdate();
    }

    /** Copies the log into the database and empties it. */
    void checkpoint() throws SQLException {
        Schema.execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
