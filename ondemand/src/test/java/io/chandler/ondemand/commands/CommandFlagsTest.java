package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command lines that operators' scripts and the BOSH release type. */
class CommandFlagsTest {

    private static final Pattern FLAG = Pattern.compile("(?m)^  (-\\S+)");

    @ParameterizedTest
    @CsvSource({
        "broker-post-start, -brokerPassword -brokerPort -brokerUsername -configFilePath -timeout",
        "register-broker, -configPath",
        "deregister-broker, -brokerName -configFilePath",
        "delete-all-service-instances, -configFilePath -dry-run",
        "delete-all-service-instances-and-deregister-broker, -brokerName -configFilePath -dry-run",
        "upgrade-all-service-instances, -configPath -dry-run",
        "recreate-all-service-instances, -configPath -dry-run",
        "orphan-deployments, -configPath",
        "collect-service-metrics, -brokerCACert -brokerPassword -brokerUrl -brokerUsername"
                + " -disableTLSCertificateVerification",
    })
    void anUnknownFlagEndsWithTwoAndTheUsageOfAll(String command, String flags) throws Exception {
        for (var argument : List.of("-unknown", "--unknown=x")) {
            var run = new Run().of(command, argument);
            assertThat(run.exitCode).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("flag provided but not defined: -unknown\nUsage of " + command + ":\n");
            assertThat(FLAG.matcher(run.err()).results().map(result -> result.group(1)))
                    .containsExactly(flags.split(" "));
        }
        assertThat(new Run().of(command, "-h").exitCode).isZero();
    }

    @Test
    void theNineCommandsAreThere() {
        assertThat(Errands.names())
                .containsExactlyInAnyOrder(
                        "broker-post-start",
                        "register-broker",
                        "deregister-broker",
                        "delete-all-service-instances",
                        "delete-all-service-instances-and-deregister-broker",
                        "upgrade-all-service-instances",
                        "recreate-all-service-instances",
                        "orphan-deployments",
                        "collect-service-metrics");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "register-broker||-configPath must be given as argument",
                "upgrade-all-service-instances||-configPath must be given as argument",
                "recreate-all-service-instances||-configPath must be given as argument",
                "orphan-deployments||-configPath must be given as argument",
                "deregister-broker|-configFilePath=x|Missing argument -brokerName",
                "deregister-broker|-brokerName=x|Missing argument -configFilePath",
                "deregister-broker|-brokerName=x -configFilePath=/no/file|Error reading config file: open /no/file: no such file or directory",
                "delete-all-service-instances-and-deregister-broker|-configFilePath=x|Missing argument -brokerName",
                "delete-all-service-instances-and-deregister-broker|-brokerName=x|Missing argument -configFilePath",
                "delete-all-service-instances-and-deregister-broker|-brokerName=x -configFilePath=/no/file|Error reading config file: open /no/file: no such file or directory",
                "delete-all-service-instances|-configFilePath=/no/file|Error reading config file: open /no/file: no such file or directory",
            })
    void whatIsNotGivenIsNamed(String command, String arguments, String text) throws Exception {
        var run = new Run().of(command, arguments == null ? new String[0] : arguments.split(" "));
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out() + run.err()).contains(text);
    }
}
