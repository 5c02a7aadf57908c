package io.chandler.cli.ondemand;

import io.chandler.ondemand.commands.Surroundings.Watcher;
import io.chandler.ondemand.commands.Tally;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps a line at the end of a terminal that shows how far a command is, below the lines that scroll by. Thread-safe.
 */
final class StatusLine extends OutputStream implements Watcher {

    private static final int BAR = 24;
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream terminal;
    private final Clock clock;
    private final int width;
    private final Instant began;
    private String text = "";
    private boolean shown;
    private boolean lineOpen;

    StatusLine(PrintStream terminal, Clock clock, int width) {
        this.terminal = terminal;
        this.clock = clock;
        this.width = width;
        began = clock.instant();
    }

    /** A stream whose lines come above the status. */
    PrintStream lines() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void changed(Tally tally) {
        text = text(tally, Duration.between(began, clock.instant()));
        paint();
    }

    @Override
    public synchronized void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        hide();
        terminal.write(bytes, offset, length);
        lineOpen = bytes[offset + length - 1] != '\n';
        paint();
    }

    private void paint() {
        if (!lineOpen && !text.isEmpty()) {
            terminal.print(ERASE + (text.length() < width ? text : text.substring(0, width - 1)));
            shown = true;
        }
        terminal.flush();
    }

    private void hide() {
        if (shown) {
            terminal.print(ERASE);
            shown = false;
        }
    }

    /** Removes the status; the command has ended. */
    synchronized void end() {
        hide();
        text = "";
        terminal.flush();
    }

    private static String text(Tally tally, Duration elapsed) {
        int total = Math.max(1, tally.total());
        int ended = tally.ended();
        int full = BAR * ended / total;
        var line = new StringBuilder("[")
                .append("#".repeat(full))
                .append("-".repeat(BAR - full))
                .append("] ")
                .append(ended)
                .append('/')
                .append(tally.total());
        part(line, tally.working(), "running");
        part(line, tally.busy(), "busy");
        part(line, tally.failed(), "failed");
        part(line, tally.skipped(), "skipped");
        part(line, tally.orphaned(), "orphaned");
        line.append("  ").append(time(elapsed));
        if (ended > 0 && ended < tally.total()) {
            line.append(", about ")
                    .append(time(elapsed.multipliedBy(tally.total() - ended).dividedBy(ended)))
                    .append(" left");
        }
        return line.toString();
    }

    private static void part(StringBuilder line, int count, String what) {
        if (count > 0) {
            line.append("  ").append(count).append(' ').append(what);
        }
    }

    private static String time(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 60
                ? seconds + " s"
                : seconds < 3600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }
}
