package io.chandler.cli.internal;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether, and how long, an operation is waited for. */
final class WaitOptions {

    @Option(
            names = {"-w", "--wait"},
            description = "Wait until the operation has ended.")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to wait at most, such as 90s, 10m or 2h; "
                    + "without it what the plan says, at most 7 days.")
    @Nullable
    Duration timeout;

    /** The limit to wait for: the user's, else the plan's. */
    Optional<Duration> limit(Optional<Duration> ofPlan) {
        return Optional.ofNullable(timeout).or(() -> ofPlan);
    }

    /** Reads {@code 90s}, {@code 10m}, {@code 2h}, {@code 7d}. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                long number = Long.parseLong(text.substring(0, Math.max(0, text.length() - 1)));
                var duration = switch (text.charAt(text.length() - 1)) {
                    case 's' -> Duration.ofSeconds(number);
                    case 'm' -> Duration.ofMinutes(number);
                    case 'h' -> Duration.ofHours(number);
                    case 'd' -> Duration.ofDays(number);
                    default -> Duration.ZERO;
                };
                if (duration.isPositive()) {
                    return duration;
                }
            } catch (RuntimeException notADuration) {
                // Said below, in one sentence for all reasons.
            }
            throw new TypeConversionException("'" + text + "' must be a time such as 90s, 10m or 2h");
        }
    }
}
