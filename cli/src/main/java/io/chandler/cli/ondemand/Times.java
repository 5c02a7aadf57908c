package io.chandler.cli.ondemand;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads times as people type them. */
final class Times {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Times() {}

    /** A time such as {@code 100ms}, {@code 2s} or {@code 1m}; empty for anything else. */
    static Optional<Duration> parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }
}
