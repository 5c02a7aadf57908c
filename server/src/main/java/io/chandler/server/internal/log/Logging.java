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
import java.util.stream.Stream;

/** The log of a process: lines on standard error, each with the identity of the request in which it was written. */
public final class Logging {

    /** The platform's name for the request that the thread answers. */
    public static final ScopedValue<String> REQUEST = ScopedValue.newInstance();

    /**
     * Libraries whose news is of no use to an operator, one that tells of every connection that breaks, and one that
     * tells with a stack trace what is told again: that a port cannot be listened on.
     */
    private static final List<String> QUIET =
            List.of("io.helidon", "io.helidon.webserver.ConnectionHandler", "io.helidon.webserver.LoomServer");

    private static final List<Logger> KEPT =
            QUIET.stream().map(Logger::getLogger).toList();

    private static final Logger OURS = Logger.getLogger("io.chandler");

    /** The parent of ours: as it has no name, {@code java.util.logging} leaves its handler alone when the process ends. */
    private static final Logger LASTING = Logger.getAnonymousLogger();

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
        var handler = handler(configuration.get(Keys.LOG_FORMAT).equals("json"));
        var level = level(configuration.get(Keys.LOG_LEVEL));
        LASTING.setUseParentHandlers(false);
        LASTING.setLevel(level);
        var former = LASTING.getHandlers();
        LASTING.addHandler(handler);
        for (var each : former) {
            LASTING.removeHandler(each);
            each.close();
        }
        OURS.setParent(LASTING);
        install(handler, level);
    }

    private static void install(Handler handler, Level level) {
        var root = Logger.getLogger("");
        for (var each : root.getHandlers()) {
            root.removeHandler(each);
            each.close();
        }
        root.addHandler(handler);
        root.setLevel(level);
        boolean everything = level.intValue() < Level.INFO.intValue();
        KEPT.get(0).setLevel(everything ? level : Level.WARNING);
        KEPT.get(1).setLevel(everything ? level : Level.SEVERE);
        KEPT.get(2).setLevel(everything ? level : Level.OFF);
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
     * Goes on with the lines of others while the process ends, whenever {@code java.util.logging}, which ends at the same
     * time, lets go of them; our own are never let go. To be called by the shutdown hook that has something to say.
     */
    public static void resume() {
        Thread.ofVirtual().name("chandler-log").start(() -> {
            try {
                while (true) {
                    takeBack();
                    Thread.sleep(LOOK_AGAIN);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void takeBack() {
        var handlers = LASTING.getHandlers();
        if (handlers.length > 0 && Logger.getLogger("").getHandlers().length == 0) {
            install(handlers[0], LASTING.getLevel());
        }
    }

    /** Waits until every line is written. */
    public static void flush() {
        Stream.of(LASTING, Logger.getLogger(""))
                .flatMap(logger -> Stream.of(logger.getHandlers()))
                .distinct()
                .forEach(Handler::flush);
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
