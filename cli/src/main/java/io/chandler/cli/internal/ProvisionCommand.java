package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.client.InstanceRequest.Provision;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PlatformCall;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an instance. */
@Command(
        name = "provision",
        description = {
            "Make a service instance.",
            "",
            "NAME is yours: later commands take it in place of the id, which is made up where --id does not give one."
        },
        footer = {
            "",
            "Examples:",
            "  chandler provision postgres small my-db --wait",
            "  chandler provision postgres large my-db -p connections=50 -p backup.hour=3",
            "  chandler provision postgres large --id 9f2c... -c @parameters.yml -o json"
        })
public final class ProvisionCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(index = "0", paramLabel = "OFFERING", description = "The offering: its name, or its id.")
    String offering = "";

    @Parameters(index = "1", paramLabel = "PLAN", description = "The plan: its name, or its id.")
    String plan = "";

    @Parameters(index = "2", arity = "0..1", paramLabel = "NAME", description = "What you call the instance.")
    @Nullable
    String name;

    @Option(names = "--id", paramLabel = "ID", description = "The id of the instance; a UUID where it is not given.")
    @Nullable
    String id;

    @Option(names = "--organization", paramLabel = "ID", description = "The organization it belongs to.")
    String organization = "-";

    @Option(names = "--space", paramLabel = "ID", description = "The space it belongs to.")
    String space = "-";

    @Option(names = "--sync", description = "Do not accept that the broker works on after its answer.")
    boolean synchronous;

    @Mixin
    private final ParameterOptions parameters = new ParameterOptions();

    @Mixin
    private final WaitOptions wait = new WaitOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public ProvisionCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var session = Session.open(environment)) {
            var offers = session.offers();
            var service = offers.offering(offering);
            var chosen = offers.plan(service, plan);
            var asked = parameters.read(environment, chosen.schemas().create());
            var newId = Session.id(id);
            var known = Optional.ofNullable(name).flatMap(session.notebook()::instance);
            if (known.isPresent() && !known.get().id().equals(newId)) {
                throw new CommandFailure(
                        ExitCodes.USAGE,
                        "There is an instance \"" + name + "\" already, with the id "
                                + known.get().id() + ". Choose another name, or give --id to send the request again.");
            }
            var instance = new Notebook.Instance(
                    Optional.ofNullable(name).orElse(newId),
                    newId,
                    service.id(),
                    chosen.id(),
                    Optional.empty(),
                    List.of());
            var request = Provision.of(newId, service.id(), chosen.id())
                    .acceptsIncomplete(!synchronous)
                    .in(organization, space, Session.context(instance.name()))
                    .parameters(asked);
            if (session.notebook().instance(newId).isEmpty()) {
                session.notebook().put(instance);
            }
            return send(session, instance, request, known.isPresent());
        }
    }

    private int send(Session session, Notebook.Instance instance, Provision request, boolean known)
            throws InterruptedException {
        var outcome = session.client().provision(request);
        switch (outcome) {
            case Outcome.Done<InstanceFacts>(var status, var facts) ->
                Report.of(instance)
                        .with("state", status == 201 ? "created" : "exists")
                        .with(facts)
                        .print(session, output);
            case Outcome.InProgress<InstanceFacts>(var operation, var facts) -> {
                var operations = new Operations(session);
                var pending = request.pending(operation);
                operations.note(instance, pending, Optional.empty());
                if (wait.wait) {
                    operations.await(instance, pending, Optional.empty(), wait, "provision " + instance.name());
                }
                Report.of(instance)
                        .with("state", wait.wait ? "created" : "in progress")
                        .with("operation", operation)
                        .with(facts)
                        .print(session, output);
                if (!wait.wait && !output.json()) {
                    session.say(Operations.follow(instance, pending, true));
                }
            }
            default -> {
                if (Outcomes.rejected(outcome) && !known) {
                    session.notebook().remove(instance.id());
                }
                throw Operations.failure(PlatformCall.PROVISION, outcome, instance);
            }
        }
        return ExitCodes.OK;
    }
}
