package io.chandler.cli.internal;

import io.chandler.cli.CommandProvider;
import io.chandler.cli.ExitCodes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: finds the subcommand, makes only that one, and turns what comes of it into an exit code. */
public final class Commands {

    private record Entry(String name, Function<Environment, Object> make) {}

    private static final List<Entry> ENTRIES = List.of(
            new Entry("serve", ServeCommand::new),
            new Entry("config", ConfigCommand::new),
            new Entry("backup", BackupCommand::new),
            new Entry("history", HistoryCommand::new),
            new Entry("store", StoreCommand::of),
            new Entry("hash-password", HashPasswordCommand::new),
            new Entry("target", TargetCommand::new),
            new Entry("catalog", CatalogCommand::new),
            new Entry("provision", ProvisionCommand::new),
            new Entry("update", UpdateCommand::new),
            new Entry("bind", BindCommand::new),
            new Entry("unbind", UnbindCommand::new),
            new Entry("deprovision", DeprovisionCommand::new),
            new Entry("instance", InstanceCommand::new),
            new Entry("binding", BindingCommand::new),
            new Entry("operation", OperationCommand::new),
            new Entry("new", NewCommand::spec),
            new Entry("completion", CompletionCommand::new),
            new Entry("aot-training", _ -> new AotTrainingCommand()));

    private Commands() {}

    /** The command itself. */
    @Command(
            name = "chandler",
            sortOptions = false,
            description = {
                "Serve a broker of the Open Service Broker API, or talk to any broker as a platform does.",
            },
            commandListHeading = "%nCommands:%n",
            footer = {
                "",
                "Exit codes:",
                "   0  done",
                "   1  the operation that the broker had accepted has failed, or the work on",
                "      this machine, such as a backup",
                "   2  the command line, a setting or a parameter is wrong; nothing was sent",
                "   3  the broker refuses the request, or fails at it",
                "   4  there is no such offering, plan, instance or binding (any more)",
                "   5  the broker cannot be reached or does not accept the credentials",
                "   6  the time was over before the operation had ended",
                "",
                "\"chandler COMMAND --help\" has examples."
            })
    static final class Root implements Callable<Integer> {

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                scope = ScopeType.INHERIT,
                description = "Show this help.")
        boolean help;

        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Show the version.")
        boolean version;

        @Spec
        CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            var line = spec.commandLine();
            line.usage(line.getErr());
            return ExitCodes.USAGE;
        }
    }

    /**
     * Runs a command.
     *
     * @return one of {@link ExitCodes}
     */
    public static int run(Environment environment, String... typed) {
        var arguments = typed.length > 0 && typed[0].equals("help") ? askingForHelp(typed) : typed;
        var line = new CommandLine(new Root());
        line.getCommandSpec().versionProvider(() -> new String[] {version()});
        addSubcommands(line, environment, arguments.length == 0 ? "" : arguments[0]);
        return line.setOut(environment.out())
                .setErr(environment.err())
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler((e, _) -> usageError(e))
                .setExecutionExceptionHandler((e, _, _) -> Failures.report(environment, e))
                .execute(arguments);
    }

    /** {@code help COMMAND} is {@code COMMAND --help}. */
    private static String[] askingForHelp(String[] typed) {
        var arguments = Arrays.copyOfRange(typed, 1, typed.length + 1);
        arguments[arguments.length - 1] = "--help";
        return arguments;
    }

    /** Adds the one that is meant, or all where that is not clear or all are to be shown. */
    private static void addSubcommands(CommandLine line, Environment environment, String first) {
        var one = first.isEmpty() || first.startsWith("-") || first.equals("completion")
                ? Optional.empty()
                : find(environment, first);
        if (one.isPresent()) {
            line.addSubcommand(one.get());
            return;
        }
        ENTRIES.forEach(entry -> line.addSubcommand(entry.make.apply(environment)));
        for (var provider : ServiceLoader.load(CommandProvider.class)) {
            line.addSubcommand(provider.command());
        }
    }

    private static Optional<Object> find(Environment environment, String name) {
        for (var entry : ENTRIES) {
            if (entry.name.equals(name)) {
                return Optional.of(entry.make.apply(environment));
            }
        }
        for (var provider : ServiceLoader.load(CommandProvider.class)) {
            var command = provider.command();
            if (name(command).equals(name)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    private static String name(Object command) {
        if (command instanceof CommandSpec spec) {
            return spec.name();
        }
        var annotation = command.getClass().getAnnotation(Command.class);
        return annotation == null ? "" : annotation.name();
    }

    private static String version() {
        var version = Commands.class.getPackage().getImplementationVersion();
        return "chandler " + (version == null ? "(development)" : version);
    }

    private static int usageError(ParameterException e) {
        var line = e.getCommandLine();
        var err = line.getErr();
        err.println("chandler: " + Text.sentence(String.valueOf(e.getMessage())));
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try \"" + line.getCommandSpec().qualifiedName() + " --help\".");
        return ExitCodes.USAGE;
    }
}
