package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.Plan;
import io.chandler.osb.ServiceOffering;
import io.chandler.osb.client.InstanceRequest.PreviousValues;
import io.chandler.osb.client.InstanceRequest.Update;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PlatformCall;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes an instance. */
@Command(
        name = "update",
        description = {"Change the plan, the parameters or the state of maintenance of an instance."},
        footer = {
            "",
            "Examples:",
            "  chandler update my-db --plan large --wait",
            "  chandler update my-db -p connections=100",
            "  chandler update my-db --upgrade --wait"
        })
public final class UpdateCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(index = "0", paramLabel = "INSTANCE", description = "The instance: its name, or its id.")
    String name = "";

    @Option(names = "--plan", paramLabel = "PLAN", description = "The new plan.")
    @Nullable
    String plan;

    @Option(names = "--upgrade", description = "Bring the instance to the plan's current state of maintenance.")
    boolean upgrade;

    @Option(
            names = "--offering",
            paramLabel = "OFFERING",
            description = "The offering of an instance that was made elsewhere.")
    @Nullable
    String offering;

    @Option(
            names = "--from-plan",
            paramLabel = "PLAN",
            description = "The present plan of an instance that was made elsewhere.")
    @Nullable
    String presentPlan;

    @Option(names = "--sync", description = "Do not accept that the broker works on after its answer.")
    boolean synchronous;

    @Mixin
    private final ParameterOptions parameters = new ParameterOptions();

    @Mixin
    private final WaitOptions wait = new WaitOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public UpdateCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (plan == null && !upgrade && !parameters.given()) {
            throw new CommandFailure(ExitCodes.USAGE, "Say what to change: --plan, -p, -c or --upgrade.");
        }
        try (var session = Session.open(environment)) {
            var instance = session.instance(name, offering, presentPlan);
            var service = session.offers().offering(instance.serviceId());
            var present = service.plan(instance.planId());
            var next = plan == null
                    ? present.orElseThrow(() -> new CommandFailure(
                            ExitCodes.NOT_FOUND, "The instance's plan is not in the catalog any more; give --plan."))
                    : session.offers().plan(service, plan);
            checkPlan(service, present, next);
            return send(session, instance, next, request(instance, next));
        }
    }

    private static void checkPlan(ServiceOffering service, Optional<Plan> present, Plan next) {
        if (present.isPresent() && !present.get().id().equals(next.id()) && !service.planUpdateable(present.get())) {
            throw new CommandFailure(
                    ExitCodes.USAGE,
                    "The broker does not let instances of the plan \""
                            + present.get().name() + "\" be changed for another plan.");
        }
    }

    private Update request(Notebook.Instance instance, Plan next) {
        var request = Update.of(instance.id(), instance.serviceId())
                .acceptsIncomplete(!synchronous)
                .context(Session.context(instance.name()))
                .previousValues(PreviousValues.plan(instance.planId()));
        if (plan != null) {
            request = request.plan(next.id());
        }
        if (parameters.given()) {
            request = request.parameters(
                    parameters.read(environment, next.schemas().update()));
        }
        return upgrade
                ? request.maintenanceInfo(next.maintenanceInfo()
                        .orElseThrow(() -> new CommandFailure(
                                ExitCodes.USAGE, "The plan \"" + next.name() + "\" has no state of maintenance.")))
                : request;
    }

    private int send(Session session, Notebook.Instance instance, Plan next, Update request)
            throws InterruptedException {
        var operations = new Operations(session);
        var nextPlan = Optional.of(next.id());
        var outcome = session.client().update(request);
        switch (outcome) {
            case Outcome.Done<InstanceFacts>(var _, var facts) -> {
                operations.ended(instance, request.pending(Optional.empty()), nextPlan);
                Report.of(instance.plan(next.id()))
                        .with("state", "updated")
                        .with(facts)
                        .print(session, output);
            }
            case Outcome.InProgress<InstanceFacts>(var operation, var facts) -> {
                var pending = request.pending(operation);
                operations.note(instance, pending, nextPlan);
                if (wait.wait) {
                    operations.await(instance, pending, nextPlan, wait, "update " + instance.name());
                }
                Report.of(wait.wait ? instance.plan(next.id()) : instance)
                        .with("state", wait.wait ? "updated" : "in progress")
                        .with("operation", operation)
                        .with(facts)
                        .print(session, output);
                if (!wait.wait && !output.json()) {
                    session.say(Operations.follow(instance, pending, true));
                }
            }
            default -> throw Operations.failure(PlatformCall.UPDATE, outcome, instance);
        }
        return ExitCodes.OK;
    }
}
