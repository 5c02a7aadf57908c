package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.server.configuration.Passwords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Hashes a password for the configuration. */
@Command(
        name = "hash-password",
        description = {
            "Print the hash of a password, for password-hash in the configuration.",
            "",
            "The password is asked for, or read from the first line of standard input."
        },
        footer = {"", "Examples:", "  chandler hash-password", "  chandler hash-password < secret.txt"})
public final class HashPasswordCommand implements Callable<Integer> {

    private final Environment environment;

    public HashPasswordCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var password = environment.password().apply("Password: ").orElseGet(this::standardInput);
        if (password.isEmpty()) {
            throw new CommandFailure(ExitCodes.USAGE, "The password must not be empty.");
        }
        environment.out().println(Passwords.hash(password));
        return ExitCodes.OK;
    }

    private String standardInput() {
        try {
            return new String(environment.in().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new CommandFailure(ExitCodes.USAGE, "Cannot read standard input: " + Text.reason(e) + ".");
        }
    }
}
