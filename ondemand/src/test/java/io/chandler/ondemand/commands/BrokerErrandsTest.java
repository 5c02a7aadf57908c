package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that ask the broker alone. */
class BrokerErrandsTest {

    @TempDir
    Path folder;

    private ScriptedBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = ScriptedBroker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("errand.yml"), text).toString();
    }

    private String access(String password) {
        return "broker_api: {url: \"" + broker.url() + "\", authentication: {basic: {username: user name, password: "
                + password + "}}}\n";
    }

    private Run orphans(String password) throws Exception {
        return new Run().of("orphan-deployments", "-configPath=" + file(access(password)));
    }

    @Test
    void noOrphansAreAnEmptyList() throws Exception {
        broker.on("GET /mgmt/orphan_deployments", 200, "[]\n");
        var run = orphans("pass word");
        assertThat(run.exitCode).isZero();
        assertThat(run.out()).isEqualTo("[]\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void orphansAreListedAndTheOperatorWarned() throws Exception {
        var list = "[{\"deployment_name\":\"service-instance_one\"},{\"deployment_name\":\"service-instance_two\"}]";
        broker.on("GET /mgmt/orphan_deployments", 200, list);
        var run = orphans("pass word");
        assertThat(run.exitCode).isEqualTo(10);
        assertThat(run.out()).isEqualTo(list + "\n");
        assertThat(run.err())
                .contains("Orphan BOSH deployments detected with no corresponding service instance in the platform. "
                        + "Before deleting any deployment it is recommended to verify the service instance no longer "
                        + "exists in the platform and any data is safe to delete.");
    }

    @Test
    void orphansThatCannotBeAskedForAreAFailure() throws Exception {
        assertThat(orphans("wrong").err())
                .contains("error retrieving orphan deployments: HTTP response status: 401 Unauthorized");
        broker.on("GET /mgmt/orphan_deployments", 200, "invalid json");
        assertThat(orphans("pass word").err())
                .contains("error retrieving orphan deployments: invalid character 'i' looking for beginning of value");
        broker.close();
        var run = orphans("pass word");
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.err())
                .contains("error retrieving orphan deployments: Get \"")
                .contains("connection refused");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFileThatCannotBeUsedIsTold() throws Exception {
        assertThat(new Run().of("orphan-deployments").err()).contains("-configPath must be given as argument");
        assertThat(new Run()
                        .of("orphan-deployments", "-configPath", "/not/a/file")
                        .err())
                .contains("open /not/a/file: no such file or directory");
        assertThat(new Run()
                        .of("orphan-deployments", "-configPath", file("--1--"))
                        .err())
                .contains("failed to unmarshal errand config");
        var run = new Run().of("orphan-deployments", "-configPath");
        assertThat(run.exitCode).isEqualTo(2);
        assertThat(run.err()).startsWith("flag needs an argument: -configPath\nUsage of orphan-deployments:\n");
    }

    private Run metrics(String... further) throws Exception {
        var arguments = new String[6 + further.length];
        arguments[0] = "-brokerUsername";
        arguments[1] = "user name";
        arguments[2] = "-brokerPassword";
        arguments[3] = "pass word";
        arguments[4] = "-brokerUrl";
        arguments[5] = broker.url();
        System.arraycopy(further, 0, arguments, 6, further.length);
        return new Run().of("collect-service-metrics", arguments);
    }

    @ParameterizedTest
    @CsvSource({"200,'[{\"key\":1}]','[{\"key\":1}]',0", "500,oops,[],0", "503,'','',10", "404,gone,gone,0"})
    void metricsArePrintedAsTheyAre(int status, String body, String printed, int exitCode) throws Exception {
        broker.on("GET /mgmt/metrics", status, body);
        var run = metrics("-disableTLSCertificateVerification=true", "-brokerCACert", "\"\"");
        assertThat(run.out()).isEqualTo(printed);
        assertThat(run.exitCode).isEqualTo(exitCode);
        assertThat(broker.asked("GET")).hasSize(1);
    }

    @Test
    void metricsThatCannotBeAskedForAreAFailure() throws Exception {
        broker.close();
        var run = metrics();
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).startsWith("error collecting metrics: Get \"").doesNotContain("pass word");
        assertThat(metrics("-brokerUrl", "$%#$%##$@#$#%$^&%^&$##$%@#").exitCode).isEqualTo(1);
    }

    static final String CONFIGURATION = """
            broker: {port: 1, username: user name, password: pass word, disable_cf_startup_checks: true}
            bosh: {url: "https://10.0.0.6", authentication: {basic: {username: u, password: p}}}
            service_adapter: {path: /bin/sh}
            service_deployment:
              releases: [{name: redis, version: "1", jobs: [server]}]
              stemcells: [{os: ubuntu-jammy, version: "1"}]
            service_catalog: {id: offering, service_name: redis, plans: []}
            """;

    private Run postStart(String timeout) throws Exception {
        return new Run()
                .of(
                        "broker-post-start",
                        "-brokerUsername",
                        "user name",
                        "-brokerPassword",
                        "pass word",
                        "-brokerPort",
                        Integer.toString(URI.create(broker.url()).getPort()),
                        "-timeout",
                        timeout,
                        "-configFilePath",
                        file(CONFIGURATION));
    }

    @Test
    void aBrokerThatStartsIsWaitedFor() throws Exception {
        broker.on("GET /v2/catalog", 500, "").on("GET /v2/catalog", 500, "").on("GET /v2/catalog", 200, "");
        var run = postStart("3");
        assertThat(run.exitCode).isZero();
        assertThat(run.lines().getFirst())
                .isEqualTo("Starting broker post-start check, waiting for broker to start serving catalog.");
        assertThat(run.out())
                .contains("expected status 200, was 500, from http://localhost:")
                .contains("Broker post-start check successful");
        assertThat(broker.asked("GET")).hasSize(3);
    }

    @Test
    void aBrokerThatDoesNotStartIsAFailure() throws Exception {
        broker.close();
        var run = postStart("5");
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).contains("connection refused").contains("Broker post-start check failed");
        assertThat(run.pauses.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aPortThatIsNoneIsTold() throws Exception {
        var run =
                new Run().of("broker-post-start", "-brokerPort", "$%#$%##$@#", "-configFilePath", file(CONFIGURATION));
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).contains("error creating request:");
        assertThat(new Run()
                        .of("broker-post-start", "-configFilePath", "no file")
                        .out())
                .contains("no such file or directory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: \"1\", jobs|version: 1.latest, jobs|You must configure the exact release and stemcell versions",
                "path: /bin/sh|path: /none|checking for executable service adapter file: stat /none: no such file",
                "port: 1|port: one|yaml: unmarshal errors:",
                "password: pass word|password: ''|broker.password can't be empty"
            })
    void aConfigurationThatTheBrokerRefusesIsRefusedHereToo(String right, String wrong, String problem)
            throws Exception {
        assertThat(CONFIGURATION).contains(right);
        var run = new Run()
                .of(
                        "broker-post-start",
                        "-brokerPort",
                        "1",
                        "-configFilePath",
                        file(CONFIGURATION.replace(right, wrong)));
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.out()).contains("error parsing config: " + problem);
        assertThat(run.pauses).isEmpty();
    }

    private Run recreate(String version, int status) throws Exception {
        broker.on("GET /info", status, "{\"version\":\"" + version + "\"}");
        return new Run()
                .of(
                        "recreate-all-service-instances",
                        "-configPath",
                        file(access("pass word")
                                + "polling_interval: 1\nattempt_interval: 1\nattempt_limit: 1\nmax_in_flight: 1\n"
                                + "bosh: {url: \"" + broker.url() + "\"}\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "266.14.0,false",
        "266.15.0,true",
        "267.8.9,false",
        "267.9.0,true",
        "268.2.1,false",
        "268.2.2,true",
        "268.3.0,false",
        "268.4.0 (00000000),true",
        "271.11.0,true",
        "1.3262.0.0,false",
        "latest,false"
    })
    void recreationNeedsADirectorThatIsNewEnough(String version, boolean enough) throws Exception {
        broker.instances("i1").accepts("i1").ends("i1", "succeeded");
        var run = recreate(version, 200);
        assertThat(run.exitCode).isEqualTo(enough ? 0 : 1);
        if (enough) {
            assertThat(run.out()).contains("[recreate-all] FINISHED PROCESSING Status: SUCCESS");
            assertThat(broker.asked("PATCH").getFirst().target()).endsWith("?operation_type=recreate");
        } else {
            assertThat(run.err()).contains("Insufficient BOSH director version: \"" + version + "\".");
            assertThat(broker.asked("PATCH")).isEmpty();
        }
    }

    @Test
    void recreationNeedsADirectorThatAnswers() throws Exception {
        assertThat(recreate("", 502).err())
                .contains("an error occurred while talking to the BOSH director: got HTTP 502");
    }
}
