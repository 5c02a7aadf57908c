package io.chandler.cli.internal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code serve --config FILE} past the parser of command lines, whose classes take about 0.1 s to load, and which the
 * start-up cache cannot hold since they are compiled for an old Java. Everything else is the parser's.
 */
public final class QuickServe {

    private static final String OPTION = "--config";

    private QuickServe() {}

    /** Serves, if that is what was typed; the exit code. */
    public static OptionalInt run(Environment environment, String... arguments) {
        var file = file(arguments);
        return file.isEmpty() ? OptionalInt.empty() : OptionalInt.of(serve(environment, file.get()));
    }

    private static Optional<Path> file(String... arguments) {
        if (arguments.length < 2 || !arguments[0].equals("serve")) {
            return Optional.empty();
        }
        if (arguments.length == 3 && arguments[1].equals(OPTION) && !arguments[2].startsWith("-")) {
            return Optional.of(Path.of(arguments[2]));
        }
        return arguments.length == 2 && arguments[1].startsWith(OPTION + "=")
                ? Optional.of(Path.of(arguments[1].substring(OPTION.length() + 1)))
                : Optional.empty();
    }

    private static int serve(Environment environment, Path file) {
        var command = new ServeCommand(environment);
        command.file = file;
        try {
            return command.call();
        } catch (Exception e) {
            return Failures.report(environment, e);
        }
    }
}
