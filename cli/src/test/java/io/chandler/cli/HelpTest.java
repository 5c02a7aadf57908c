package io.chandler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command tells about itself. */
class HelpTest extends CommandLineTest {

    @Test
    void theHelpListsTheCommands() throws IOException {
        try (var expected = HelpTest.class.getResourceAsStream("help.txt")) {
            assertThat(ok("--help").out()).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(ok("help").out()).isEqualTo(ok("--help").out());
    }

    @Test
    void withoutACommandTheHelpIsAnError() {
        assertThat(fails(ExitCodes.USAGE).err()).contains("Commands:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup",
                "history",
                "store",
                "target",
                "catalog",
                "provision",
                "update",
                "bind",
                "unbind",
                "deprovision",
                "instance",
                "binding",
                "operation",
                "completion"
            })
    void eachCommandHasExamples(String command) {
        assertThat(ok(command, "--help").out())
                .startsWith("Usage: chandler " + command)
                .contains("Examples:")
                .contains("  chandler " + command);
        assertThat(ok("help", command).out()).isEqualTo(ok(command, "--help").out());
    }

    @Test
    void aWrongCommandOrOptionIsHelpedWith() {
        assertThat(fails(ExitCodes.USAGE, "provison").err()).contains("provision");
        assertThat(fails(ExitCodes.USAGE, "catalog", "--outptu", "json").err())
                .contains("--outptu")
                .contains("Try \"chandler catalog --help\".");
        assertThat(fails(ExitCodes.USAGE, "operation", "a", "--timeout", "soon").err())
                .contains("'soon' must be a time such as 90s, 10m or 2h.");
    }

    @Test
    void theVersionIsTold() {
        assertThat(ok("--version").out()).startsWith("chandler ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void theCompletionScriptKnowsTheCommands(String shell) throws Exception {
        var script = ok("completion", shell).out();
        assertThat(script)
                .contains("provision")
                .contains("--password-stdin")
                .contains("history")
                .doesNotContain("aot-training");
        var bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        try (var in = bash.getOutputStream()) {
            in.write(script.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void otherModulesAddCommands() {
        assertThat(ok("greet", "Ann").out()).isEqualTo("Hello Ann\n");
        assertThat(fails(ExitCodes.NOT_FOUND, "greet", "nobody").err())
                .isEqualTo("chandler: There is nobody to greet.\n");
        assertThat(ok("help", "greet").out()).contains("Greet somebody.");
    }

    @Test
    void theTrainingRunLeavesNothingBehind() throws IOException {
        assertThat(ok("aot-training").out()).isEmpty();
        assertThat(ok("aot-training", "--broker").out()).isEmpty();
        assertThat(files()).isEmpty();
    }
}
