package io.chandler.store.sql.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writing connection with its statements. A new one is made after a failure. For the writer's thread alone. */
public final class Session implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement entry;
    private final PreparedStatement addEntry;
    private final PreparedStatement addFreshEntry;
    private final PreparedStatement changeEntry;
    private final PreparedStatement changeEntryFrom;
    private final PreparedStatement dropEntry;
    private final PreparedStatement addRow;
    private final PreparedStatement dropRow;
    private final PreparedStatement addTagged;
    private final PreparedStatement changeTagged;
    private final PreparedStatement dropTagged;
    private final PreparedStatement addFormerlyTagged;
    private final PreparedStatement dropFormerlyTagged;
    private final PreparedStatement rowsAfter;
    private final PreparedStatement setOldest;
    private final PreparedStatement addProbe;
    private final PreparedStatement dropProbe;

    /** The newest row of a key. */
    record Head(long revision, boolean removed, String tag) {}

    /** What compaction needs to know of a row. */
    record Link(long revision, String key, long previous, boolean removed) {}

    Session(Connection connection) throws SQLException {
        this.connection = connection;
        begin = connection.prepareStatement("BEGIN IMMEDIATE");
        commit = connection.prepareStatement("COMMIT");
        entry = connection.prepareStatement("SELECT revision, removed, tag FROM entry WHERE key = ?");
        addEntry = connection.prepareStatement("INSERT INTO entry (revision, removed, tag, key) VALUES (?, ?, ?, ?)");
        addFreshEntry = connection.prepareStatement(
                "INSERT INTO entry (revision, removed, tag, key) VALUES (?, 0, ?, ?) ON CONFLICT DO NOTHING");
        changeEntry = connection.prepareStatement("UPDATE entry SET revision = ?, removed = ?, tag = ? WHERE key = ?");
        changeEntryFrom =
                connection.prepareStatement("UPDATE entry SET revision = ?, tag = ? WHERE key = ? AND revision = ?");
        dropEntry = connection.prepareStatement("DELETE FROM entry WHERE key = ? AND revision = ?");
        addRow = connection.prepareStatement(
                "INSERT INTO record (revision, key, tag, previous, value) VALUES (?, ?, ?, ?, ?)");
        dropRow = connection.prepareStatement("DELETE FROM record WHERE revision = ?");
        addTagged = connection.prepareStatement("INSERT INTO tagged (revision, tag, key) VALUES (?, ?, ?)");
        changeTagged = connection.prepareStatement("UPDATE tagged SET revision = ? WHERE tag = ? AND key = ?");
        dropTagged = connection.prepareStatement("DELETE FROM tagged WHERE tag = ? AND key = ?");
        addFormerlyTagged = connection.prepareStatement(
                "INSERT INTO formerly_tagged (ended, tag, key, revision) VALUES (?, ?, ?, ?)");
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

    @Nullable
    Head head(String key) throws SQLException {
        entry.setString(1, key);
        try (var result = entry.executeQuery()) {
            return result.next() ? new Head(result.getLong(1), result.getBoolean(2), result.getString(3)) : null;
        }
    }

    /** Appends a row of a key that is new to the database. @return whether it is */
    boolean appendFirst(Row row) throws SQLException {
        addFreshEntry.setLong(1, row.revision());
        addFreshEntry.setString(2, row.tag());
        addFreshEntry.setString(3, row.key());
        boolean fresh = addFreshEntry.executeUpdate() > 0;
        if (fresh) {
            addRow(row);
            changeTag(row, 0, "");
        }
        return fresh;
    }

    /** Appends a row with a value, if the newest row of its key is {@code before}. @return whether it is */
    boolean appendAfter(Row row, Row before) throws SQLException {
        changeEntryFrom.setLong(1, row.revision());
        changeEntryFrom.setString(2, row.tag());
        changeEntryFrom.setString(3, row.key());
        changeEntryFrom.setLong(4, before.revision());
        boolean newest = changeEntryFrom.executeUpdate() > 0;
        if (newest) {
            addRow(row);
            changeTag(row, before.revision(), before.tag());
        }
        return newest;
    }

    /** Appends a row and lets its key lead to it. */
    void append(Row row, @Nullable Head head) throws SQLException {
        addRow(row);
        var change = head == null ? addEntry : changeEntry;
        change.setLong(1, row.revision());
        change.setBoolean(2, row.removed());
        change.setString(3, row.tag());
        change.setString(4, row.key());
        change.executeUpdate();
        changeTag(row, head == null ? 0 : head.revision(), head == null ? "" : head.tag());
    }

    private void addRow(Row row) throws SQLException {
        addRow.setLong(1, row.revision());
        addRow.setString(2, row.key());
        addRow.setString(3, row.tag());
        addRow.setLong(4, row.previous());
        addRow.setBytes(5, row.value());
        addRow.executeUpdate();
    }

    private void changeTag(Row row, long previous, String before) throws SQLException {
        boolean same = before.equals(row.tag());
        if (!before.isEmpty()) {
            addFormerlyTagged.setLong(1, row.revision());
            addFormerlyTagged.setString(2, before);
            addFormerlyTagged.setString(3, row.key());
            addFormerlyTagged.setLong(4, previous);
            addFormerlyTagged.executeUpdate();
            if (!same) {
                dropTagged.setString(1, before);
                dropTagged.setString(2, row.key());
                dropTagged.executeUpdate();
            }
        }
        if (!row.tag().isEmpty()) {
            var change = same ? changeTagged : addTagged;
            change.setLong(1, row.revision());
            change.setString(2, row.tag());
            change.setString(3, row.key());
            change.executeUpdate();
        }
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
