package io.chandler.cli.ondemand;

import io.chandler.cli.CommandProvider;

/** Adds {@code director} to the command. */
public final class DirectorProvider implements CommandProvider {

    @Override
    public Object command() {
        return new DirectorCommand();
    }
}
