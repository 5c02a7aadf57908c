package io.chandler.broker.catalog.internal;

import java.time.Duration;
import java.util.Optional;

/** Durations as people write them: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}. */
final class Durations {

    static final String EXPECTED = "must be a duration such as 250ms, 10s, 5m, 2h or 7d";

    private Durations() {}

    static Optional<Duration> parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 9) {
            return Optional.empty();
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Optional.of(Duration.ofMillis(amount));
            case "s" -> Optional.of(Duration.ofSeconds(amount));
            case "m" -> Optional.of(Duration.ofMinutes(amount));
            case "h" -> Optional.of(Duration.ofHours(amount));
            case "d" -> Optional.of(Duration.ofDays(amount));
            case "" -> amount == 0 ? Optional.of(Duration.ZERO) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
