package io.chandler.ondemand.commands;

import java.time.Duration;

/**
 * When to look at an operation again: when it has taken as long as they usually do, and from then on each time a twentieth
 * of the time that it has taken so far later; never later than the configured interval. So little time is lost after short
 * operations, and long ones are asked for seldom. Thread-safe.
 */
final class PollTimes {

    private static final Duration LEAST = Duration.ofMillis(10);
    private static final Duration MOST_FIRST = Duration.ofMillis(100);

    /** What an operation counts in the usual time: so the time follows a change within a few of them. */
    private static final int SHARE = 4;

    private final Duration interval;
    private final Duration floor;
    private Duration usual = Duration.ZERO;
    private Duration deviation = Duration.ZERO;

    PollTimes(Duration interval) {
        this.interval = interval;
        var sixHundredth = interval.dividedBy(600);
        floor = min(interval, max(LEAST, min(MOST_FIRST, sixHundredth)));
    }

    /** How long to wait after an operation was started. */
    Duration first() {
        return next(Duration.ZERO);
    }

    /** How long to wait for an operation that has taken this time. */
    synchronized Duration next(Duration elapsed) {
        var untilUsual = usual.minus(deviation).minus(elapsed);
        return min(interval, max(floor, max(elapsed.dividedBy(20), untilUsual)));
    }

    /**
     * Learns how long an operation took.
     *
     * @param running when it was last seen to go on; zero if never
     * @param ended when it was seen to have ended
     */
    synchronized void ended(Duration running, Duration ended) {
        // Seen at the first look: it may have ended long before, which only an earlier look can tell.
        var took = running.isZero()
                ? ended.multipliedBy(19).dividedBy(20)
                : running.plus(ended).dividedBy(2);
        if (usual.isZero()) {
            usual = took;
            deviation = took.dividedBy(10);
            return;
        }
        deviation = deviation.plus(took.minus(usual).abs().minus(deviation).dividedBy(SHARE));
        usual = usual.plus(took.minus(usual).dividedBy(SHARE));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
