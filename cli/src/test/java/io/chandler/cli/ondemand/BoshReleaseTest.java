package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.chandler.ondemand.commands.Errands;
import io.chandler.ondemand.commands.Pause;
import io.chandler.ondemand.commands.Surroundings;
import io.chandler.ondemand.configuration.Configuration.Compatibility;
import io.chandler.ondemand.configuration.ConfigurationFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Renders the jobs of the BOSH release as BOSH does, and gives what comes of it to who reads it. */
class BoshReleaseTest {

    private static final Path RELEASE = Path.of("..", "deploy", "bosh");

    private static final String PROPERTIES = """
            port: 8080
            username: admin
            password: o'hara
            compatibility: original
            bosh: {url: "https://10.0.0.6:25555", authentication: {basic: {username: u, password: p}}}
            cf:
              url: https://api.example.com
              uaa:
                url: https://uaa.example.com
                authentication: {client_credentials: {client_id: c, client_secret: s}}
            service_adapter: {path: /bin/sh, mount_paths: [/var/vcap/jobs/service-adapter]}
            service_deployment:
              releases: [{name: redis, version: "15.10", jobs: [redis]}]
              stemcells: [{os: ubuntu-jammy, version: "1.300"}]
            service_catalog:
              id: offering
              service_name: my-redis
              service_description: d
              bindable: true
              plan_updatable: true
              metadata: {anything: goes}
              maintenance_info: {version: 1.2.3}
              plans:
              - name: small
                plan_id: p1
                description: d
                cf_service_access: org-restricted
                service_access_org: an organization
                instance_groups: [{name: redis, vm_type: s, instances: 1, networks: [n], azs: [z1]}]
                lifecycle_errands: {post_deploy: [{name: check}, {name: never, disabled: true}]}
                quotas: {service_instance_limit: 5}
              - name: hidden
                plan_id: p2
                description: d
                cf_service_access: manual
                instance_groups: [{name: redis, vm_type: s, instances: 1, networks: [n], azs: [z1]}]
              -
            """;

    @TempDir
    Path folder;

    private record Rendered(int exitCode, String errors) {}

    @BeforeAll
    static void ruby() throws Exception {
        boolean there;
        try {
            there = new ProcessBuilder("ruby", "-v")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "there is no ruby: the templates of the BOSH release were not rendered");
    }

