package io.chandler.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.client.Waiter;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is seen of a copy while it goes on. */
class CopyProgressTest {

    private static final String ERASED = "\r\033[K";

    private final StringWriter err = new StringWriter();
    private Instant now = Instant.parse("2026-01-31T10:00:00Z");

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private CopyProgress progress(boolean terminal) {
        return new CopyProgress(new Environment(
                Map.of(),
                Path.of(""),
                InputStream.nullInputStream(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                () -> terminal,
                _ -> Optional.empty(),
                "somebody",
                clock,
                Waiter.SLEEP));
    }

    private void after(Duration time, CopyProgress progress, String what, long entries) {
        now = now.plus(time);
        progress.reached(what, entries);
    }

    @Test
    void onATerminalOneLineChangesFiveTimesASecondAndVanishes() {
        try (var progress = progress(true)) {
            after(Duration.ofMillis(199), progress, "copied", 1_000);
            assertThat(err.toString()).isEmpty();
            after(Duration.ofMillis(1), progress, "copied", 1_234_567);
            after(Duration.ofMillis(100), progress, "copied", 1_300_000);
            after(Duration.ofMillis(100), progress, "compared", 7);
        }
        assertThat(err).hasToString(ERASED + "copied: 1,234,567 entries" + ERASED + "compared: 7 entries" + ERASED);
    }

    @Test
    void elsewhereALineIsPrintedEveryTenSeconds() {
        try (var progress = progress(false)) {
            after(Duration.ofSeconds(9), progress, "copied", 1);
            after(Duration.ofSeconds(1), progress, "copied", 1_000);
            after(Duration.ofSeconds(9), progress, "copied", 2_000);
            after(Duration.ofSeconds(3), progress, "compared", 3_000);
        }
        assertThat(err.toString().lines()).containsExactly("copied: 1,000 entries", "compared: 3,000 entries");
    }

    @Test
    void afterTheEndNothingIsShown() {
        var progress = progress(true);
        progress.close();
        progress.close();
        assertThat(err).hasToString(ERASED);
        after(Duration.ofSeconds(1), progress, "copied", 1);
        assertThat(err).hasToString(ERASED);
    }
}
