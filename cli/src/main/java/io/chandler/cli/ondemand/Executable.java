package io.chandler.cli.ondemand;

import io.chandler.ondemand.commands.Errands;
import io.chandler.ondemand.commands.Pause;
import io.chandler.ondemand.commands.Surroundings;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs a command of the on-demand broker by its name, past the parser of {@code chandler}. */
public final class Executable {

    private static final String BROKER = "on-demand-service-broker";
    private static final int USAGE = 2;
    private static final int INTERRUPTED = 130;
    private static final int USUAL_WIDTH = 100;

    private Executable() {}

    /** Runs the command that the first argument names with the others as its flags, and ends the process. */
    public static void main(String... arguments) {
        var name = arguments.length == 0 ? "" : arguments[0];
        var rest = arguments.length == 0
                ? List.<String>of()
                : Arrays.asList(arguments).subList(1, arguments.length);
        System.exit(run(name, rest));
    }

    /**
     * Runs a command.
     *
     * @return its exit code
     */
    public static int run(String name, List<String> flags) {
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        try {
            if (name.equals(BROKER)) {
                return OnDemandServer.run(flags, out, err, Clock.systemUTC());
            }
            var status = terminal()
                    ? Optional.of(new StatusLine(out, Clock.systemUTC(), width()))
                    : Optional.<StatusLine>empty();
            try {
                return run(name, flags, status.map(StatusLine::lines).orElse(out), err, status);
            } finally {
                status.ifPresent(StatusLine::end);
            }
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
    }

    private static int run(
            String name, List<String> flags, PrintStream out, PrintStream err, Optional<StatusLine> status)
            throws InterruptedException {
        var watcher = status.<Surroundings.Watcher>map(line -> line).orElse(Surroundings.Watcher.NONE);
        var surroundings = new Surroundings(
                out, err, Clock.systemUTC(), Pause.SLEEP, new PlatformConnection(System.getenv()), watcher);
        var exitCode = Errands.run(name, flags, surroundings);
        if (exitCode.isEmpty()) {
            err.println("there is no command \"" + name + "\"; there are " + BROKER + ", "
                    + String.join(", ", Errands.names().stream().sorted().toList()));
        }
        return exitCode.orElse(USAGE);
    }

    private static boolean terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static int width() {
        try {
            return Math.max(20, Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "")));
        } catch (NumberFormatException e) {
            return USUAL_WIDTH;
        }
    }

    /** A stream in UTF-8, whatever the environment says. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), true, StandardCharsets.UTF_8);
    }
}
