package io.chandler.store.sql.internal;

import io.chandler.resources.store.Change;
import io.chandler.resources.store.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the database and its index over one connection. What the index leads to may be gone once it is superseded:
 * who asks knows of that otherwise. For one thread at a time.
 */
final class Reader implements AutoCloseable {

    /** More than any other threads can come in between. */
    private static final int ATTEMPTS = 10_000;

    /** The upper bound of keys where there is none: greater than all keys, as a BLOB is than every TEXT. */
    private static final byte[] NO_END = {0};

    private static final String GET = "SELECT r.revision, r.key, r.tag, r.previous, r.value FROM entry e"
            + " LEFT JOIN store.record r ON r.revision = e.revision WHERE e.key = ?1 AND e.removed = 0";
    private static final String ROW =
            "SELECT revision, key, tag, previous, value FROM store.record WHERE revision = ?1";
    private static final String RANGE = "SELECT r.revision, r.key, r.tag, r.previous, r.value FROM entry e"
            + " JOIN store.record r ON r.revision = e.revision WHERE e.key >= ?1 AND e.key < ?2"
            + " AND (e.removed = 0 OR e.revision > ?3) ORDER BY e.key";
    private static final String COUNTED = " AND removed = 0 AND (?1 = '' OR substr(tag, 1, length(?1)) <> ?1)";
    private static final String COUNT = "SELECT count(*) FROM entry WHERE key >= ?2 AND key < ?3" + COUNTED;
    private static final String COUNT_KEY = "SELECT count(*) FROM entry WHERE key = ?2" + COUNTED;
    private static final String TAGGED = "SELECT r.revision, r.key, r.tag, r.previous, r.value FROM ("
            + "SELECT key, revision FROM tagged"
            + " WHERE tag = ?4 AND key >= ?1 AND key < ?2 AND revision <= ?3"
            + " UNION ALL SELECT key, revision FROM formerly_tagged"
            + " WHERE ended > ?3 AND tag = ?4 AND key >= ?1 AND key < ?2 AND revision <= ?3"
            + " ORDER BY key LIMIT ?5) t JOIN store.record r ON r.revision = t.revision ORDER BY t.key";
    private static final String CHANGES = "SELECT r.revision, r.key, r.tag, r.previous, r.value,"
            + " p.revision, p.key, p.tag, p.previous, p.value"
            + " FROM store.record r LEFT JOIN store.record p ON p.revision = r.previous"
            + " WHERE r.revision > ?1 AND r.revision <= ?2 AND r.key >= ?3 AND r.key < ?4 ORDER BY r.revision LIMIT ?5";

    private static final String INDEXED = "(SELECT value FROM main.meta WHERE name = 'indexed')";
    private static final String HEADS = "SELECT key, revision, value IS NULL, tag FROM store.record WHERE revision > "
            + INDEXED + " AND key >= ?1 AND key < ?2"
            + " AND revision NOT IN (SELECT previous FROM store.record WHERE revision > " + INDEXED + ") ORDER BY key";

    private final Connection connection;
    private final PreparedStatement get;
    private final PreparedStatement row;
    private final PreparedStatement range;
    private final PreparedStatement tagged;
    private final PreparedStatement changes;

    Reader(Connection connection) throws SQLException {
        this.connection = connection;
        this.get = connection.prepareStatement(GET);
        this.row = connection.prepareStatement(ROW);
        this.range = connection.prepareStatement(RANGE);
        this.tagged = connection.prepareStatement(TAGGED);
        this.changes = connection.prepareStatement(CHANGES);
    }

    /** The newest revision; that of a removal which compaction has taken counts too. */
    long newest() throws SQLException {
        return Math.max(oldest(), Schema.number(connection, "SELECT max(revision) FROM store.record"));
    }

    /** The revision where history begins. */
    long oldest() throws SQLException {
        return Schema.number(connection, "SELECT value FROM store.meta WHERE name = 'oldest'");
    }

