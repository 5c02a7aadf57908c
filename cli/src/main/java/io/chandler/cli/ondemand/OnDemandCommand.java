package io.chandler.cli.ondemand;

import io.chandler.cli.ExitCodes;
import io.chandler.ondemand.configuration.ConfigurationFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The on-demand broker and the commands beside it. */
@Command(
        name = "ondemand",
        sortOptions = false,
        subcommands = DemoCommand.class,
        description = {
            "Serve service instances that are BOSH deployments, as the On-Demand Service Broker does, and look after them.",
            "",
            "Each command but check and demo is an executable of its own too, under the name that the original has; "
                    + "flags are those of the original."
        },
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  chandler ondemand check broker.yml",
            "  chandler ondemand serve -configFilePath broker.yml",
            "  chandler ondemand upgrade-all -configPath errand.yml --dry-run",
        })
final class OnDemandCommand implements Callable<Integer> {

    /** An executable under a short name; its flags are its own affair. */
    private record Alias(String name, String executable, String description, String flags, List<String> examples) {

        Alias(String name, String executable, String description, String flags, String... examples) {
            this(name, executable, description, flags, List.of(examples));
        }

        CommandSpec spec() {
            var given = PositionalParamSpec.builder()
                    .paramLabel("FLAG")
                    .index("0..*")
                    .arity("0..*")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .description(flags)
                    .build();
            Callable<Integer> run = () -> {
                List<String> values = given.getValue();
                return Executable.run(executable, values == null ? List.of() : values);
            };
            var spec = CommandSpec.wrapWithoutInspection(run).name(name).addPositional(given);
            var footer = new ArrayList<>(List.of("", "Examples:"));
            examples.forEach(example -> footer.add("  chandler ondemand " + name + " " + example));
            spec.usageMessage()
                    .description(description + " (" + executable + ").")
                    .footer(footer.toArray(String[]::new));
            return spec;
        }
    }

    private static final List<Alias> EXECUTABLES = List.of(
            new Alias(
                    "serve",
                    "on-demand-service-broker",
                    "Run the broker",
                    "-configFilePath FILE",
                    "-configFilePath broker.yml"),
            new Alias(
                    "upgrade-all",
                    "upgrade-all-service-instances",
                    "Upgrade all instances; a run that was stopped is resumed while the broker's configuration stays the same",
                    "-configPath FILE, --dry-run",
                    "-configPath errand.yml",
                    "-configPath errand.yml --dry-run"),
            new Alias(
                    "recreate-all",
                    "recreate-all-service-instances",
                    "Recreate the machines of all instances",
                    "-configPath FILE, --dry-run",
                    "-configPath errand.yml"),
            new Alias(
                    "delete-all",
                    "delete-all-service-instances",
                    "Delete all instances with their bindings and keys",
                    "-configFilePath FILE, --dry-run",
                    "-configFilePath errand.yml --dry-run",
                    "-configFilePath errand.yml"),
            new Alias(
                    "purge",
                    "delete-all-service-instances-and-deregister-broker",
                    "Close all plans, delete all instances and deregister the broker",
                    "-configFilePath FILE, -brokerName NAME, --dry-run",
                    "-configFilePath errand.yml -brokerName redis"),
            new Alias(
                    "register",
                    "register-broker",
                    "Make the broker known to Cloud Foundry and open its plans",
                    "-configPath FILE",
                    "-configPath errand.yml"),
            new Alias(
                    "deregister",
                    "deregister-broker",
                    "Make Cloud Foundry forget the broker",
                    "-configFilePath FILE, -brokerName NAME",
                    "-configFilePath errand.yml -brokerName redis"),
            new Alias(
                    "orphans",
                    "orphan-deployments",
                    "List deployments without an instance",
                    "-configPath FILE",
                    "-configPath errand.yml"),
            new Alias(
                    "metrics",
                    "collect-service-metrics",
                    "Print the broker's metrics",
                    "-brokerUrl URL, -brokerUsername NAME, -brokerPassword WORD, -brokerCACert PEM,"
                            + " -disableTLSCertificateVerification",
                    "-brokerUrl URL -brokerUsername NAME -brokerPassword WORD"),
            new Alias(
                    "post-start",
                    "broker-post-start",
                    "Wait until the broker on this machine serves its catalog",
                    "-brokerPort N, -brokerUsername NAME, -brokerPassword WORD, -timeout SECONDS, -configFilePath FILE",
                    "-brokerPort 8080 -brokerUsername NAME -brokerPassword WORD -configFilePath broker.yml"));

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** The command, whose subcommands take flags of one hyphen. */
    static CommandSpec command() {
        var line = new CommandLine(new OnDemandCommand());
        EXECUTABLES.forEach(each -> line.addSubcommand(each.spec()));
        return line.setUnmatchedOptionsArePositionalParams(true).getCommandSpec();
    }

    @Override
    public Integer call() {
        var line = spec.commandLine();
        line.usage(line.getErr());
        return ExitCodes.USAGE;
    }

    @Command(
            name = "check",
            description = "Tell all mistakes of the broker's configuration file at once, each with its line.",
            footer = {"", "Examples:", "  chandler ondemand check broker.yml"})
    int check(@Parameters(paramLabel = "FILE", description = "The configuration file of the broker.") Path file) {
        var out = spec.commandLine().getOut();
        var mistakes = ConfigurationFile.check(file);
        for (var mistake : mistakes) {
            out.println(file + ": " + mistake);
        }
        if (mistakes.isEmpty()) {
            out.println(file + " has no mistakes.");
        }
        out.flush();
        return mistakes.isEmpty() ? ExitCodes.OK : ExitCodes.USAGE;
    }
}
