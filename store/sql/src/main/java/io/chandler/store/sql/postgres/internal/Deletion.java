package io.chandler.store.sql.postgres.internal;

import io.chandler.store.sql.internal.Compaction;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Deletes history that nobody may ask for any more, in slices. A row goes when the row that superseded it is behind the
 * horizon, a removal when it is behind the horizon itself. Every replica may do it: each slice goes on from where the
 * database's history begins, under the lock that writes take.
 */
final class Deletion {

    private static final String SLICE = "BEGIN;" + Locks.takeWrite() + ";"
            + " WITH had AS MATERIALIZED (SELECT o.value AS oldest, least(?, n.value) AS horizon"
            + " FROM chandler_meta o, chandler_meta n WHERE o.name = 'oldest' AND n.name = 'revision'),"
            + " link AS MATERIALIZED (SELECT r.revision, r.key, r.previous, r.value IS NULL AS removed"
            + " FROM chandler_record r WHERE r.revision > (SELECT oldest FROM had)"
            + " AND r.revision <= (SELECT horizon FROM had) ORDER BY r.revision LIMIT ?),"
            + " reach AS MATERIALIZED (SELECT CASE WHEN (SELECT count(*) FROM link) < ?"
            + " THEN greatest(oldest, horizon) ELSE (SELECT max(revision) FROM link) END AS value FROM had),"
            + " superseded AS (DELETE FROM chandler_record r USING link l"
            + " WHERE l.previous <> 0 AND r.revision = l.previous),"
            + " gone AS (DELETE FROM chandler_entry e USING link l"
            + " WHERE l.removed AND e.key = l.key AND e.revision = l.revision RETURNING e.revision),"
            + " removals AS (DELETE FROM chandler_record r USING gone g WHERE r.revision = g.revision),"
            + " former AS (DELETE FROM chandler_formerly_tagged WHERE ended <= (SELECT value FROM reach)),"
            + " moved AS (UPDATE chandler_meta SET value = (SELECT value FROM reach) WHERE name = 'oldest')"
            + " SELECT value AS answer FROM reach; COMMIT";

    private Deletion() {}

    /** Deletes what a number of changes superseded. */
    static void slice(Connection connection, Compaction compaction, int changes) throws SQLException {
        try (var statement = connection.prepareStatement(SLICE)) {
            statement.setLong(1, compaction.horizon());
            statement.setInt(2, changes);
            statement.setInt(3, changes);
            compaction.advance(Results.of(statement, result -> {
                result.next();
                return result.getLong(1);
            }));
        }
    }
}
