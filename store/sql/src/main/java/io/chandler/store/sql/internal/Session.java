package io.chandler.store.sql.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writing connection with its statements. A new one is made after a failure. For the writer's thread alone. */
public final class Session implements AutoCloseable {

    /** The newest rows of the keys that have changed since a revision. */
    private static final String HEADS = "SELECT key, revision, value IS NULL, tag FROM record WHERE revision > ?1"
            + " AND revision NOT IN (SELECT previous FROM record WHERE revision > ?1) ORDER BY revision";

    /** The index is not looked at. */
    private static final long AWAY = -1;

    private final Connection connection;
    /** Reads the index. */
    private final Connection index;

    private final PreparedStatement beginLook;
    private final PreparedStatement endLook;
    private final PreparedStatement entry;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement addRow;
    private final PreparedStatement dropRow;
    private final PreparedStatement rowsAfter;
    private final PreparedStatement setOldest;
    private final PreparedStatement addProbe;
    private final PreparedStatement dropProbe;

    /** The index is seen as it was when it was written up to this revision, or later. */
    private long look = AWAY;

    /** What compaction needs to know of a row. */
    record Link(long revision, long previous, boolean removed) {}

    Session(Connection connection, Connection index) throws SQLException {
        this.connection = connection;
        this.index = index;
        beginLook = index.prepareStatement("BEGIN");
        endLook = index.prepareStatement("COMMIT");
        entry = index.prepareStatement("SELECT revision, removed, tag FROM entry WHERE key = ?");
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        addRow = connection.prepareStatement(
                "INSERT INTO record (revision, key, tag, previous, value) VALUES (?, ?, ?, ?, ?)");
        dropRow = connection.prepareStatement("DELETE FROM record WHERE revision = ?");
        rowsAfter = connection.prepareStatement("SELECT revision, previous, value IS NULL FROM record"
                + " WHERE revision > ? AND revision <= ? ORDER BY revision LIMIT ?");
        setOldest = connection.prepareStatement("UPDATE meta SET value = ? WHERE name = 'oldest'");
        addProbe = connection.prepareStatement("INSERT INTO probe (filler) VALUES (zeroblob(?))");
        dropProbe = connection.prepareStatement("DELETE FROM probe WHERE id < (SELECT max(id) FROM probe)");
        // Otherwise the driver tries to begin a transaction of its own after each statement, which fails within ours.
        connection.setAutoCommit(false);
        commit.executeUpdate();
        index.setAutoCommit(false);
        endLook.executeUpdate();
    }

    void begin() throws SQLException {
        begin.executeUpdate();
    }

    void commit() throws SQLException {
        lookAway();
        commit.executeUpdate();
    }

    /** Sees the index as it is now until {@link #lookAway}: to look for each key anew takes as long as to find it. */
    private void look(long indexed) throws SQLException {
        if (look != indexed) {
            lookAway();
            beginLook.executeUpdate();
            look = indexed;
        }
    }

    private void lookAway() throws SQLException {
        if (look != AWAY) {
            look = AWAY;
            endLook.executeUpdate();
        }
    }

    /** The newest revision in the database. */
    long newest() throws SQLException {
        return Schema.number(
                connection,
                "SELECT max((SELECT ifnull(max(revision), 0) FROM record),"
                        + " (SELECT value FROM meta WHERE name = 'oldest'))");
    }

    /**
     * The newest row of a key in the index.
     *
     * @param indexed the revision up to which the index is written, as it was found out after all else was asked
     */
    @Nullable
    Head head(String key, long indexed) throws SQLException {
        look(indexed);
        entry.setString(1, key);
        try (var result = entry.executeQuery()) {
            return result.next() ? new Head(key, result.getLong(1), result.getBoolean(2), result.getString(3)) : null;
        }
    }

    /** What an index does not know that is written up to a revision. */
    public Heads heads(long indexed) throws SQLException {
        var heads = new ArrayList<Head>();
        try (var statement = connection.prepareStatement(HEADS)) {
            statement.setLong(1, indexed);
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    heads.add(new Head(
                            result.getString(1), result.getLong(2), result.getBoolean(3), result.getString(4)));
                }
            }
        }
        return new Heads(heads);
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
                links.add(new Link(result.getLong(1), result.getLong(2), result.getBoolean(3)));
            }
        }
        return links;
    }

    void dropRow(long revision) throws SQLException {
        dropRow.setLong(1, revision);
        dropRow.executeUpdate();
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

    /** Reads the index no more; what writes it can then be the last to close it. */
    void leaveIndex() throws SQLException {
        index.close();
    }

    @Override
    public void close() throws SQLException {
        try (index) {
            connection.close();
        }
    }
}
