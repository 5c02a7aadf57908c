package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.BindingDetails;
import io.chandler.osb.Plan;
import io.chandler.osb.ServiceOffering;
import io.chandler.osb.client.BindingRequest.Bind;
import io.chandler.osb.client.BindingRequest.FetchBinding;
import io.chandler.osb.client.Outcome;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a binding. */
@Command(
        name = "bind",
        description = {
            "Make a service binding: credentials for an instance.",
            "",
            "The values of credentials are hidden unless --show-secrets is given."
        },
        footer = {
            "",
            "Examples:",
            "  chandler bind my-db app --wait",
            "  chandler bind my-db app -p readOnly=true --show-secrets -o json",
            "  chandler bind my-db app-2 --rotate app --wait"
        })
public final class BindCommand implements Callable<Integer> {

    private final Environment environment;

    @Mixin
    private final InstanceOptions chosen = new InstanceOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "What you call the binding.")
    @Nullable
    String name;

    @Option(names = "--id", paramLabel = "ID", description = "The id of the binding; a UUID where it is not given.")
    @Nullable
    String id;

    @Option(names = "--app", paramLabel = "ID", description = "The app that the binding is for.")
    @Nullable
    String app;

    @Option(names = "--rotate", paramLabel = "BINDING", description = "Make the successor of this binding.")
    @Nullable
    String predecessor;

    @Option(names = "--sync", description = "Do not accept that the broker works on after its answer.")
    boolean synchronous;

    @Option(names = "--show-secrets", description = "Show the values of credentials.")
    boolean showSecrets;

    @Mixin
    private final ParameterOptions parameters = new ParameterOptions();

    @Mixin
    private final WaitOptions wait = new WaitOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public BindCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var session = Session.open(environment)) {
            var instance = chosen.find(session);
            var service = session.offers().offering(instance.serviceId());
            var plan = session.offers().plan(service, instance.planId());
            check(service, plan);
            var newId = Session.id(id);
            var known = Optional.ofNullable(name).flatMap(instance::binding);
            if (known.isPresent() && !known.get().id().equals(newId)) {
                throw new CommandFailure(
                        ExitCodes.USAGE,
                        "The instance has a binding \"" + name + "\" already, with the id "
                                + known.get().id() + ". Choose another name, or give --id to send the request again.");
            }
            var binding = new Notebook.Binding(Optional.ofNullable(name).orElse(newId), newId, Optional.empty());
            var request = request(instance, plan, newId, service.bindingsRetrievable());
            session.notebook().update(instance.id(), noted -> noted.with(binding));
            return send(session, instance, binding, request, known.isPresent());
        }
    }

    private void check(ServiceOffering service, Plan plan) {
        if (!service.bindable(plan)) {
            throw new CommandFailure(ExitCodes.USAGE, "Instances of the plan \"" + plan.name() + "\" cannot be bound.");
        }
        if (predecessor != null && !plan.bindingRotatable()) {
            throw new CommandFailure(
                    ExitCodes.USAGE, "Bindings of the plan \"" + plan.name() + "\" cannot be rotated.");
        }
    }

    private Bind request(Notebook.Instance instance, Plan plan, String bindingId, boolean retrievable) {
        var request = Bind.of(instance.id(), bindingId, instance.serviceId(), instance.planId())
                .acceptsIncomplete(retrievable && !synchronous)
                .context(Session.context(instance.name()));
        if (app != null) {
            request = request.app(app);
        }
        if (predecessor != null) {
            var old = predecessor;
            return request.predecessor(
                    instance.binding(old).map(Notebook.Binding::id).orElse(old));
        }
        return request.parameters(parameters.read(environment, plan.schemas().bind()));
    }

    private int send(Session session, Notebook.Instance instance, Notebook.Binding binding, Bind request, boolean known)
            throws InterruptedException {
        var outcome = session.client().bind(request);
        var report = Report.of(instance, binding);
        switch (outcome) {
            case Outcome.Done<BindingDetails>(var status, var details) ->
                report.with("state", status == 201 ? "created" : "exists")
                        .with(details, showSecrets)
                        .print(session, output);
            case Outcome.InProgress<BindingDetails>(var operation, var _) -> {
                var operations = new Operations(session);
                var pending = request.pending(operation);
                operations.note(instance, pending, Optional.empty());
                if (wait.wait) {
                    operations.await(
                            instance,
                            pending,
                            Optional.empty(),
                            wait,
                            "bind " + instance.name() + " " + binding.name());
                    var fetched = Outcomes.value(session.client()
                            .fetchBinding(new FetchBinding(
                                    instance.id(),
                                    binding.id(),
                                    Optional.of(instance.serviceId()),
                                    Optional.of(instance.planId()))));
                    report.with("state", "created").with(fetched.details(), showSecrets);
                } else {
                    report.with("state", "in progress").with("operation", operation);
                }
                report.print(session, output);
                if (!wait.wait && !output.json()) {
                    session.say("Follow it with \"chandler operation " + instance.name() + " " + binding.name()
                            + " --wait\".");
                }
            }
            default -> {
                if (!Outcomes.rejected(outcome)) {
                    var failure = Outcomes.failure(outcome);
                    throw new CommandFailure(
                            failure.exitCode(), failure.sentence() + " " + Operations.remove(instance, binding.name()));
                }
                if (!known) {
                    session.notebook().update(instance.id(), noted -> noted.without(binding.id()));
                }
                throw Outcomes.failure(outcome);
            }
        }
        return ExitCodes.OK;
    }
}
