package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import io.chandler.store.sql.internal.Keys;
import io.chandler.store.sql.internal.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the database. Each is one statement, which sees one moment of the database: what it says of the beginning
 * and the end of history fits the rows that it returns.
 */
final class PostgresReader {

    /** Most bytes of values that one reading of what others wrote takes into memory, save for one row. */
    private static final long HISTORY_BYTES = 4 * 1024 * 1024;

    /** The newest revision, whatever it is. */
    static final long NOW = -1;

    private static final String ROW = "r.revision, r.key, r.tag, r.previous, r.value";
    private static final String STATE = "SELECT o.value, n.value FROM chandler_meta o, chandler_meta n"
            + " WHERE o.name = 'oldest' AND n.name = 'revision'";
    private static final String GET = "SELECT " + ROW + " FROM chandler_entry e"
            + " JOIN chandler_record r ON r.revision = e.revision WHERE e.key = ? AND NOT e.removed";
    private static final String FIND = "SELECT o.value, " + ROW + " FROM chandler_meta o"
            + " LEFT JOIN chandler_record r ON r.revision = ? WHERE o.name = 'oldest'";
    private static final String AFTER = "SELECT " + ROW + " FROM (SELECT *,"
            + " sum(coalesce(octet_length(value), 0)) OVER (ORDER BY revision) - coalesce(octet_length(value), 0) AS before"
            + " FROM (SELECT * FROM chandler_record WHERE revision > ? ORDER BY revision LIMIT ?) s) r"
            + " WHERE r.before < " + HISTORY_BYTES + " ORDER BY r.revision";

    /** Where history begins and ends. */
    record State(long oldest, long newest) {}

    /** Entries of a snapshot and where history began and ended when they were read. */
    record Found(State state, List<Entry> entries) {}

    /** A row of the history, null if there is none, and where history began. */
    record OneRow(long oldest, @Nullable Row row) {}

    /** Changes, all up to a revision, and where history began. */
    record Changes(long oldest, List<Change> all, long upTo) {}

    private PostgresReader() {}

