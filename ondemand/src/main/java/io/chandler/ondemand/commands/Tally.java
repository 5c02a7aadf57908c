package io.chandler.ondemand.commands;

/**
 * How many instances are in which state.
 *
 * @param waiting not begun yet, or to be tried again in this attempt
 * @param working the broker or the platform works on them
 * @param busy refused because something else works on them
 * @param skipped up to date already
 * @param deleted gone from the platform before they were begun
 * @param orphaned known to the platform, but without a deployment
 */
public record Tally(
        int waiting, int working, int succeeded, int skipped, int busy, int failed, int deleted, int orphaned) {

    /** All instances. */
    public int total() {
        return waiting + working + succeeded + skipped + busy + failed + deleted + orphaned;
    }

    /** Those that need nothing more. */
    public int ended() {
        return succeeded + skipped + failed + deleted + orphaned;
    }
}
