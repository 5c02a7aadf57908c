package io.chandler.ondemand.commands;

import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The log of a command: {@code [name] 2026/11/21 13:37:00.000000 line}, in UTC. Thread-safe. */
public final class CommandLog {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final String name;
    private final PrintStream out;
    private final Clock clock;

    public CommandLog(String name, PrintStream out, Clock clock) {
        this.name = name;
        this.out = out;
        this.clock = clock;
    }

    /** Writes a line. */
    public void line(String text) {
        var line = prefix() + text + "\n";
        synchronized (out) {
            out.print(line);
            out.flush();
        }
    }

    private String prefix() {
        return "[" + name + "] " + TIME.format(clock.instant().truncatedTo(ChronoUnit.MICROS)) + " ";
    }
}