    static State state(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(STATE);
                var result = statement.executeQuery()) {
            if (!result.next()) {
                throw PostgresFailure.ours("the store's table chandler_meta is empty; restore it from a backup");
            }
            return new State(result.getLong(1), result.getLong(2));
        }
    }

    /** The present entry under a key. */
    static Optional<Entry> get(Connection connection, String key) throws SQLException {
        if (key.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try (var statement = connection.prepareStatement(GET)) {
            statement.setString(1, key);
            try (var result = statement.executeQuery()) {
                return result.next() ? row(result, 0).entry() : Optional.empty();
            }
        }
    }

    /** A row of the history. */
    static OneRow find(Connection connection, long revision) throws SQLException {
        try (var statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, revision);
            try (var result = statement.executeQuery()) {
                result.next();
                long oldest = result.getLong(1);
                return new OneRow(oldest, result.getLong(2) == 0 ? null : row(result, 1));
            }
        }
    }

    /** Rows in order, after a revision; fewer than the limit come where their values are large. */
    static List<Row> after(Connection connection, long revision, int limit) throws SQLException {
        try (var statement = connection.prepareStatement(AFTER)) {
            statement.setLong(1, revision);
            statement.setInt(2, limit);
            var rows = new ArrayList<Row>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(row(result, 0));
                }
            }
            return rows;
        }
    }

    /**
     * Entries in order, as they are now or were at a revision.
     *
     * @param tag empty for all
     * @param limit most entries; where there may be more, ask for one more
     * @param at {@link #NOW} or a revision
     */
    static Found range(Connection connection, String prefix, String tag, String startAfter, int limit, long at)
            throws SQLException {
        var keys = KeyRange.of(prefix, startAfter);
        var source = tag.isEmpty() ? entries(keys, at) : tagged(keys, at);
        var sql = "SELECT o.value, n.value, " + ROW + " FROM chandler_meta o CROSS JOIN chandler_meta n"
                + " LEFT JOIN LATERAL (" + source + ") r ON true"
                + " WHERE o.name = 'oldest' AND n.name = 'revision' ORDER BY r.key";
        try (var statement = connection.prepareStatement(sql)) {
            int next = 1;
            if (tag.isEmpty()) {
                next = at == NOW ? next : bind(statement, next, at, at);
                next = keys.bind(statement, next);
                next = at == NOW ? next : bind(statement, next, at);
            } else {
                statement.setString(next++, tag);
                next = keys.bind(statement, next);
                if (at != NOW) {
                    next = bind(statement, next, at);
                    statement.setString(next++, tag);
                    next = keys.bind(statement, next);
                    next = bind(statement, next, at, at);
                }
            }
            statement.setInt(next, limit);
            try (var result = statement.executeQuery()) {
                return found(result);
            }
        }
    }

    /** How many present entries have keys with a prefix, without those whose tag begins so. */
    static long count(Connection connection, String prefix, String withoutTags) throws SQLException {
        var keys = KeyRange.of(prefix, "");
        var sql = "SELECT count(*) FROM chandler_entry e WHERE " + keys.condition("e.key") + " AND NOT e.removed"
                + (withoutTags.isEmpty() ? "" : " AND left(e.tag, length(?)) <> ?");
        try (var statement = connection.prepareStatement(sql)) {
            int next = keys.bind(statement, 1);
            if (!withoutTags.isEmpty()) {
                statement.setString(next++, withoutTags);
                statement.setString(next, withoutTags);
            }
            try (var result = statement.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    /** Of each key the newest row, or for the past the first of its rows, from the newest back, that is old enough. */
    private static String entries(KeyRange keys, long at) {
        if (at == NOW) {
            return "SELECT " + ROW + " FROM chandler_entry e JOIN chandler_record r ON r.revision = e.revision WHERE "
                    + keys.condition("e.key") + " AND NOT e.removed ORDER BY e.key LIMIT ?";
        }
        return "SELECT " + ROW
                + " FROM chandler_entry e JOIN chandler_record r ON r.revision = (WITH RECURSIVE back AS ("
                + "SELECT s.revision, s.previous FROM chandler_record s WHERE s.revision = e.revision"
                + " UNION ALL SELECT p.revision, p.previous FROM back b"
                + " JOIN chandler_record p ON p.revision = b.previous WHERE b.revision > ?)"
                + " SELECT b.revision FROM back b WHERE b.revision <= ?) WHERE " + keys.condition("e.key")
                + " AND (NOT e.removed OR e.revision > ?) AND r.value IS NOT NULL ORDER BY e.key LIMIT ?";
    }

    private static String tagged(KeyRange keys, long at) {
        if (at == NOW) {
            return "SELECT " + ROW + " FROM chandler_tagged t JOIN chandler_record r ON r.revision = t.revision"
                    + " WHERE t.tag = ? AND " + keys.condition("t.key") + " ORDER BY t.key LIMIT ?";
        }
        return "SELECT " + ROW + " FROM (SELECT key, revision FROM chandler_tagged t WHERE t.tag = ? AND "
                + keys.condition("t.key") + " AND t.revision <= ?"
                + " UNION ALL SELECT key, revision FROM chandler_formerly_tagged t WHERE t.tag = ? AND "
                + keys.condition("t.key") + " AND t.ended > ? AND t.revision <= ?) t"
                + " JOIN chandler_record r ON r.revision = t.revision ORDER BY t.key LIMIT ?";
    }

    private static Found found(ResultSet result) throws SQLException {
        var entries = new ArrayList<Entry>();
        var state = new State(0, 0);
        while (result.next()) {
            state = new State(result.getLong(1), result.getLong(2));
            if (result.getLong(3) != 0) {
                row(result, 2).entry().ifPresent(entries::add);
            }
        }
        return new Found(state, entries);
    }

    /**
     * Changes of keys with a prefix from one revision, exclusive, to another, inclusive.
     *
     * @param limit most changes
     * @param most bytes of values after which no more are read
     */
    static Changes changes(Connection connection, String prefix, long after, long upTo, int limit, long most)
            throws SQLException {
        var keys = KeyRange.of(prefix, "");
        var sql = "SELECT o.value, " + ROW + ", p.revision, p.key, p.tag, p.previous, p.value, r.before"
                + " FROM chandler_meta o LEFT JOIN LATERAL (SELECT *, sum(coalesce(octet_length(value), 0))"
                + " OVER (ORDER BY revision) - coalesce(octet_length(value), 0) AS before FROM (SELECT *"
                + " FROM chandler_record s WHERE s.revision > ? AND s.revision <= ? AND " + keys.condition("s.key")
                + " ORDER BY s.revision LIMIT ?) t) r ON r.before < ?"
                + " LEFT JOIN chandler_record p ON p.revision = r.previous"
                + " WHERE o.name = 'oldest' ORDER BY r.revision";
        try (var statement = connection.prepareStatement(sql)) {
            int next = keys.bind(statement, bind(statement, 1, after, upTo));
            statement.setInt(next, limit);
            statement.setLong(next + 1, most);
            try (var result = statement.executeQuery()) {
                return changes(result, upTo, limit, most);
            }
        }
    }

    private static Changes changes(ResultSet result, long upTo, int limit, long most) throws SQLException {
        var found = new ArrayList<Change>();
        long oldest = 0;
        long bytes = 0;
        while (result.next()) {
            oldest = result.getLong(1);
            if (result.getLong(2) == 0) {
                continue;
            }
            var row = row(result, 1);
            byte[] value = row.value();
            bytes = result.getLong(12) + (value == null ? 0 : value.length);
            if (row.removed() && result.getLong(7) == 0) {
                // Its last value is gone: the history that was asked for begins before the oldest kept.
                return new Changes(Math.max(oldest, row.revision()), List.of(), upTo);
            }
            found.add(row.change(result.getLong(7) == 0 ? null : row(result, 6)));
        }
        boolean all = found.size() < limit && bytes < most;
        return new Changes(
                oldest, found, all ? upTo : found.getLast().entry().revision().asLong());
    }

    private static int bind(PreparedStatement statement, int first, long... values) throws SQLException {
        int next = first;
        for (long value : values) {
            statement.setLong(next++, value);
        }
        return next;
    }

    private static Row row(ResultSet result, int offset) throws SQLException {
        return new Row(
                result.getLong(offset + 1),
                result.getString(offset + 2),
                result.getString(offset + 3),
                result.getLong(offset + 4),
                result.getBytes(offset + 5));
    }

    /** Keys with a prefix that are greater than another; a null bound is none. Keys hold no NUL. */
    private record KeyRange(
            @Nullable String from,
            @Nullable String after,
            @Nullable String before) {

        static KeyRange of(String prefix, String startAfter) {
            int nul = startAfter.indexOf('\0');
            var start = nul < 0 ? startAfter : startAfter.substring(0, nul);
            if (prefix.indexOf('\0') >= 0) {
                return new KeyRange(null, null, "");
            }
            boolean within = !start.isEmpty() && Keys.compare(start, prefix) >= 0;
            return new KeyRange(within ? null : prefix, within ? start : null, Keys.after(prefix));
        }

        String condition(String column) {
            return column
                    + (from != null ? " >= ?" : after != null ? " > ?" : " >= ''")
                    + (before == null ? "" : " AND " + column + " < ?");
        }

        int bind(PreparedStatement statement, int first) throws SQLException {
            int next = first;
            for (var bound : new @Nullable String[] {from, after, before}) {
                if (bound != null) {
                    statement.setString(next++, bound);
                }
            }
            return next;
        }
    }
}
