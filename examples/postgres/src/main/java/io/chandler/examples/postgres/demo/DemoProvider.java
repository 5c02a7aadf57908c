package io.chandler.examples.postgres.demo;

import io.chandler.cli.CommandProvider;

/** Adds {@code demo} to the command. */
public final class DemoProvider implements CommandProvider {

    @Override
    public Object command() {
        return new DemoCommand();
    }
}
