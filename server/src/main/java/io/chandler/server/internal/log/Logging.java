package io.chandler.server.internal.log;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of a process: lines on standard error, each with the identity of the request in which it was written. */
public final class Logging {

    /** The platform's name for the request that the thread answers. */
    public static final ScopedValue<String> REQUEST = ScopedValue.newInstance();

    /** Libraries whose news is of no use to an operator, and one that tells of every connection that breaks. */
    private static final List<String> QUIET = List.of("io.helidon", "io.helidon.webserver.ConnectionHandler");

    private static final List<Logger> KEPT =
            QUIET.stream().map(Logger::getLogger).toList();

    /** Hooks begin together, so that of {@code java.util.logging} is done soon. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private Logging() {}

    /**
     * Sends all lines of the process to standard error, as configured. Does nothing where the process is started with a
     * configuration of {@code java.util.logging} of its own.
     */
    public static void start(Configuration configuration) {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        var level = level(configuration.get(Keys.LOG_LEVEL));
        var root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
            handler.close();
        }
        root.addHandler(handler(configuration.get(Keys.LOG_FORMAT).equals("json")));
        root.setLevel(level);
        boolean everything = level.intValue() < Level.INFO.intValue();
        KEPT.get(0).setLevel(everything ? level : Level.WARNING);
        KEPT.get(1).setLevel(everything ? level : Level.SEVERE);
    }

    private static Handler handler(boolean json) {
        var format = new LineFormat(json, Logging::request);
        var writer = new LineWriter(new FileOutputStream(FileDescriptor.err));
        return new Handler() {
            {
                setLevel(Level.ALL);
            }

            @Override
            public void publish(LogRecord entry) {
                if (isLoggable(entry)) {
                    writer.write(format.format(entry));
                }
            }

            @Override
            public void flush() {
                writer.flush();
            }

            @Override
            public void close() {
                writer.flush();
            }
        };
    }

    /**
     * Goes on with the log while the process ends, whenever {@code java.util.logging}, which ends at the same time, lets go
     * of it. To be called by the shutdown hook that has something to say.
     */
    public static void resume(Configuration configuration) {
        var root = Logger.getLogger("");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (root.getHandlers().length > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        takeBack(root, configuration);
        Thread.ofVirtual().name("chandler-log").start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK_AGAIN);
                    takeBack(root, configuration);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void takeBack(Logger root, Configuration configuration) {
        if (root.getHandlers().length == 0) {
            start(configuration);
        }
    }

    /** Waits until every line is written. */
    public static void flush() {
        for (var handler : Logger.getLogger("").getHandlers()) {
            handler.flush();
        }
    }

    private static Optional<String> request() {
        return REQUEST.isBound() ? Optional.of(REQUEST.get()) : Optional.empty();
    }

    private static Level level(String name) {
        return switch (name) {
            case "error" -> Level.SEVERE;
            case "warning" -> Level.WARNING;
            case "debug" -> Level.FINE;
            case "trace" -> Level.ALL;
            default -> Level.INFO;
        };
    }
}
