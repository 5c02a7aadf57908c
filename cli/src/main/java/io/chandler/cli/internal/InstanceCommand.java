package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.Json;
import io.chandler.osb.client.InstanceRequest.FetchInstance;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows instances. */
@Command(
        name = "instance",
        description = {
            "Show what the broker knows of an instance.",
            "",
            "Without an INSTANCE: those that were made with this command."
        },
        footer = {"", "Examples:", "  chandler instance", "  chandler instance my-db -o json"})
public final class InstanceCommand implements Callable<Integer> {

    private final Environment environment;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "INSTANCE",
            description = "The instance: its name, or its id.")
    @Nullable
    String name;

    @Option(names = "--show-secrets", description = "Show parameters whose name is that of a secret.")
    boolean showSecrets;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public InstanceCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (var session = Session.open(environment)) {
            var wanted = name;
            if (wanted == null) {
                list(session);
            } else {
                show(session, wanted);
            }
            return ExitCodes.OK;
        }
    }

    private void list(Session session) {
        if (output.json()) {
            var array = Json.object().arrayNode();
            session.notebook()
                    .instances()
                    .forEach(instance -> array.addObject()
                            .put("name", instance.name())
                            .put("id", instance.id())
                            .put("service_id", instance.serviceId())
                            .put("plan_id", instance.planId()));
            session.print(array);
            return;
        }
        var table = new Text.Table("NAME", "ID", "BINDINGS", "LAST OPERATION");
        for (var instance : session.notebook().instances()) {
            table.row(
                    instance.name(),
                    instance.id(),
                    Integer.toString(instance.bindings().size()),
                    instance.pending()
                            .map(pending -> Words.of(pending.call()) + " started")
                            .orElse(""));
        }
        table.print(environment.out());
    }

    private void show(Session session, String wanted) throws InterruptedException {
        var noted = session.notebook().instance(wanted);
        if (noted.isPresent()
                && !session.offering(noted.get())
                        .map(o -> o.instancesRetrievable())
                        .orElse(true)) {
            throw new CommandFailure(
                    ExitCodes.USAGE,
                    "The broker does not let instances of this offering be fetched. The id is "
                            + noted.get().id() + ".");
        }
        var id = noted.map(Notebook.Instance::id).orElse(wanted);
        var fetched = Outcomes.value(session.client()
                .fetchInstance(new FetchInstance(
                        id, noted.map(Notebook.Instance::serviceId), noted.map(Notebook.Instance::planId))));
        var report = new Report()
                .with("name", noted.map(Notebook.Instance::name))
                .with("id", id)
                .with("service_id", fetched.serviceId())
                .with("plan_id", fetched.planId())
                .with("maintenance", fetched.maintenanceInfo().map(info -> info.version()))
                .with(fetched.facts());
        fetched.parameters().ifPresent(given -> report.with("parameters", showSecrets ? given : Secrets.named(given)));
        report.print(session, output);
    }
}
