package io.chandler.store.sql.postgres.internal;

import io.chandler.store.sql.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;

/**
 * Where history is to begin, and the deletion of what is before it, in slices. A row goes when the row that superseded it
 * is behind the horizon, a removal when it is behind the horizon itself. Every replica may do it: each slice goes on from
 * where the database's history begins, under the lock that writes take. For the writer's thread alone.
 */
final class Horizon {

    /** A point in time at which a revision was the newest. */
    private record Mark(long nanoTime, long revision) {}

    private static final long NANOS_BETWEEN_MARKS = 1_000_000_000;

    /** So many revisions too much are worth holding up writes a little, or a quarter of the most that are kept. */
    private static final long URGENT = 50_000;

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

    private final PostgresSettings settings;
    private final long keptNanos;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private long horizon;
    private long reached;

    Horizon(PostgresSettings settings, long oldest) {
        this.settings = settings;
        this.keptNanos = settings.historyTime().compareTo(java.time.Duration.ofDays(3650)) > 0
                ? Long.MAX_VALUE / 2
                : settings.historyTime().toNanos();
        this.horizon = oldest;
        this.reached = oldest;
    }

    /** Moves the horizon with time and changes. */
    void observe(long nanoTime, long newest) {
        if (marks.isEmpty() || nanoTime - marks.getLast().nanoTime() >= NANOS_BETWEEN_MARKS) {
            marks.addLast(new Mark(nanoTime, newest));
        }
        long old = reached;
        while (!marks.isEmpty() && nanoTime - marks.getFirst().nanoTime() >= keptNanos) {
            old = marks.getFirst().revision();
            if (marks.size() == 1) {
                break;
            }
            marks.removeFirst();
        }
        raise(Math.max(Math.min(old, newest - settings.minimumHistory()), newest - settings.maximumHistory()));
    }

    /** Moves the horizon to a revision, unless it is there already. */
    void raise(long revision) {
        horizon = Math.max(horizon, revision);
    }

    /** Begins anew with another history. */
    void restart(long oldest) {
        marks.clear();
        horizon = oldest;
        reached = oldest;
    }

    boolean behind() {
        return reached < horizon;
    }

    boolean urgent() {
        return horizon - reached > Math.max(URGENT, settings.maximumHistory() / 4);
    }

    /** Where the database's history begins, as far as this replica knows. */
    long reached() {
        return reached;
    }

    /** Deletes what a number of changes superseded. */
    void slice(Connection connection, int changes) throws SQLException {
        try (var statement = connection.prepareStatement(SLICE)) {
            statement.setLong(1, horizon);
            statement.setInt(2, changes);
            statement.setInt(3, changes);
            reached = Results.of(statement, result -> {
                result.next();
                return result.getLong(1);
            });
        }
    }
}
