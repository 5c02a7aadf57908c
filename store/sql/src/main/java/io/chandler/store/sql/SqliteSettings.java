package io.chandler.store.sql;

import java.time.Duration;

/**
 * How a {@link SqliteStore} works. The defaults are measured and fit nearly everybody.
 *
 * @param minimumHistory changes that are always kept for watches and snapshots
 * @param historyTime how long a change is kept at least, and until the watches of this process have read it, up to
 *     {@code maximumHistory} changes
 * @param maximumHistory changes that are kept at most, however young they are and whoever has not read them
 * @param maximumBytes largest size of the database file, not counting the write-ahead log and the index; 0 for no limit. A full file
 *     refuses writes as a full disk does
 * @param maximumBatch most writes that are committed together
 * @param maximumUnindexed most changes that only the history holds yet; the index is written for a quarter of so many at
 *     once, and writes wait for it where it is further behind. They cost about 200 bytes of memory each, and time when a
 *     store is opened that was not closed
 * @param readers connections for reading; more reads than these at a time wait for each other
 * @param checkpointPages size of the write-ahead log, in pages of 4 KiB, at which it is copied into the database
 */
public record SqliteSettings(
        long minimumHistory,
        Duration historyTime,
        long maximumHistory,
        long maximumBytes,
        int maximumBatch,
        int maximumUnindexed,
        int readers,
        int checkpointPages) {

    private static final SqliteSettings DEFAULTS =
            new SqliteSettings(100_000, Duration.ofMinutes(5), 1_000_000, 0, 512, 32_768, 4, 10_000);

    public SqliteSettings {
        require(minimumHistory >= 0, "minimumHistory must not be negative: " + minimumHistory);
        require(!historyTime.isNegative(), "historyTime must not be negative: " + historyTime);
        require(maximumHistory >= minimumHistory, "maximumHistory must be at least minimumHistory: " + maximumHistory);
        require(maximumBytes >= 0, "maximumBytes must not be negative: " + maximumBytes);
        require(maximumBatch > 0, "maximumBatch must be at least 1: " + maximumBatch);
        require(maximumUnindexed >= 0, "maximumUnindexed must not be negative: " + maximumUnindexed);
        require(readers > 0, "readers must be at least 1: " + readers);
        require(checkpointPages > 0, "checkpointPages must be at least 1: " + checkpointPages);
    }

    /** What nearly everybody wants. */
    public static SqliteSettings defaults() {
        return DEFAULTS;
    }

    /** The same with another history; see the components of the record. */
    public SqliteSettings withHistory(long minimum, Duration time, long maximum) {
        return new SqliteSettings(
                minimum, time, maximum, maximumBytes, maximumBatch, maximumUnindexed, readers, checkpointPages);
    }

    /** The same with another limit of the file's size; 0 for none. */
    public SqliteSettings withMaximumBytes(long bytes) {
        return new SqliteSettings(
                minimumHistory,
                historyTime,
                maximumHistory,
                bytes,
                maximumBatch,
                maximumUnindexed,
                readers,
                checkpointPages);
    }

    /** The same with another number of writes that are committed together. */
    public SqliteSettings withMaximumBatch(int batch) {
        return new SqliteSettings(
                minimumHistory,
                historyTime,
                maximumHistory,
                maximumBytes,
                batch,
                maximumUnindexed,
                readers,
                checkpointPages);
    }

    /** The same with another number of changes that only the history holds yet; 0 to write the index after each change. */
    public SqliteSettings withMaximumUnindexed(int changes) {
        return new SqliteSettings(
                minimumHistory,
                historyTime,
                maximumHistory,
                maximumBytes,
                maximumBatch,
                changes,
                readers,
                checkpointPages);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
