package io.chandler.store.sql.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/** How far history may be deleted: nobody may ask for what is before the horizon. For the writer's thread alone. */
public final class Compaction {

    /** A point in time at which a revision was the newest. */
    private record Mark(long nanoTime, long revision) {}

    private static final long NANOS_BETWEEN_MARKS = 1_000_000_000;

    /** So many revisions too much are worth holding up writes a little, or a quarter of the most that are kept. */
    private static final long URGENT = 50_000;

    private final long minimum;
    private final long maximum;
    private final long keptNanos;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    /** Where the history is to begin, and where it begins. */
    private long horizon;

    private long reached;
    /** Up to here history is old enough. */
    private long old;

    /**
     * Begins where the history does.
     *
     * @param minimum changes that are always kept
     * @param time how long a change is kept at least, up to the maximum
     * @param maximum changes that are kept at most, however young they are and whoever has not read them
     */
    public Compaction(long minimum, Duration time, long maximum, long oldest) {
        this.minimum = minimum;
        this.maximum = maximum;
        this.keptNanos = time.compareTo(Duration.ofDays(3650)) > 0 ? Long.MAX_VALUE / 2 : time.toNanos();
        this.horizon = oldest;
        this.reached = oldest;
        this.old = oldest;
    }

    /**
     * Moves the horizon with time and changes.
     *
     * @param needed tells after which revision history is still to be read by somebody
     */
    public void observe(long nanoTime, long newest, LongSupplier needed) {
        if (marks.isEmpty() || nanoTime - marks.getLast().nanoTime() >= NANOS_BETWEEN_MARKS) {
            marks.addLast(new Mark(nanoTime, newest));
        }
        while (!marks.isEmpty() && nanoTime - marks.getFirst().nanoTime() >= keptNanos) {
            old = marks.getFirst().revision();
            if (marks.size() == 1) {
                break;
            }
            marks.removeFirst();
        }
        raise(newest - maximum);
        long due = Math.min(old, newest - minimum);
        if (due > horizon) {
            raise(Math.min(due, needed.getAsLong()));
        }
    }

    /** Moves the horizon to a revision, unless it is there already. */
    public void raise(long revision) {
        horizon = Math.max(horizon, revision);
    }

    /** Begins anew with another history. */
    public void restart(long oldest) {
        marks.clear();
        horizon = oldest;
        reached = oldest;
        old = oldest;
    }

    /** Whether there is something to delete. */
    public boolean behind() {
        return reached < horizon;
    }

    /** Whether there is so much to delete that writes should be held up for it. */
    public boolean urgent() {
        return horizon - reached > Math.max(URGENT, maximum / 4);
    }

    /** Where history is to begin. */
    public long horizon() {
        return horizon;
    }

    /** Where history begins, as far as this process knows. */
    public long reached() {
        return reached;
    }

    /** What was before a revision is deleted. */
    public void advance(long end) {
        reached = end;
    }
}
