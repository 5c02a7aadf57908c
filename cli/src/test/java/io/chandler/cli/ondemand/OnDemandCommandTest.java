package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.commands.Errands;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The executables under their short names. */
class OnDemandCommandTest {

    private final StringWriter out = new StringWriter();
    private final CommandLine line = new CommandLine(OnDemandCommand.command())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));

    @Test
    void everyExecutableHasAShortName() {
        line.usage(line.getOut());
        assertThat(Errands.names())
                .allSatisfy(name ->
                        assertThat(out.toString().replaceAll("\\s+", " ")).contains("(" + name + ")."));
        assertThat(out.toString()).contains("(on-demand-service-broker).");
        assertThat(line.execute()).isEqualTo(2);
    }

    /** As those of Go, flags have one hyphen and their own mistakes. */
    @ParameterizedTest
    @CsvSource({
        "serve, 1",
        "serve -unknown, 2",
        "upgrade-all -configPath /no/file --dry-run, 1",
        "recreate-all -unknown, 2",
        "delete-all -configFilePath=/no/file, 1",
        "purge -brokerName x, 1",
        "register, 1",
        "deregister -brokerName x, 1",
        "orphans -configPath, 2",
        "metrics -brokerUrl http://127.0.0.1:1, 1",
        "post-start -timeout soon, 2"
    })
    void flagsAreThoseOfTheExecutable(String typed, int exitCode) {
        assertThat(line.execute(typed.split(" "))).isEqualTo(exitCode);
    }
}
