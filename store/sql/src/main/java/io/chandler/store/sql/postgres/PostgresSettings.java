package io.chandler.store.sql.postgres;

import java.time.Duration;

/**
 * How a {@link PostgresStore} works. All replicas should have the same.
 *
 * @param minimumHistory changes that are always kept for watches and snapshots
 * @param historyTime how long a change is kept at least, and until the watches of this process have read it, up to
 *     {@code maximumHistory} changes
 * @param maximumHistory changes that are kept at most, however young they are and whoever has not read them
 * @param maximumBatch most writes that are committed together
 * @param readers connections for reading; more reads than these at a time wait for each other. There are two more
 *     connections: one writes, one listens
 * @param pollInterval how often changes of other replicas are looked for that were not told of
 */
public record PostgresSettings(
        long minimumHistory,
        Duration historyTime,
        long maximumHistory,
        int maximumBatch,
        int readers,
        Duration pollInterval) {

    private static final PostgresSettings DEFAULTS =
            new PostgresSettings(100_000, Duration.ofMinutes(5), 1_000_000, 512, 4, Duration.ofSeconds(1));

    public PostgresSettings {
        require(minimumHistory >= 0, "minimumHistory must not be negative: " + minimumHistory);
        require(!historyTime.isNegative(), "historyTime must not be negative: " + historyTime);
        require(maximumHistory >= minimumHistory, "maximumHistory must be at least minimumHistory: " + maximumHistory);
        require(maximumBatch > 0, "maximumBatch must be at least 1: " + maximumBatch);
        require(readers > 0, "readers must be at least 1: " + readers);
        require(pollInterval.toMillis() > 0, "pollInterval must be at least a millisecond: " + pollInterval);
    }

    /** What nearly everybody wants. */
    public static PostgresSettings defaults() {
        return DEFAULTS;
    }

    /** The same with another history; see the components of the record. */
    public PostgresSettings withHistory(long minimum, Duration time, long maximum) {
        return new PostgresSettings(minimum, time, maximum, maximumBatch, readers, pollInterval);
    }

    /** The same with another interval of looking for changes of other replicas. */
    public PostgresSettings withPollInterval(Duration interval) {
        return new PostgresSettings(minimumHistory, historyTime, maximumHistory, maximumBatch, readers, interval);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
