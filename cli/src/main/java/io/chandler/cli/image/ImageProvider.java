package io.chandler.cli.image;

import io.chandler.cli.CommandProvider;

/** Adds {@code image} to the command. */
public final class ImageProvider implements CommandProvider {

    @Override
    public Object command() {
        return new ImageCommand();
    }
}
