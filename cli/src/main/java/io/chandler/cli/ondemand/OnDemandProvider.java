package io.chandler.cli.ondemand;

import io.chandler.cli.CommandProvider;

/** Adds {@code ondemand} to the command. */
public final class OnDemandProvider implements CommandProvider {

    @Override
    public Object command() {
        return OnDemandCommand.command();
    }
}
