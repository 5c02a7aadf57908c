package io.chandler.cli.internal;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows how a copy goes: a line that changes where a person watches, else a line now and then. Thread-safe. */
final class CopyProgress implements StoreCopy.Listener, AutoCloseable {

    private static final long PAINTED_NANOS = 200_000_000;
    private static final long PRINTED_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private final boolean terminal;
    private long shown = System.nanoTime();
    private boolean closed;

    CopyProgress(Environment environment) {
        this.err = environment.err();
        this.terminal = environment.terminal().get();
    }

    @Override
    public synchronized void reached(String what, long entries) {
        long now = System.nanoTime();
        if (closed || now - shown < (terminal ? PAINTED_NANOS : PRINTED_NANOS)) {
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
