package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.commands.Tally;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The line that shows how far a command is, as a terminal gets it. */
class StatusLineTest {

    private static final String ERASE = "\r\u001b[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;

    private StatusLine line(int width) {
        InstantSource source = () -> now;
        return new StatusLine(
                new PrintStream(bytes, true, StandardCharsets.UTF_8), source.withZone(ZoneOffset.UTC), width);
    }

    private String shown() {
        var text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    @Test
    void itTellsHowManyAreInWhichStateAndHowLongItTakes() {
        var line = line(200);
        line.changed(new Tally(4, 0, 0, 0, 0, 0, 0, 0));
        assertThat(shown()).isEqualTo(ERASE + "[" + "-".repeat(24) + "] 0/4  0 s");

        now = now.plus(Duration.ofSeconds(75));
        line.changed(new Tally(0, 1, 1, 1, 1, 0, 0, 0));
        assertThat(shown())
                .isEqualTo(ERASE + "[" + "#".repeat(12) + "-".repeat(12)
                        + "] 2/4  1 running  1 busy  1 skipped  1 min 15 s, about 1 min 15 s left");

        now = now.plus(Duration.ofHours(2));
        line.changed(new Tally(0, 0, 1, 1, 0, 1, 0, 1));
        assertThat(shown())
                .isEqualTo(ERASE + "[" + "#".repeat(24) + "] 4/4  1 failed  1 skipped  1 orphaned  2 h 1 min");
    }

    @Test
    void linesComeAboveIt() {
        var line = line(200);
        var lines = line.lines();
        lines.print("before\n");
        assertThat(shown()).isEqualTo("before\n");
        line.changed(new Tally(1, 0, 0, 0, 0, 0, 0, 0));
        var status = shown();
        lines.print("Starting");
        assertThat(shown()).isEqualTo(ERASE + "Starting");
        lines.print(" to process\n");
        assertThat(shown()).isEqualTo(" to process\n" + status);
        line.end();
        assertThat(shown()).isEqualTo(ERASE);
        lines.print("after\n");
        assertThat(shown()).isEqualTo("after\n");
    }

    @Test
    void itFitsTheTerminal() {
        var line = line(20);
        line.changed(new Tally(1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(shown()).hasSize(ERASE.length() + 19);
    }

    @Test
    void noInstancesAreNoDivisionByZero() {
        var line = line(100);
        line.changed(new Tally(0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(shown()).contains("0/0");
    }
}