    /** The present entry under a key to which the index leads. */
    Optional<Entry> get(String key) throws SQLException {
        get.setString(1, key);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (var result = get.executeQuery()) {
                if (!result.next()) {
                    return Optional.empty();
                }
                if (result.getLong(1) != 0) {
                    return row(result, 0).entry();
                }
                // It was superseded and deleted after the index was looked at, which is further now.
            }
        }
        throw new SQLException("the index of a store leads to a row that is not there");
    }

    /** What the index does not know of the keys with a prefix that are greater than another, in order of the keys. */
    List<Head> heads(String prefix, String startAfter) throws SQLException {
        try (var statement = connection.prepareStatement(HEADS)) {
            bindKeys(statement, 1, prefix, startAfter);
            var heads = new ArrayList<Head>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    heads.add(new Head(
                            result.getString(1), result.getLong(2), result.getBoolean(3), result.getString(4)));
                }
            }
            return heads;
        }
    }

    /** A row of the history, unless compaction has taken it. */
    @Nullable
    Row row(long revision) throws SQLException {
        row.setLong(1, revision);
        try (var result = row.executeQuery()) {
            return result.next() ? row(result, 0) : null;
        }
    }

    /**
     * Entries as they were at a revision, in order.
     *
     * @param tag empty for any
     * @param limit most entries; where there may be more, ask for one more
     * @param heads what the index does not know of these keys, as it was when the revision was the newest or later
     */
    List<Entry> range(String prefix, String tag, String startAfter, int limit, long at, List<Head> heads)
            throws SQLException {
        var statement = tag.isEmpty() ? range : tagged;
        bindKeys(statement, 1, prefix, startAfter);
        statement.setLong(3, at);
        if (!tag.isEmpty()) {
            statement.setString(4, tag);
            // Heads may take the place of as many.
            statement.setLong(5, (long) limit + heads.size());
        }
        var entries = new ArrayList<Entry>(Math.min(limit, 1024));
        var unindexed = heads.iterator();
        var head = unindexed.hasNext() ? unindexed.next() : null;
        try (var result = statement.executeQuery()) {
            boolean more = result.next();
            while (entries.size() < limit && (more || head != null)) {
                int order = !more ? 1 : head == null ? -1 : Keys.compare(result.getString(2), head.key());
                Row found = null;
                if (head == null || order < 0) {
                    found = row(result, 0);
                } else {
                    if (head.revision() > at || (!head.removed() && (tag.isEmpty() || tag.equals(head.tag())))) {
                        found = row(head.revision());
                    }
                    head = unindexed.hasNext() ? unindexed.next() : null;
                }
                if (order <= 0) {
                    more = result.next();
                }
                while (found != null && found.revision() > at) {
                    found = found.previous() == 0 ? null : row(found.previous());
                }
                if (found != null && (tag.isEmpty() || tag.equals(found.tag()))) {
                    found.entry().ifPresent(entries::add);
                }
            }
        }
        return entries;
    }

    /**
     * How many present entries have keys with a prefix, without those whose tag begins so.
     *
     * @param heads what the index does not know of these keys
     */
    long count(String prefix, String withoutTags, List<Head> heads) throws SQLException {
        try (var all = connection.prepareStatement(COUNT);
                var one = connection.prepareStatement(COUNT_KEY)) {
            all.setString(1, withoutTags);
            bindKeys(all, 2, prefix, "");
            long count = number(all);
            one.setString(1, withoutTags);
            for (var head : heads) {
                one.setString(2, head.key());
                count -= number(one);
                if (!head.removed() && (withoutTags.isEmpty() || !head.tag().startsWith(withoutTags))) {
                    count++;
                }
            }
            return count;
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (var result = statement.executeQuery()) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    /** Changes of keys with a prefix, all up to a revision. */
    record Changes(List<Change> all, long upTo) {}

    /**
     * Changes of keys with a prefix from one revision, exclusive, to another, inclusive.
     *
     * @param limit most changes
     * @param most bytes of values after which no more are read
     */
    Changes changes(String prefix, long after, long upTo, int limit, long most) throws SQLException {
        changes.setLong(1, after);
        changes.setLong(2, upTo);
        bindKeys(changes, 3, prefix, "");
        changes.setInt(5, limit);
        var found = new ArrayList<Change>();
        long bytes = 0;
        try (var result = changes.executeQuery()) {
            while (result.next()) {
                if (bytes > most) {
                    return new Changes(found, result.getLong(1) - 1);
                }
                Row before = result.getLong(6) == 0 ? null : row(result, 5);
                var change = row(result, 0).change(before);
                bytes += change.entry().value().length;
                found.add(change);
            }
        }
        return new Changes(
                found,
                found.size() < limit ? upTo : found.getLast().entry().revision().asLong());
    }

    private static void bindKeys(PreparedStatement statement, int first, String prefix, String startAfter)
            throws SQLException {
        statement.setString(first, Keys.first(prefix, startAfter));
        String end = Keys.after(prefix);
        if (end == null) {
            statement.setBytes(first + 1, NO_END);
        } else {
            statement.setString(first + 1, end);
        }
    }

    private static Row row(ResultSet result, int offset) throws SQLException {
        return new Row(
                result.getLong(offset + 1),
                result.getString(offset + 2),
                result.getString(offset + 3),
                result.getLong(offset + 4),
                result.getBytes(offset + 5));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
