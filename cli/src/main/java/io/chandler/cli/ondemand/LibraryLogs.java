package io.chandler.cli.ondemand;

import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Leads what libraries log into the broker's log: warnings and worse, in one line each, without stack traces. */
final class LibraryLogs {

    /** Tells of every connection that breaks. */
    private static final Logger CONNECTIONS = Logger.getLogger("io.helidon.webserver.ConnectionHandler");

    /** Tells what is told again: that a port cannot be listened on. */
    private static final Logger PORTS = Logger.getLogger("io.helidon.webserver.LoomServer");

    private LibraryLogs() {}

    static void into(ServerLog log) {
        var root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.WARNING);
        CONNECTIONS.setLevel(Level.SEVERE);
        PORTS.setLevel(Level.OFF);
        root.addHandler(new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (isLoggable(entry)) {
                    var cause = entry.getThrown();
                    log.line(entry.getLevel().getName().toLowerCase(Locale.ROOT) + ": "
                            + entry.getLoggerName() + ": " + entry.getMessage()
                            + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")"));
                }
            }

            @Override
            public void flush() {
                // Lines are written at once.
            }

            @Override
            public void close() {
                // The stream is the process's.
            }
        });
    }
}