    private Rendered render(String job, String properties, int port) throws Exception {
        var input = "deployment: redis-broker\nproperties:\n" + properties.indent(2)
                + "links:\n  broker:\n    instances: [{address: 127.0.0.1}]\n    properties:\n"
                + PROPERTIES.replace("port: 8080", "port: " + port).indent(6);
        Files.writeString(folder.resolve("input.yml"), input);
        var process = new ProcessBuilder(
                        "ruby",
                        RELEASE.resolve("test/render.rb").toString(),
                        job,
                        folder.resolve("input.yml").toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        var errors = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Rendered(process.waitFor(), errors);
    }

    private void rendered(String job, String properties, int port) throws Exception {
        assertThat(render(job, properties, port)).isEqualTo(new Rendered(0, ""));
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void theBrokerAcceptsItsConfiguration() throws Exception {
        rendered("broker", PROPERTIES, 8080);
        var file = folder.resolve("config/broker.yml");
        var configuration = ConfigurationFile.read(file);
        assertThat(configuration.broker().password()).isEqualTo("o'hara");
        assertThat(configuration.broker().shutdownTimeoutInSeconds()).isEqualTo(60);
        assertThat(configuration.broker().useStdin()).isTrue();
        assertThat(configuration.broker().compatibility()).isEqualTo(Compatibility.ORIGINAL);
        assertThat(configuration.deployment().releases().getFirst().version()).isEqualTo("15.10");
        var plan = configuration.offering().plan("p1").orElseThrow();
        assertThat(plan.lifecycleErrands().orElseThrow().postDeploy()).hasSize(1);
        assertThat(file("config/bpm.yml"))
                .contains("/var/vcap/packages/broker/bin/on-demand-service-broker")
                .contains("path: \"/var/vcap/packages/chandler\"");
        assertThat(file("bin/drain")).contains("TERM/61");
        assertThat(file("bin/post-start")).contains("-brokerPassword 'o'\\''hara'");
        assertThat(file("config/indicators.yml"))
                .contains("_on_demand_broker_my_redis_small_total_instances")
                .contains("value: 4");
    }

    @Test
    void clientsOfInstancesMayBePublic() throws Exception {
        var right = "authentication: {client_credentials: {client_id: c, client_secret: s}}";
        assertThat(PROPERTIES).contains("    " + right);
        var definition = "\n    client_definition: {authorized_grant_types: authorization_code, allowpublic: true}";
        rendered("broker", PROPERTIES.replace(right, right + definition), 8080);
        var client = ConfigurationFile.read(folder.resolve("config/broker.yml"))
                .cloudFoundry()
                .orElseThrow()
                .uaa()
                .clientDefinition();
        assertThat(client.orElseThrow().allowPublic()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version: \"15.10\"|version: \"15.latest\"|You must configure the exact release",
                "port: 8080|tls: {certificate: c}|missing tls.private_key",
                "version: 1.2.3|version: one|maintenance_info.version must respect semver",
                "cf_service_access: manual|cf_service_access: open|Unsupported value 'open' for cf_service_access",
                "bindable: true|other: 1|Invalid service_catalog config - must specify bindable",
                "port: 8080|disable_cf_startup_checks: true|plan service instance limit requires CF",
                "port: 8080|enable_secure_manifests: true|bosh_credhub_api error: not configured",
                "port: 8080|secure_binding_credentials: {enabled: true, authentication: {uaa: {client_id: c, "
                        + "client_secret: s}}}|no CredHub link was provided",
            })
    void mistakesAreToldWhenTheBrokerIsDeployed(String right, String wrong, String message) throws Exception {
        assertThat(PROPERTIES).contains(right);
        var rendered = render("broker", PROPERTIES.replace(right, wrong), 8080);
        assertThat(rendered.exitCode).isEqualTo(1);
        assertThat(rendered.errors).contains(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upgrade-all-service-instances", "recreate-all-service-instances", "orphan-deployments"})
    void errandsAcceptTheirConfiguration(String errand) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var body = "[]".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            rendered(errand, "tls: {disable_ssl_cert_verification: false}\n", port);
            var config = file("config/config.yml");
            if (errand.startsWith("upgrade")) {
                assertThat(config)
                        .contains("maintenance_info_present: true")
                        .contains("state_file: \"/var/vcap/data/upgrade-all-service-instances/progress\"");
                // There is no Cloud Foundry in this test.
                config = config.replace("maintenance_info_present: true", "maintenance_info_present: false");
            }
            config = config.replace("https://10.0.0.6:25555", "http://127.0.0.1:" + port);
            Files.writeString(folder.resolve("config.yml"), config);
            var out = new ByteArrayOutputStream();
            var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
            int exitCode = Errands.run(
                            errand,
                            List.of("-configPath", folder.resolve("config.yml").toString()),
                            new Surroundings(
                                    stream,
                                    stream,
                                    Clock.systemUTC(),
                                    Pause.SLEEP,
                                    (_, _, _, _) -> {
                                        throw new AssertionError("the platform is not to be asked");
                                    },
                                    Surroundings.Watcher.NONE))
                    .orElseThrow();
            var printed = out.toString(StandardCharsets.UTF_8);
            if (errand.startsWith("recreate")) {
                assertThat(printed).contains("Insufficient BOSH director version");
            } else {
                assertThat(exitCode).as(printed).isZero();
            }
            assertThat(file("config/bpm.yml")).contains("/var/vcap/packages/" + errand + "/bin/" + errand);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"attempt_limit,0,1", "max_in_flight,0,1", "canaries,-1,0"})
    void limitsThatCannotBeAreRefused(String name, int value, int least) throws Exception {
        var rendered = render("upgrade-all-service-instances", name + ": " + value + "\n", 8080);
        assertThat(rendered.errors)
                .contains("Invalid upgrade_all_service_instances." + name + " - must be greater or equal " + least);
    }

    @Test
    void theRegistrationNamesThePlansThatItShallOpen() throws Exception {
        rendered("register-broker", "broker_name: my-broker\n", 8080);
        assertThat(file("config/config.yml"))
                .contains("broker_url: http://127.0.0.1:8080")
                .contains("service_offering_id: offering")
                .contains("service_access_org: an organization")
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deregister-broker",
                "delete-all-service-instances",
                "delete-all-service-instances-and-deregister-broker",
                "service-metrics-adapter"
            })
    void theOtherJobsRender(String job) throws Exception {
        rendered(job, "broker_name: my-broker\n", 8080);
        if (job.equals("service-metrics-adapter")) {
            assertThat(file("bin/collect-service-metrics")).contains("-brokerPassword 'o'\\''hara'");
        } else {
            assertThat(file("config/config.yml")).contains("url: https://api.example.com");
            assertThat(file("bin/run")).contains("bpm run " + job);
        }
    }
}
