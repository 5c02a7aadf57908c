package io.chandler.cli.internal;

import io.chandler.cli.ExitCodes;
import io.chandler.osb.client.Outcome;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a binding. */
@Command(
        name = "unbind",
        description = {
            "Delete a service binding: its credentials end.",
            "",
            "The exit code is 4 where the broker did not know the binding (any more)."
        },
        footer = {"", "Examples:", "  chandler unbind my-db app", "  chandler unbind my-db app --wait -o json"})
public final class UnbindCommand implements Callable<Integer> {

    private final Environment environment;

    @Mixin
    private final InstanceOptions chosen = new InstanceOptions();

    @Parameters(index = "1", paramLabel = "BINDING", description = "The binding: its name, or its id.")
    String name = "";

    @Option(names = "--sync", description = "Do not accept that the broker works on after its answer.")
    boolean synchronous;

    @Mixin
    private final WaitOptions wait = new WaitOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public UnbindCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var session = Session.open(environment)) {
            var instance = chosen.find(session);
            var binding = instance.binding(name).orElse(new Notebook.Binding(name, name, Optional.empty()));
            var going = new Deletion(session, wait).unbind(instance, binding, !synchronous);
            Report.of(instance, binding)
                    .with("state", going.isPresent() ? "in progress" : "deleted")
                    .with("operation", going.flatMap(Outcome.InProgress::operation))
                    .print(session, output);
            if (going.isPresent() && !output.json()) {
                session.say(
                        "Follow it with \"chandler operation " + instance.name() + " " + binding.name() + " --wait\".");
            }
            return ExitCodes.OK;
        }
    }
}
