package io.chandler.osb.client.internal;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: seconds or a date. */
public final class RetryAfter {

    private RetryAfter() {}

    /** The wait from now on, not negative; empty where the value is neither of both. */
    public static Optional<Duration> parse(String value, Clock clock) {
        var text = value.strip();
        return isNumber(text) ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : date(text, clock);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<Duration> date(String text, Clock clock) {
        try {
            var wait =
                    Duration.between(clock.instant(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }
}
