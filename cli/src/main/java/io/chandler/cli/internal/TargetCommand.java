package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses the broker. */
@Command(
        name = "target",
        description = {
            "Choose the broker to talk to, or show which one is chosen.",
            "",
            "The choice is kept in target.json in ~/.config/chandler, readable by you alone. CHANDLER_TARGET, "
                    + "CHANDLER_USER, CHANDLER_PASSWORD and CHANDLER_CA come before it. The password is asked for, "
                    + "or read from a file or standard input; it is never shown."
        },
        footer = {
            "",
            "Examples:",
            "  chandler target https://broker.example.com --user platform",
            "  chandler target https://broker.example.com/cf-eu -u cf --password-file cf.txt",
            "  chandler target"
        })
public final class TargetCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(index = "0", arity = "0..1", paramLabel = "URL", description = "The broker, with its path prefix.")
    @Nullable
    String url;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "The user; without one a password is sent as a bearer token.")
    @Nullable
    String user;

    @ArgGroup
    @Nullable
    PasswordSource source;

    @Option(names = "--ca", paramLabel = "FILE", description = "Trust these authorities (PEM), not the JDK's.")
    @Nullable
    Path certificates;

    @Option(names = "--no-check", description = "Keep the choice without asking the broker for its catalog.")
    boolean unchecked;

    @Option(names = "--forget", description = "Forget the broker and its password.")
    boolean forget;

    /** Where the password comes from. */
    static final class PasswordSource {
        @Option(names = "--password-file", paramLabel = "FILE", description = "Read the password from a file.")
        @Nullable
        Path file;

        @Option(names = "--password-stdin", description = "Read the password from standard input.")
        boolean standardInput;
    }

    public TargetCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (forget) {
            environment
                    .out()
                    .println(
                            PrivateFiles.delete(Target.file(environment))
                                    ? "The broker is forgotten."
                                    : "No broker was kept.");
            return ExitCodes.OK;
        }
        var address = url;
        if (address == null) {
            return show();
        }
        var target = new Target(
                address,
                Optional.ofNullable(user),
                password(),
                Optional.ofNullable(certificates).map(Path::toAbsolutePath));
        try (var client = target.client(environment, Duration.ofSeconds(30))) {
            if (!unchecked) {
                int offerings =
                        Outcomes.value(client.catalog()).catalog().offerings().size();
                environment
                        .out()
                        .println("The broker answers; it has " + offerings
                                + (offerings == 1 ? " offering." : " offerings."));
            }
            target.keep(environment);
        }
        return ExitCodes.OK;
    }

    private int show() {
        var target = Target.find(environment)
                .orElseThrow(() -> new CommandFailure(ExitCodes.USAGE, "No broker is chosen: chandler target URL"));
        environment.out().println("url:          " + Text.clean(target.url()));
        environment.out().println("user:         " + Text.clean(target.user().orElse("(none)")));
        environment.out().println("password:     " + (target.password().isPresent() ? "(set)" : "(none)"));
        target.certificates().ifPresent(file -> environment.out().println("authorities:  " + file));
        return ExitCodes.OK;
    }

    private Optional<String> password() {
        var given = source;
        if (given != null && given.file != null) {
            try (var in = Files.newInputStream(given.file)) {
                return Optional.of(line(in));
            } catch (IOException e) {
                throw new CommandFailure(ExitCodes.USAGE, "Cannot read " + given.file + ": " + Text.reason(e) + ".");
            }
        }
        if (given != null && given.standardInput) {
            try {
                return Optional.of(line(environment.in()));
            } catch (IOException e) {
                throw new CommandFailure(ExitCodes.USAGE, "Cannot read standard input: " + Text.reason(e) + ".");
            }
        }
        var name = user;
        return name == null ? Optional.empty() : Optional.of(ask(name));
    }

    private String ask(String name) {
        return environment
                .variable("CHANDLER_PASSWORD")
                .or(() -> environment.password().apply("Password of " + Text.clean(name) + ": "))
                .orElseThrow(() -> new CommandFailure(
                        ExitCodes.USAGE,
                        "Give the password with --password-file or --password-stdin, or in CHANDLER_PASSWORD."));
    }

    /** The first line, without its end. */
    private static String line(InputStream in) throws IOException {
        var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return text.lines().findFirst().orElse("");
    }
}
