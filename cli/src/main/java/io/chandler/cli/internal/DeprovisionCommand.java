package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.client.Outcome;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes an instance. */
@Command(
        name = "deprovision",
        description = {
            "Delete a service instance.",
            "",
            "The exit code is 4 where the broker did not know the instance (any more)."
        },
        footer = {
            "",
            "Examples:",
            "  chandler deprovision my-db --wait",
            "  chandler deprovision my-db --with-bindings --wait",
            "  chandler deprovision 9f2c... --offering postgres --plan small"
        })
public final class DeprovisionCommand implements Callable<Integer> {

    private final Environment environment;

    @Mixin
    private final InstanceOptions chosen = new InstanceOptions();

    @Option(names = "--with-bindings", description = "Delete its bindings before, and wait for each.")
    boolean withBindings;

    @Option(names = "--sync", description = "Do not accept that the broker works on after its answer.")
    boolean synchronous;

    @Mixin
    private final WaitOptions wait = new WaitOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public DeprovisionCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var session = Session.open(environment)) {
            var instance = chosen.find(session);
            deleteBindings(session, instance);
            var going = new Deletion(session, wait).deprovision(instance, !synchronous);
            Report.of(instance)
                    .with("state", going.isPresent() ? "in progress" : "deleted")
                    .with("operation", going.flatMap(Outcome.InProgress::operation))
                    .print(session, output);
            if (going.isPresent() && !output.json()) {
                session.say("Follow it with \"chandler operation " + instance.name() + " --wait\".");
            }
            return ExitCodes.OK;
        }
    }

    private void deleteBindings(Session session, Notebook.Instance instance) throws InterruptedException {
        if (instance.bindings().isEmpty()) {
            return;
        }
        if (!withBindings) {
            throw new CommandFailure(
                    ExitCodes.USAGE,
                    "The instance has bindings: "
                            + String.join(
                                    ", ",
                                    instance.bindings().stream()
                                            .map(Notebook.Binding::name)
                                            .toList())
                            + ". Unbind them first, or give --with-bindings.");
        }
        var each = new WaitOptions();
        each.wait = true;
        each.timeout = wait.timeout;
        var deletion = new Deletion(session, each);
        for (var binding : instance.bindings()) {
            try {
                deletion.unbind(instance, binding, !synchronous);
            } catch (CommandFailure e) {
                if (e.exitCode() != ExitCodes.NOT_FOUND) {
                    throw e;
                }
            }
        }
    }
}
