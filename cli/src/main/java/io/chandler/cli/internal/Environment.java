package io.chandler.cli.internal;

import io.chandler.osb.client.Waiter;
import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All that the commands know of the world around them.
 *
 * @param home the user's folder
 * @param terminal whether a person watches
 * @param password asks for a password; empty where nobody can be asked
 * @param user the user's name on this machine
 */
public record Environment(
        Map<String, String> variables,
        Path home,
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Supplier<Boolean> terminal,
        Function<String, Optional<String>> password,
        String user,
        Clock clock,
        Waiter waiter) {

    /** The process's own. */
    public static Environment system() {
        return new Environment(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                System.in,
                writer(System.out),
                writer(System.err),
                () -> console().isPresent(),
                Environment::ask,
                System.getProperty("user.name"),
                Clock.systemUTC(),
                Waiter.SLEEP);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    private static Optional<String> ask(String prompt) {
        return console().map(console -> console.readPassword("%s", prompt)).map(String::new);
    }

    /** A variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** Where the user's settings are. */
    Path configuration() {
        return variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElseGet(() -> home.resolve(".config"))
                .resolve("chandler");
    }

    /** Where the command remembers what it has done. */
    Path state() {
        return variable("XDG_STATE_HOME")
                .map(Path::of)
                .orElseGet(() -> home.resolve(".local").resolve("state"))
                .resolve("chandler");
    }
}
