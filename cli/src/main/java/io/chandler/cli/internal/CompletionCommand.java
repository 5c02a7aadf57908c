package io.chandler.cli.internal;

import io.chandler.cli.ExitCodes;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the script that completes commands in a shell. */
@Command(
        name = "completion",
        description = "Print the script that completes commands and options in a shell.",
        footer = {
            "",
            "Examples:",
            "  source <(chandler completion bash)",
            "  chandler completion zsh > ~/.chandler-completion && echo 'source ~/.chandler-completion' >> ~/.zshrc"
        })
public final class CompletionCommand implements Callable<Integer> {

    /** The shells. */
    enum Shell {
        bash,
        zsh
    }

    private final Environment environment;

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh.")
    Shell shell = Shell.bash;

    @Spec
    CommandSpec spec = CommandSpec.create();

    public CompletionCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        var script = AutoComplete.bash("chandler", root);
        environment.out().print(shell == Shell.zsh ? "autoload -U +X compinit && compinit\n" + script : script);
        environment.out().flush();
        return ExitCodes.OK;
    }
}
