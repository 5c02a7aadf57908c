package io.chandler.store.sql.internal;

import io.chandler.store.sql.SqliteSettings;
import java.sql.SQLException;
import java.util.ArrayDeque;

/**
 * Deletes history that nobody may ask for any more, in slices. A row goes when the row that superseded it is behind the
 * horizon, a removal when it is behind the horizon itself. For the writer's thread alone.
 */
final class Compaction {

    /** A point in time at which a revision was the newest. */
    private record Mark(long nanoTime, long revision) {}

    private static final long NANOS_BETWEEN_MARKS = 1_000_000_000;

    /** So many revisions too much are worth holding up writes a little, or a quarter of the most that are kept. */
    private static final long URGENT = 50_000;

    private final SqliteSettings settings;
    private final History history;
    private final long keptNanos;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    /** Where the history is to begin, and where it begins. */
    private long horizon;

    private long reached;

    Compaction(SqliteSettings settings, History history) {
        this.settings = settings;
        this.history = history;
        this.keptNanos = settings.historyTime().compareTo(java.time.Duration.ofDays(3650)) > 0
                ? Long.MAX_VALUE / 2
                : settings.historyTime().toNanos();
        this.reached = history.oldest();
        this.horizon = reached;
    }

    /** Moves the horizon with time and changes. */
    void observe(long nanoTime) {
        long newest = history.newest();
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

    boolean behind() {
        return reached < horizon;
    }

    boolean urgent() {
        return horizon - reached > Math.max(URGENT, settings.maximumHistory() / 4);
    }

    /** Where history begins. */
    long reached() {
        return reached;
    }

    /**
     * Deletes what a number of changes superseded, within a transaction.
     *
     * @return where history begins once the transaction is committed; then to be told to {@link #advance}
     */
    long slice(Session session, int changes) throws SQLException {
        var links = session.links(reached, horizon, changes);
        long end = links.size() < changes ? horizon : links.getLast().revision();
        history.expire(end);
        for (var link : links) {
            if (link.previous() != 0) {
                session.dropRow(link.previous());
            }
            if (link.removed() && session.dropEntry(link.key(), link.revision())) {
                session.dropRow(link.revision());
            }
        }
        session.dropFormerlyTagged(end);
        session.setOldest(end);
        return end;
    }

    void advance(long end) {
        reached = end;
    }
}
