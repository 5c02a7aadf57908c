package io.chandler.cli.internal;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which instance is meant. */
final class InstanceOptions {

    @Parameters(index = "0", paramLabel = "INSTANCE", description = "The instance: its name, or its id.")
    String name = "";

    @Option(
            names = "--offering",
            paramLabel = "OFFERING",
            description = "The offering of an instance that was made elsewhere.")
    @Nullable
    String offering;

    @Option(names = "--plan", paramLabel = "PLAN", description = "The plan of an instance that was made elsewhere.")
    @Nullable
    String plan;

    Notebook.Instance find(Session session) throws InterruptedException {
        return session.instance(name, offering, plan);
    }
}
