package io.chandler.cli.ondemand;

import io.chandler.cli.ExitCodes;
import io.chandler.ondemand.configuration.ConfigurationFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** The command, whose subcommands take flags of one hyphen. */
    static CommandSpec command() {
        return new CommandLine(new OnDemandCommand())
                .setUnmatchedOptionsArePositionalParams(true)
                .getCommandSpec();
    }

    @Override
    public Integer call() {
        var line = spec.commandLine();
        line.usage(line.getErr());
        return ExitCodes.USAGE;
    }

    @Command(
            name = "serve",
            description = "Run the broker (on-demand-service-broker).",
            footer = {"", "Examples:", "  chandler ondemand serve -configFilePath broker.yml"})
    int serve(
            @Parameters(paramLabel = "FLAG", arity = "0..*", description = "-configFilePath FILE") List<String> flags) {
        return run("on-demand-service-broker", flags);
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

    @Command(
            name = "upgrade-all",
            description = "Upgrade all instances (upgrade-all-service-instances).",
            footer = {
                "",
                "A run that was stopped is resumed while the broker's configuration stays the same.",
                "",
                "Examples:",
                "  chandler ondemand upgrade-all -configPath errand.yml",
                "  chandler ondemand upgrade-all -configPath errand.yml --dry-run"
            })
    int upgradeAll(
            @Parameters(paramLabel = "FLAG", arity = "0..*", description = "-configPath FILE, --dry-run")
                    List<String> flags) {
        return run("upgrade-all-service-instances", flags);
    }

    @Command(
            name = "recreate-all",
            description = "Recreate the machines of all instances (recreate-all-service-instances).",
            footer = {"", "Examples:", "  chandler ondemand recreate-all -configPath errand.yml"})
    int recreateAll(
            @Parameters(paramLabel = "FLAG", arity = "0..*", description = "-configPath FILE, --dry-run")
                    List<String> flags) {
        return run("recreate-all-service-instances", flags);
    }

    @Command(
            name = "delete-all",
            description = "Delete all instances with their bindings and keys (delete-all-service-instances).",
            footer = {"", "Examples:", "  chandler ondemand delete-all -configFilePath errand.yml"})
    int deleteAll(
            @Parameters(paramLabel = "FLAG", arity = "0..*", description = "-configFilePath FILE") List<String> flags) {
        return run("delete-all-service-instances", flags);
    }

    @Command(
            name = "purge",
            description = "Close all plans, delete all instances and deregister the broker "
                    + "(delete-all-service-instances-and-deregister-broker).",
            footer = {"", "Examples:", "  chandler ondemand purge -configFilePath errand.yml -brokerName redis"})
    int purge(
            @Parameters(paramLabel = "FLAG", arity = "0..*", description = "-configFilePath FILE, -brokerName NAME")
                    List<String> flags) {
        return run("delete-all-service-instances-and-deregister-broker", flags);
    }

    @Command(
            name = "register",
            description = "Make the broker known to Cloud Foundry and open its plans (register-broker).",
            footer = {"", "Examples:", "  chandler ondemand register -configPath errand.yml"})
    int register(
            @Parameters(paramLabel = "FLAG", arity = "0..*", description = "-configPath FILE") List<String> flags) {
        return run("register-broker", flags);
    }

    @Command(
            name = "deregister",
            description = "Make Cloud Foundry forget the broker (deregister-broker).",
            footer = {"", "Examples:", "  chandler ondemand deregister -configFilePath errand.yml -brokerName redis"})
    int deregister(
            @Parameters(paramLabel = "FLAG", arity = "0..*", description = "-configFilePath FILE, -brokerName NAME")
                    List<String> flags) {
        return run("deregister-broker", flags);
    }

    @Command(
            name = "orphans",
            description = "List deployments without an instance (orphan-deployments).",
            footer = {"", "Examples:", "  chandler ondemand orphans -configPath errand.yml"})
    int orphans(@Parameters(paramLabel = "FLAG", arity = "0..*", description = "-configPath FILE") List<String> flags) {
        return run("orphan-deployments", flags);
    }

    @Command(
            name = "metrics",
            description = "Print the broker's metrics (collect-service-metrics).",
            footer = {
                "",
                "Examples:",
                "  chandler ondemand metrics -brokerUrl URL -brokerUsername NAME -brokerPassword WORD"
            })
    int metrics(
            @Parameters(
                            paramLabel = "FLAG",
                            arity = "0..*",
                            description = "-brokerUrl URL, -brokerUsername NAME, -brokerPassword WORD, "
                                    + "-brokerCACert PEM, -disableTLSCertificateVerification")
                    List<String> flags) {
        return run("collect-service-metrics", flags);
    }

    @Command(
            name = "post-start",
            description = "Wait until the broker on this machine serves its catalog (broker-post-start).",
            footer = {
                "",
                "Examples:",
                "  chandler ondemand post-start -brokerPort 8080 -brokerUsername NAME -brokerPassword WORD \\",
                "    -configFilePath broker.yml"
            })
    int postStart(
            @Parameters(
                            paramLabel = "FLAG",
                            arity = "0..*",
                            description =
                                    "-brokerPort N, -brokerUsername NAME, -brokerPassword WORD, -timeout SECONDS, "
                                            + "-configFilePath FILE")
                    List<String> flags) {
        return run("broker-post-start", flags);
    }

    private static int run(String name, @Nullable List<String> flags) {
        return Executable.run(name, flags == null ? List.of() : flags);
    }
}
