package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagsTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Flags flags = new Flags("tool")
            .text("name", "the name")
            .number("count", 120, "the count")
            .onOff("all", "all of them");

    private Flags.Outcome read(String... arguments) {
        return flags.read(List.of(arguments), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void allFormsOfGoAreRead() {
        assertThat(read("-name", "a", "--count=7", "-all", "rest", "-name=b")).isInstanceOf(Flags.Outcome.Read.class);
        assertThat(flags.text("name")).isEqualTo("a");
        assertThat(flags.number("count")).isEqualTo(7);
        assertThat(flags.on("all")).isTrue();
    }

    @Test
    void whatIsNotGivenHasItsUsualValue() {
        assertThat(read("--name=", "-all=F", "--", "-count", "3")).isInstanceOf(Flags.Outcome.Read.class);
        assertThat(flags.text("name")).isEmpty();
        assertThat(flags.number("count")).isEqualTo(120);
        assertThat(flags.on("all")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "-foo,flag provided but not defined: -foo",
        "-name,flag needs an argument: -name",
        "-count=x,invalid value \"x\" for flag -count: parse error",
        "-all=maybe,invalid boolean value \"maybe\" for -all: parse error",
        "---name=a,bad flag syntax: ---name=a",
    })
    void aMistakeEndsWithTheUsage(String argument, String message) {
        assertThat(read(argument)).isEqualTo(new Flags.Outcome.End(2));
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(message + """

                Usage of tool:
                  -all
                    \tall of them
                  -count int
                    \tthe count (default 120)
                  -name string
                    \tthe name
                """);
    }

    @Test
    void helpIsNoMistake() {
        assertThat(read("-h")).isEqualTo(new Flags.Outcome.End(0));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0s",
        "1,1ns",
        "1500,1.5\u00b5s",
        "1200000,1.2ms",
        "2000000000,2s",
        "2500000000,2.5s",
        "60000000000,1m0s",
        "3600000000000,1h0m0s",
        "5400500000000,1h30m0.5s"
    })
    void durationsAreWrittenAsInGo(long nanos, String text) {
        assertThat(GoDuration.text(Duration.ofNanos(nanos))).isEqualTo(text);
    }
}
