package io.chandler.cli;

/** Adds a subcommand to {@code chandler}; found by {@link java.util.ServiceLoader}. */
public interface CommandProvider {

    /**
     * An object annotated with picocli's {@code @Command}, which names it, or a {@code CommandSpec} of picocli. Called where the user may mean the command,
     * so it must be cheap.
     */
    Object command();
}
