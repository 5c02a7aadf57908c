package io.chandler.store.sql.postgres.internal;

import io.chandler.store.sql.internal.Row;
import io.chandler.store.sql.postgres.internal.Write.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are committed together, in one round trip: of each key the first. The others of a key wait for what it
 * finds or leaves; most are then refused, some must go into the next batch.
 */
final class Batch {

    /**
     * The lock makes the order of the revisions the order of the commits; a statement after it sees all that was committed
     * before it was taken. Each write is done if the newest row of its key allows it. The transaction is written out,
     * because the driver may send the statements in more than one part.
     */
    private static final String SQL = "BEGIN;" + Locks.takeWrite() + ";"
            + " WITH asked AS MATERIALIZED (SELECT * FROM unnest(?::int[], ?::text[], ?::bigint[], ?::text[], ?::bytea[])"
            + " WITH ORDINALITY AS a (kind, key, expected, tag, value, n)),"
            + " head AS MATERIALIZED (SELECT a.*, coalesce(e.revision, 0) AS revision,"
            + " coalesce(e.removed, false) AS removed, coalesce(e.tag, '') AS former"
            + " FROM asked a LEFT JOIN chandler_entry e ON e.key = a.key),"
            + " done AS MATERIALIZED (SELECT h.*, (SELECT value FROM chandler_meta WHERE name = 'revision')"
            + " + row_number() OVER (ORDER BY h.n) AS given FROM head h WHERE CASE WHEN h.kind = 0"
            + " THEN h.revision = 0 OR h.removed ELSE h.revision = h.expected AND h.revision <> 0 AND NOT h.removed END),"
            + " counted AS (UPDATE chandler_meta SET value = value + (SELECT count(*) FROM done)"
            + " WHERE name = 'revision' AND EXISTS (SELECT FROM done)),"
            + " recorded AS (INSERT INTO chandler_record SELECT given, key, tag, revision, value FROM done),"
            + " entered AS (INSERT INTO chandler_entry SELECT key, given, kind = 2, tag FROM done ON CONFLICT (key)"
            + " DO UPDATE SET revision = excluded.revision, removed = excluded.removed, tag = excluded.tag),"
            + " ended AS (INSERT INTO chandler_formerly_tagged SELECT given, former, key, revision FROM done"
            + " WHERE former <> ''),"
            + " untagged AS (DELETE FROM chandler_tagged t USING done d"
            + " WHERE d.former <> '' AND d.former <> d.tag AND t.tag = d.former AND t.key = d.key),"
            + " tagged AS (INSERT INTO chandler_tagged SELECT tag, key, given FROM done WHERE tag <> ''"
            + " ON CONFLICT (tag, key) DO UPDATE SET revision = excluded.revision)"
            + " SELECT h.revision AS answer, h.removed, coalesce(d.given, 0) FROM head h LEFT JOIN done d ON d.n = h.n"
            + " ORDER BY h.n;"
            + " SELECT pg_notify(?, value::text) FROM chandler_meta WHERE name = 'revision' AND value > ?; COMMIT";

    private final Map<String, Write> first = new LinkedHashMap<>();
    private final Map<String, List<Write>> others = new HashMap<>();
    private int bytes;
    private int all;

    void add(Write write) {
        all++;
        if (first.putIfAbsent(write.key, write) == null) {
            bytes += write.bytes();
        } else {
            others.computeIfAbsent(write.key, _ -> new ArrayList<>()).add(write);
        }
    }

    boolean isEmpty() {
        return all == 0;
    }

    /** Writes in it, of whatever keys. */
    int size() {
        return all;
    }

    int bytes() {
        return bytes;
    }

    /**
     * Commits the writes, without answering them.
     *
     * @param known the newest revision that this replica has read
     * @param into takes what each write is to be answered
     * @param next takes writes that must go into the next batch
     * @return what was written, in order
     */
    List<Row> commit(Connection connection, String channel, long known, Map<Write, Outcome> into, Deque<Write> next)
            throws SQLException {
        try (var statement = connection.prepareStatement(SQL)) {
            bind(connection, statement, channel, known);
            return Results.of(statement, result -> written(result, into, next));
        }
    }

    private void bind(Connection connection, PreparedStatement statement, String channel, long known)
            throws SQLException {
        int count = first.size();
        var kinds = new int[count];
        var keys = new String[count];
        var expected = new long[count];
        var tags = new String[count];
        byte[] @Nullable [] values = new byte[count][];
        int i = 0;
        for (var write : first.values()) {
            kinds[i] = write.kind.code;
            keys[i] = write.key;
            expected[i] = write.expected;
            tags[i] = write.tag;
            values[i++] = write.value;
        }
        var postgres = connection.unwrap(org.postgresql.PGConnection.class);
        statement.setArray(1, postgres.createArrayOf("int4", kinds));
        statement.setArray(2, connection.createArrayOf("text", keys));
        statement.setArray(3, postgres.createArrayOf("int8", expected));
        statement.setArray(4, connection.createArrayOf("text", tags));
        statement.setArray(5, postgres.createArrayOf("bytea", values));
        statement.setString(6, channel);
        statement.setLong(7, known);
    }

    private List<Row> written(ResultSet result, Map<Write, Outcome> into, Deque<Write> next) throws SQLException {
        var rows = new ArrayList<Row>();
        var again = new ArrayDeque<Write>();
        for (var write : first.values()) {
            result.next();
            long revision = result.getLong(1);
            boolean removed = result.getBoolean(2);
            long given = result.getLong(3);
            if (given != 0) {
                rows.add(new Row(given, write.key, write.tag, revision, write.value));
                into.put(write, new Outcome.Done(given));
                revision = given;
                removed = write.kind == Write.Kind.DELETE;
            } else {
                var refusal = write.refusal(revision, removed);
                into.put(write, refusal == null ? new Outcome.Conflict() : refusal);
            }
            for (var other : others.getOrDefault(write.key, List.of())) {
                var refusal = other.refusal(revision, removed);
                if (refusal == null) {
                    again.add(other);
                } else {
                    into.put(other, refusal);
                }
            }
        }
        next.addAll(again);
        return rows;
    }

    /** Answers all: nothing of it counts. */
    void fail(SQLException failure, boolean certain) {
        first.values().forEach(write -> write.answer(new Outcome.Failed(failure, certain)));
        others.values().forEach(list -> list.forEach(write -> write.answer(new Outcome.Failed(failure, true))));
    }
}
