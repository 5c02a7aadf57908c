package io.chandler.cli.internal;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Shows how a copy goes: a line that changes where a person watches, else a line now and then. Thread-safe. */
final class CopyProgress implements StoreCopy.Listener, AutoCloseable {

    private static final Duration PAINTED = Duration.ofMillis(200);
    private static final Duration PRINTED = Duration.ofSeconds(10);

    private final PrintWriter err;
    private final boolean terminal;
    private final Clock clock;
    private Instant shown;
    private boolean closed;

    CopyProgress(Environment environment) {
        this.err = environment.err();
        this.terminal = environment.terminal().get();
        this.clock = environment.clock();
        this.shown = clock.instant();
    }

    @Override
    public synchronized void reached(String what, long entries) {
        var now = clock.instant();
        if (closed || now.isBefore(shown.plus(terminal ? PAINTED : PRINTED))) {
            return;
        }
        shown = now;
        var line = String.format(Locale.ROOT, "%s: %,d entries", what, entries);
        if (terminal) {
            err.print("\r\033[K" + line);
            err.flush();
        } else {
            err.println(line);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed && terminal) {
            err.print("\r\033[K");
            err.flush();
        }
        closed = true;
    }
}
