package io.chandler.cli.internal;

import picocli.CommandLine.Option;

/** How results are shown. */
final class OutputOptions {

    /** The formats. */
    enum Format {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text (default) or json.")
    Format format = Format.text;

    boolean json() {
        return format == Format.json;
    }
}
