package io.chandler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How parameters are read and checked before anything is sent. */
class ParametersTest extends CommandLineTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size=0|parameters.size must be at least 1 (was 0).",
                "size=101|parameters.size must be at most 100 (was 101).",
                "size=big|parameters.size must be a whole number (was a text).",
                "sizes=1|parameters.sizes is not a known parameter.",
                "version=15|parameters.version must be one of 16, 17.",
                "backup.hour=x|parameters.backup.hour must be a whole number (was a text).",
                "=1|\"=1\" must be KEY=VALUE.",
                "size|\"size\" must be KEY=VALUE."
            })
    void aWrongParameterIsNamedAndNotSent(String pair, String message) {
        assertThat(fails(ExitCodes.USAGE, "provision", "db", "sync", "a", "-p", pair)
                        .err())
                .contains(message);
        assertThat(broker.requests).noneMatch(request -> request.startsWith("PUT"));
        assertThat(ok("instance", "-o", "json").out().strip()).isEqualTo("[ ]");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThat(fails(ExitCodes.USAGE, "provision", "db", "sync", "a", "-c", "{\"size\":0,\"x\":1}")
                        .err())
                .contains("parameters.size must be at least 1 (was 0).")
                .contains("parameters.x is not a known parameter.");
    }

    @Test
    void uncheckedParametersAreSentAsTheyAre() {
        ok("provision", "db", "sync", "a", "--id", "i", "-p", "size=0", "--no-check");
        assertThat(broker.parameters("i")).isEqualTo(Json.mapper().readTree("{\"size\":0}"));
    }

    @Test
    void aSchemaThatCannotBeUsedIsWarnedOf() {
        assertThat(ok("provision", "dumb", "only", "a", "-p", "x=1").err())
                .contains(
                        "Warning: the parameters are not checked, since the catalog's schema cannot be used: the schema must have a $schema");
    }

    @Test
    void parametersComeFromJsonYamlAndStandardInput() throws IOException {
        var json = Files.writeString(home.resolve("p.json"), "{\"size\": 7}");
        ok("provision", "db", "sync", "--id", "json", "-c", "@" + json);
        var yaml = Files.writeString(home.resolve("p.yml"), "size: 8\nversion: '16'\nbackup: {hour: 3}\n");
        ok("provision", "db", "sync", "--id", "yaml", "-c", "@" + yaml, "-p", "size=9");
        typeWithInput("{\"size\":10}", "provision", "db", "sync", "--id", "stdin", "-c", "-");
        assertThat(broker.parameters("json")).isEqualTo(Json.mapper().readTree("{\"size\":7}"));
        assertThat(broker.parameters("yaml"))
                .isEqualTo(Json.mapper().readTree("{\"size\":9,\"version\":\"16\",\"backup\":{\"hour\":3}}"));
        assertThat(broker.parameters("stdin")).isEqualTo(Json.mapper().readTree("{\"size\":10}"));
    }

    @Test
    void numbersStayExact() {
        ok("provision", "db", "async", "--id", "i", "-p", "x=0.10000000000000000000000000001", "-p", "y=text, plain");
        assertThat(broker.parameters("i").toString())
                .isEqualTo("{\"x\":0.10000000000000000000000000001,\"y\":\"text, plain\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":|cannot be read: line 1",
                "[1]|The value of -c must be an object",
                "@/no/such/file.json|Cannot read @/no/such/file.json: there is no such file."
            })
    void parametersThatCannotBeReadAreAUsageError(String document, String message) {
        assertThat(fails(ExitCodes.USAGE, "provision", "db", "sync", "a", "-c", document)
                        .err())
                .contains(message);
    }
}
