package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.client.OperationStatus;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PendingOperation;
import io.chandler.osb.client.PlatformCall;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows an operation. */
@Command(
        name = "operation",
        description = {
            "Show how far the last operation of an instance or a binding is, or wait for its end.",
            "",
            "The exit code is 1 where it has failed, and 6 where the time was over."
        },
        footer = {"", "Examples:", "  chandler operation my-db", "  chandler operation my-db app --wait --timeout 10m"})
public final class OperationCommand implements Callable<Integer> {

    private final Environment environment;

    @Mixin
    private final InstanceOptions chosen = new InstanceOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "BINDING", description = "The binding: its name, or its id.")
    @Nullable
    String name;

    @Option(
            names = "--operation",
            paramLabel = "TEXT",
            description = "What the broker called the operation; the notebook knows it of the last one.")
    @Nullable
    String operation;

    @Mixin
    private final WaitOptions wait = new WaitOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public OperationCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var session = Session.open(environment)) {
            var instance = chosen.find(session);
            var binding = Optional.ofNullable(name)
                    .map(wanted ->
                            instance.binding(wanted).orElse(new Notebook.Binding(wanted, wanted, Optional.empty())));
            var noted = binding.isPresent() ? binding.flatMap(Notebook.Binding::pending) : instance.pending();
            var call = noted.map(Notebook.Pending::call)
                    .orElse(binding.isPresent() ? PlatformCall.BIND : PlatformCall.PROVISION);
            var pending = new PendingOperation(
                    call,
                    instance.id(),
                    binding.map(Notebook.Binding::id),
                    Optional.of(instance.serviceId()),
                    Optional.of(noted.flatMap(Notebook.Pending::planId).orElse(instance.planId())),
                    Optional.ofNullable(operation).or(() -> noted.flatMap(Notebook.Pending::operation)));
            var nextPlan = noted.flatMap(Notebook.Pending::nextPlanId);
            var title = Words.of(call) + " " + instance.name()
                    + binding.map(found -> " " + found.name()).orElse("");
            var report = binding.map(found -> Report.of(instance, found)).orElseGet(() -> Report.of(instance));
            if (wait.wait) {
                var said = new Operations(session).await(instance, pending, nextPlan, wait, title);
                report.with("state", "succeeded").with("description", said).print(session, output);
                return ExitCodes.OK;
            }
            return once(session, instance, pending, nextPlan, report);
        }
    }

    private int once(
            Session session,
            Notebook.Instance instance,
            PendingOperation pending,
            Optional<String> nextPlan,
            Report report)
            throws InterruptedException {
        var outcome = session.client().lastOperation(pending);
        if (outcome instanceof Outcome.Gone<?> && pending.call().deletes()) {
            new Operations(session).ended(instance, pending, nextPlan);
            report.with("state", "succeeded").print(session, output);
            return ExitCodes.OK;
        }
        var status = Outcomes.value(outcome);
        if (status.state() == OperationStatus.State.SUCCEEDED) {
            new Operations(session).ended(instance, pending, nextPlan);
        }
        report.with("state", word(status.state()))
                .with("description", status.description())
                .print(session, output);
        if (status.state() == OperationStatus.State.FAILED) {
            throw new CommandFailure(ExitCodes.FAILED, "The operation has failed.");
        }
        return ExitCodes.OK;
    }

    private static String word(OperationStatus.State state) {
        return switch (state) {
            case IN_PROGRESS -> "in progress";
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
        };
    }
}
