package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.Json;
import io.chandler.osb.client.BindingRequest.FetchBinding;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows bindings. */
@Command(
        name = "binding",
        description = {
            "Show a binding and its credentials, whose values are hidden unless --show-secrets is given.",
            "",
            "Without a BINDING: those of the instance that were made with this command."
        },
        footer = {"", "Examples:", "  chandler binding my-db", "  chandler binding my-db app --show-secrets -o json"})
public final class BindingCommand implements Callable<Integer> {

    private final Environment environment;

    @Mixin
    private final InstanceOptions chosen = new InstanceOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "BINDING", description = "The binding: its name, or its id.")
    @Nullable
    String name;

    @Option(names = "--show-secrets", description = "Show the values of credentials.")
    boolean showSecrets;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public BindingCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var session = Session.open(environment)) {
            var instance = chosen.find(session);
            var wanted = name;
            if (wanted == null) {
                list(session, instance);
            } else {
                show(session, instance, wanted);
            }
            return ExitCodes.OK;
        }
    }

    private void list(Session session, Notebook.Instance instance) {
        if (output.json()) {
            var array = Json.object().arrayNode();
            instance.bindings()
                    .forEach(binding ->
                            array.addObject().put("name", binding.name()).put("id", binding.id()));
            session.print(array);
            return;
        }
        var table = new Text.Table("NAME", "ID", "LAST OPERATION");
        for (var binding : instance.bindings()) {
            table.row(
                    binding.name(),
                    binding.id(),
                    binding.pending()
                            .map(pending -> Words.of(pending.call()) + " started")
                            .orElse(""));
        }
        table.print(environment.out());
    }

    private void show(Session session, Notebook.Instance instance, String wanted) throws InterruptedException {
        if (!session.offering(instance).map(o -> o.bindingsRetrievable()).orElse(true)) {
            throw new CommandFailure(
                    ExitCodes.USAGE,
                    "The broker does not let bindings of this offering be fetched; "
                            + "their credentials are shown by \"chandler bind\" alone.");
        }
        var binding = instance.binding(wanted).orElse(new Notebook.Binding(wanted, wanted, Optional.empty()));
        var fetched = Outcomes.value(session.client()
                .fetchBinding(new FetchBinding(
                        instance.id(),
                        binding.id(),
                        Optional.of(instance.serviceId()),
                        Optional.of(instance.planId()))));
        var report = Report.of(instance, binding).with(fetched.details(), showSecrets);
        fetched.parameters().ifPresent(given -> report.with("parameters", showSecrets ? given : Secrets.named(given)));
        report.print(session, output);
    }
}
