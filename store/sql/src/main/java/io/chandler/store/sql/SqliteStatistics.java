package io.chandler.store.sql;

/**
 * Figures of a {@link SqliteStore} since it was opened, for metrics.
 *
 * @param writes writes that were committed and acknowledged
 * @param refused writes that lost against another one or found no entry, or one too many
 * @param failed writes that could not be done because the file could not be written
 * @param commits transactions that made changes durable
 * @param largestBatch most writes in one transaction
 * @param waiting writes that wait now
 * @param subscriptions open watches
 * @param revision the newest revision
 * @param oldest the oldest revision that a watch or snapshot may start from
 * @param fileBytes size of the database file and its index
 * @param logBytes size of their write-ahead logs
 */
public record SqliteStatistics(
        long writes,
        long refused,
        long failed,
        long commits,
        int largestBatch,
        int waiting,
        int subscriptions,
        long revision,
        long oldest,
        long fileBytes,
        long logBytes) {}
