package io.chandler.cli.ondemand;

import io.chandler.ondemand.commands.GoDuration;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * The broker's log on standard output: {@code [on-demand-service-broker] [request] 2026/11/21 13:37:00.000000 line}, in
 * UTC. Line breaks inside a line are kept, as operators know them from adapters' output. Thread-safe.
 */
final class ServerLog {

    private static final String NAME = "[on-demand-service-broker] ";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final Clock clock;

    ServerLog(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** A line about a request, or about none. */
    void line(Optional<String> requestId, String text) {
        write(NAME + requestId.map(id -> "[" + id + "] ").orElse("") + TIME.format(clock.instant()) + " " + text
                + "\n");
    }

    /** A line about no request. */
    void line(String text) {
        line(Optional.empty(), text);
    }

    /** Tells how a request was answered. */
    void access(String method, String path, int status, Instant began, Duration duration) {
        line("Request " + method + " " + path + " Completed " + status + " in " + GoDuration.text(duration)
                + " | Start Time: " + TIME.format(began));
    }

    /** Text as it is, without prefix. */
    void write(String text) {
        synchronized (out) {
            out.print(text);
            out.flush();
        }
    }
}
