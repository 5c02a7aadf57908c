package io.chandler.cli.internal;

import io.chandler.broker.engine.History;
import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.Json;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.server.Chandler;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Keys;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;

/** Shows what an instance or a binding went through, from the store of a broker that may be running. */
@Command(
        name = "history",
        description = {
            "Show the operations that an instance or a binding went through, oldest first.",
            "",
            "They are read from the broker's store, while the broker runs or not. Ids are those that the platform has "
                    + "chosen. The exit code is 4 where the store does not know the id (any more)."
        },
        footer = {
            "",
            "Examples:",
            "  chandler history --config chandler.yml 2ca3d5d2-4220-4870-b0f7-2b53d2c06230",
            "  chandler history --config chandler.yml my-instance-id --binding my-binding-id -o json"
        })
public final class HistoryCommand implements Callable<Integer> {

    private static final String DEFAULT_PLATFORM = "default";

    private final Environment environment;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the broker, in YAML.")
    @Nullable
    Path file;

    @Parameters(index = "0", paramLabel = "INSTANCE", description = "The id of the instance.")
    String instance = "";

    @Option(names = "--binding", paramLabel = "ID", description = "The id of a binding of the instance.")
    @Nullable
    String binding;

    @Option(
            names = "--platform",
            paramLabel = "NAME",
            description = "The platform, where several have an instance of this id.")
    @Nullable
    String platform;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    public HistoryCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var configuration = file == null ? Configurations.parse(environment) : Configurations.read(environment, file);
        var platforms = platform == null ? platforms(configuration) : List.of(platform);
        var found = new TreeMap<String, List<History.Entry>>();
        try {
            Chandler.history(configuration, history -> {
                platforms.forEach(name -> found.put(name, entries(history, name)));
                return found;
            });
        } catch (StoreException.Invalid e) {
            throw new CommandFailure(ExitCodes.USAGE, Text.sentence(String.valueOf(e.getMessage())));
        } catch (StoreOpenException | StoreException e) {
            throw new CommandFailure(ExitCodes.FAILED, Text.sentence(String.valueOf(e.getMessage())));
        }
        found.values().removeIf(List::isEmpty);
        if (found.isEmpty()) {
            throw new CommandFailure(ExitCodes.NOT_FOUND, unknown());
        }
        if (found.size() > 1) {
            throw new CommandFailure(
                    ExitCodes.USAGE,
                    "Several platforms have this id: " + String.join(", ", found.keySet())
                            + ". Say which with --platform.");
        }
        var one = found.firstEntry();
        if (output.json()) {
            printJson(one.getKey(), one.getValue());
        } else {
            printText(one.getValue());
        }
        return ExitCodes.OK;
    }

    private static List<String> platforms(Configuration configuration) {
        var names = configuration.get(Keys.PLATFORMS).stream()
                .map(section -> section.get(Keys.PLATFORM_NAME))
                .toList();
        return names.isEmpty() ? List.of(DEFAULT_PLATFORM) : names;
    }

    private List<History.Entry> entries(History history, String platform) {
        var id = binding;
        return id == null ? history.ofInstance(platform, instance) : history.ofBinding(platform, instance, id);
    }

    private String unknown() {
        var what = binding == null ? "instance " + instance : "binding " + binding + " of an instance " + instance;
        return Text.clean("The store knows no " + what + ". What was deleted is forgotten after engine.retention.");
    }

    private void printText(List<History.Entry> entries) {
        var table = new Text.Table("STARTED", "TOOK", "OPERATION", "ATTEMPTS", "OUTCOME", "DESCRIPTION");
        for (var entry : entries) {
            table.row(
                    entry.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    entry.endedAt().map(end -> took(entry.startedAt(), end)).orElse(""),
                    entry.type(),
                    Integer.toString(entry.attempts()),
                    entry.outcome(),
                    entry.description().orElse(""));
        }
        table.print(environment.out());
    }

    /** Milliseconds below ten seconds. */
    private static String took(Instant start, Instant end) {
        var duration = Duration.between(start, end);
        return duration.toSeconds() < 10 ? duration.toMillis() + " ms" : Text.duration(duration);
    }

    private void printJson(String name, List<History.Entry> entries) {
        var report = Json.object().put("platform", name).put("instance_id", instance);
        if (binding != null) {
            report.put("binding_id", binding);
        }
        operations(report.putArray("operations"), entries);
        environment.out().println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    }

    private static void operations(ArrayNode array, List<History.Entry> entries) {
        for (var entry : entries) {
            var operation = array.addObject()
                    .put("id", entry.id())
                    .put("type", entry.type())
                    .put("started_at", entry.startedAt().toString());
            entry.endedAt().ifPresent(end -> operation.put("ended_at", end.toString()));
            operation.put("attempts", entry.attempts()).put("outcome", entry.outcome());
            entry.description().ifPresent(text -> operation.put("description", text));
        }
    }
}
