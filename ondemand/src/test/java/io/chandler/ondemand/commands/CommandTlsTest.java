package io.chandler.ondemand.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.testkit.Authority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands at a broker that speaks TLS. */
class CommandTlsTest {

    private static final String UNKNOWN =
            "tls: failed to verify certificate: x509: certificate signed by unknown authority";

    @TempDir
    Path folder;

    private final Authority authority = Authority.ofProcess();
    private ScriptedBroker broker;

    @BeforeEach
    void start() throws IOException {
        broker = ScriptedBroker.start(authority)
                .instances("i1")
                .accepts("i1")
                .ends("i1", "succeeded")
                .on("GET /mgmt/orphan_deployments", 200, "[]\n")
                .on("GET /mgmt/metrics", 200, "[{}]")
                .on("GET /v2/catalog", 200, "");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private String file(String tls) throws IOException {
        return Files.writeString(
                        folder.resolve("errand.yml"),
                        "broker_api: {url: \"" + broker.url() + "\", authentication: {basic: {username: user name,"
                                + " password: pass word}}, tls: {" + tls + "}}\npolling_interval: 1\n"
                                + "attempt_interval: 1\nattempt_limit: 1\nmax_in_flight: 1\n")
                .toString();
    }

    private String authority() {
        return "ca_cert: \"" + authority.pem().replace("\n", "\\n") + "\"";
    }

    @ParameterizedTest
    @ValueSource(strings = {"orphan-deployments", "upgrade-all-service-instances"})
    void theAuthorityOfTheFileIsTrustedAndNoOther(String command) throws Exception {
        var trusting = new Run().of(command, "-configPath", file(authority()));
        assertThat(trusting.exitCode).as(trusting.out() + trusting.err()).isZero();
        var blind = new Run().of(command, "-configPath", file("disable_ssl_cert_verification: true"));
        assertThat(blind.exitCode).as(blind.out() + blind.err()).isZero();
        var wary = new Run().of(command, "-configPath", file(""));
        assertThat(wary.exitCode).isEqualTo(1);
        assertThat(wary.out() + wary.err()).contains(UNKNOWN).doesNotContain("pass word");
    }

    @Test
    void metricsTrustTheAuthorityOfTheFlag() throws Exception {
        assertThat(metrics("-brokerCACert", authority.pem()).out()).isEqualTo("[{}]");
        assertThat(metrics("-disableTLSCertificateVerification", "-brokerCACert", "\"\"")
                        .out())
                .isEqualTo("[{}]");
        var wary = metrics("-brokerCACert", "\"\"");
        assertThat(wary.exitCode).isEqualTo(1);
        assertThat(wary.out()).startsWith("error collecting metrics: Get \"").contains(UNKNOWN);
        var broken = metrics("-brokerCACert", "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n");
        assertThat(broken.exitCode).isEqualTo(1);
        assertThat(broken.out() + broken.err())
                .contains("error getting a certificate pool to append our trusted cert to: ");
    }

    private Run metrics(String... flags) throws Exception {
        var all = new String[6 + flags.length];
        System.arraycopy(
                new String[] {"-brokerUrl", broker.url(), "-brokerUsername", "user name", "-brokerPassword", "pass word"
                },
                0,
                all,
                0,
                6);
        System.arraycopy(flags, 0, all, 6, flags.length);
        return new Run().of("collect-service-metrics", all);
    }

    @Test
    void theBrokersOwnMachineIsAskedByTlsWithoutVerification() throws Exception {
        var run = new Run()
                .of(
                        "broker-post-start",
                        "-brokerUsername",
                        "user name",
                        "-brokerPassword",
                        "pass word",
                        "-brokerPort",
                        Integer.toString(URI.create(broker.url()).getPort()),
                        "-timeout",
                        "1",
                        "-configFilePath",
                        Files.writeString(
                                        folder.resolve("broker.yml"),
                                        BrokerErrandsTest.CONFIGURATION.replace(
                                                "port: 1,", "port: 1, tls: {cert_file: /a, key_file: /b},"))
                                .toString());
        assertThat(run.exitCode).as(run.out()).isZero();
        assertThat(run.out()).contains("Broker post-start check successful");
        assertThat(broker.asked("GET /v2/catalog")).hasSize(1);
    }
}
