package io.chandler.server.configuration.internal;

import java.time.Duration;
import java.util.Optional;

/** Durations such as {@code 250ms} and sizes such as {@code 64KiB}. */
public final class Units {

    private static final String[] SIZES = {"GiB", "MiB", "KiB", "B", ""};
    private static final long[] BYTES = {1L << 30, 1L << 20, 1L << 10, 1, 1};
    private static final String[] TIMES = {"ms", "s", "m", "h", "d"};
    private static final long[] MILLISECONDS = {1, 1_000, 60_000, 3_600_000, 86_400_000};

    private Units() {}

    /** Reads {@code 250ms}, {@code 10s}, {@code 5m}, {@code 2h} or {@code 7d}; a bare 0 too. */
    public static Optional<Duration> duration(String text) {
        return text.equals("0")
                ? Optional.of(Duration.ZERO)
                : amount(text, TIMES, MILLISECONDS).map(Duration::ofMillis);
    }

    /** Reads {@code 512}, {@code 512B}, {@code 64KiB}, {@code 1MiB} or {@code 2GiB}. */
    public static Optional<Long> size(String text) {
        return amount(text, SIZES, BYTES);
    }

    /** Writes a duration so that {@link #duration} reads it. */
    public static String print(Duration duration) {
        return print(duration.toMillis(), TIMES, MILLISECONDS, "0s");
    }

    /** Writes a size so that {@link #size} reads it. */
    public static String print(long bytes) {
        for (int i = 0; i < 3; i++) {
            if (bytes != 0 && bytes % BYTES[i] == 0) {
                return bytes / BYTES[i] + SIZES[i];
            }
        }
        return bytes + "B";
    }

    private static String print(long amount, String[] units, long[] factors, String zero) {
        for (int i = units.length - 1; i >= 0; i--) {
            if (amount != 0 && amount % factors[i] == 0) {
                return amount / factors[i] + units[i];
            }
        }
        return zero;
    }

    private static Optional<Long> amount(String text, String[] units, long[] factors) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 15) {
            return Optional.empty();
        }
        long number = Long.parseLong(text, 0, digits, 10);
        var unit = text.substring(digits).strip();
        for (int i = 0; i < units.length; i++) {
            if (units[i].equals(unit)) {
                return number > Long.MAX_VALUE / factors[i] ? Optional.empty() : Optional.of(number * factors[i]);
            }
        }
        return Optional.empty();
    }
}
