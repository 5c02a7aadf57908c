package io.chandler.ondemand.commands;

import java.time.Duration;

/** Writes durations as Go does, which readers of the log know: {@code 1m0s}, {@code 1.2ms}. */
public final class GoDuration {

    private static final long SECOND = 1_000_000_000L;

    private GoDuration() {}

    /** The text of a duration that is not negative. */
    public static String text(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < SECOND) {
            return nanos < 1_000
                    ? nanos + "ns"
                    : nanos < 1_000_000 ? fraction(nanos, 1_000) + "\u00b5s" : fraction(nanos, 1_000_000) + "ms";
        }
        long minutes = nanos / (60 * SECOND);
        var seconds = fraction(nanos % (60 * SECOND), SECOND) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String fraction(long nanos, long unit) {
        var rest = nanos % unit;
        if (rest == 0) {
            return Long.toString(nanos / unit);
        }
        var digits = Long.toString(unit + rest).substring(1);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return nanos / unit + "." + digits.substring(0, end);
    }
}
