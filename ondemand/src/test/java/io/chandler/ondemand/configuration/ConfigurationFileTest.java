package io.chandler.ondemand.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import io.chandler.ondemand.configuration.Configuration.BoshAuthentication;
import io.chandler.ondemand.configuration.Configuration.Compatibility;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {

    @TempDir
    private Path folder;

    private Path adapter;
    private String good;

    @BeforeEach
    void write() throws IOException {
        adapter = Files.createFile(
                folder.resolve("adapter"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        good = """
                broker:
                  port: 8080
                  username: broker-name
                  password: 0123
                bosh:
                  url: 10.0.0.6
                  authentication:
                    basic: {username: admin, password: bosh-secret}
                    uaa: {url: "", client_credentials: {client_id: "", client_secret: ""}}
                cf:
                  url: https://api.cf.example
                  root_ca_cert: ""
                  uaa:
                    url: https://uaa.cf.example
                    authentication:
                      client_credentials: {client_id: cf-client, client_secret: cf-secret}
                service_adapter:
                  path: %s
                service_deployment:
                  releases:
                  - {name: redis, version: 3421.10, jobs: [server]}
                  stemcells:
                  - {os: ubuntu-jammy, version: 1.500}
                service_catalog:
                  id: offering-id
                  service_name: redis
                  service_description: a store
                  bindable: yes
                  plans:
                  - plan_id: small-id
                    name: small
                    description: a small one
                    instance_groups:
                    - {name: redis, vm_type: 7, instances: 1, networks: [default], azs: [z1]}
                """.formatted(adapter);
    }

    @Test
    void aSmallFileHasItsDefaults() {
        var configuration = ConfigurationFile.parse(good);

        assertThat(configuration.broker().port()).isEqualTo(8080);
        assertThat(configuration.broker().useStdin()).isFalse();
        assertThat(configuration.broker().tls()).isEmpty();
        assertThat(configuration.broker().compatibility()).isEqualTo(Compatibility.SPECIFICATION);
        assertThat(configuration.bosh().authentication())
                .isEqualTo(new BoshAuthentication.Basic(new Credentials("admin", "bosh-secret")));
        assertThat(configuration.bosh().rootCaCertificate()).isEmpty();
        var cf = configuration.cloudFoundry().orElseThrow();
        assertThat(cf.rootCaCertificate()).isEmpty();
        assertThat(cf.apiVersion()).isEmpty();
        assertThat(cf.uaa().authentication())
                .isEqualTo(new UaaAuthentication.Client(new Credentials("cf-client", "cf-secret")));
        assertThat(cf.uaa().clientDefinition()).isEmpty();
        assertThat(configuration.credhub()).isEmpty();
        assertThat(configuration.boshCredhub()).isEmpty();
        assertThat(configuration.serviceInstancesApi()).isEmpty();
        assertThat(configuration.adapter().timeoutSeconds()).isEqualTo(600);
        var plan = configuration.offering().plan("small-id").orElseThrow();
        assertThat(plan.free()).isEmpty();
        assertThat(plan.update()).isEmpty();
        assertThat(plan.lifecycleErrands()).isEmpty();
        assertThat(plan.quotas().serviceInstanceLimit()).isEmpty();
    }

    @Test
    void textKeepsWhatStandsInTheFile() {
        var configuration = ConfigurationFile.parse(good);

        assertThat(configuration.broker().password()).isEqualTo("0123");
        assertThat(configuration.deployment().releases().getFirst().version()).isEqualTo("3421.10");
        assertThat(configuration.deployment().stemcells().getFirst().version()).isEqualTo("1.500");
        assertThat(configuration.offering().bindable()).isTrue();
        assertThat(configuration.offering().plans().getFirst().instanceGroups().getFirst())
                .containsEntry("vm_type", "7")
                .containsEntry("instances", 1);
    }

    @Test
    void everySectionIsRead() {
        var configuration = ConfigurationFile.parse(good.replace(
                                "  bindable: yes",
                                """
                          bindable: true
                          metadata: {display_name: Redis, shareable: true, own: {deep: [1, two, 3.5, 4.0, no, ~]}}
                          dashboard_client: {id: dash, secret: dash-secret, redirect_uri: https://d.example}
                          global_properties: {port: 0x10, name: "yes", empty: }
                          global_quotas: {service_instance_limit: 5, resources: {"memory.size": {limit: 9, cost: 2}}}
                          maintenance_info: {version: 1.2.3, public: {stemcell: 1.10}, private: {key: hidden}}
                        """.indent(-6).stripTrailing().indent(2).stripTrailing())
                        .replace("    description: a small one", """
                            description: a small one
                            free: false
                            properties: {persistence: true}
                            update: {canaries: 1, max_in_flight: 25%, serial: false}
                            lifecycle_errands:
                              post_deploy: [{name: check, instances: [redis/0]}]
                              pre_delete: [{name: clean}]
                            binding_with_dns:
                            - {name: leader, link_provider: redis, instance_group: redis, properties: {azs: [z1], status: healthy}}
                        """.indent(0).stripTrailing())
                + """
                        compatibility: original
                        credhub: {api_url: https://credhub.example, client_id: c, client_secret: s}
                        bosh_credhub:
                          url: https://bosh.example:8844
                          authentication: {uaa: {client_credentials: {client_id: b, client_secret: t}}}
                        service_instances_api: {url: https://si.example, authentication: {basic: {username: u, password: p}}}
                        """);

        assertThat(configuration.broker().compatibility()).isEqualTo(Compatibility.ORIGINAL);
        assertThat(configuration.credhub().orElseThrow().client()).isEqualTo(new Credentials("c", "s"));
        assertThat(configuration.boshCredhub().orElseThrow().client()).isEqualTo(new Credentials("b", "t"));
        assertThat(configuration.serviceInstancesApi().orElseThrow().user()).isEqualTo(new Credentials("u", "p"));
        var offering = configuration.offering();
        assertThat(offering.metadata().get("own"))
                .isEqualTo(Map.of("deep", java.util.Arrays.asList(1L, "two", 3.5, 4L, false, null)));
        assertThat(offering.globalProperties())
                .containsEntry("port", 16L)
                .containsEntry("name", "yes")
                .containsKey("empty");
        assertThat(offering.globalQuotas().serviceInstanceLimit()).contains(5);
        assertThat(offering.globalQuotas().resources())
                .isEqualTo(Map.of("memory.size", new Configuration.ResourceQuota(9, 2)));
        var maintenance = offering.maintenanceInfo().orElseThrow();
        assertThat(maintenance.publicValues()).isEqualTo(Map.of("stemcell", "1.10"));
        assertThat(maintenance.privateValues()).isEqualTo(Map.of("key", "hidden"));
        var plan = offering.plans().getFirst();
        assertThat(plan.free()).contains(false);
        assertThat(plan.update().orElseThrow())
                .isEqualTo(Map.of("canaries", 1, "max_in_flight", "25%", "serial", false));
        assertThat(plan.lifecycleErrands().orElseThrow().postDeploy())
                .isEqualTo(List.of(new Configuration.Errand("check", List.of("redis/0"))));
        assertThat(plan.lifecycleErrands().orElseThrow().preDelete())
                .isEqualTo(List.of(new Configuration.Errand("clean", List.of())));
        assertThat(plan.bindingWithDns())
                .isEqualTo(List.of(new Configuration.BindingDns(
                        "leader", "redis", "redis", List.of("z1"), Optional.of("healthy"))));
    }

    @Test
    void aliasesAndMergeKeysAreResolved() {
        var configuration = ConfigurationFile.parse(
                good.replace("  bindable: yes", """
                  global_properties:
                    base: &base {a: 1, b: 2}
                    own: {<<: *base, b: 3}
                """.indent(0).stripTrailing()));

        assertThat(configuration.offering().globalProperties()).containsEntry("own", Map.of("b", 3L, "a", 1L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port: 8080 | port: 0 | broker.port can't be empty
            username: broker-name | username: | broker.username can't be empty
            password: 0123 | password: '' | broker.password can't be empty
            url: 10.0.0.6 | url: '' | BOSH configuration error: must specify bosh url
            basic: {username: admin, password: bosh-secret} | basic: {} | BOSH configuration error: must specify an authentication type
            password: bosh-secret | password: '' | BOSH configuration error: authentication.basic.password can't be empty
            {username: admin, | { | BOSH configuration error: authentication.basic.username can't be empty
            uaa: {url: "", | uaa: {url: "x", | BOSH configuration error: cannot specify both basic and UAA authentication
            https://api.cf.example | '' | CF configuration error: must specify CF url
            https://uaa.cf.example | '' | CF configuration error: uaa url can't be empty
            client_id: cf-client | client_id: '' | CF configuration error: client_credentials.client_id can't be empty
            client_secret: cf-secret | client_secret: '' | CF configuration error: client_credentials.client_secret can't be empty
            client_id: cf-client, client_secret: cf-secret | client_id: '' | CF configuration error: authentication should contain either user_credentials or client_credentials
            client_credentials: {client_id: cf-client, client_secret: cf-secret} | user_credentials: {username: u} | CF configuration error: user_credentials.password can't be empty
            service_adapter: | other: | checking for executable service adapter file: path is empty
            """)
    void aMistakeStopsTheStartWithTheTextOfTheGoBroker(String right, String wrong, String message) {
        var bad = good.replace(right, wrong == null ? "" : wrong.equals("''") ? "" : wrong);

        assertThatThrownBy(() -> ConfigurationFile.parse(bad))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
        assertThat(ConfigurationFile.checkText(bad))
                .extracting(Mistake::message)
                .contains(message);
    }

    @Test
    void tokensOfTheDirectorsUaaNeedAClient() {
        var without = good.replace("basic: {username: admin, password: bosh-secret}", "basic: {}");

        assertThatThrownBy(() -> ConfigurationFile.parse(without.replace("url: \"\"", "url: x")))
                .hasMessage("BOSH configuration error: authentication.uaa authentication should contain either"
                        + " user_credentials or client_credentials");
        assertThatThrownBy(() -> ConfigurationFile.parse(without.replace("client_id: \"\"", "client_id: x")))
                .hasMessage(
                        "BOSH configuration error: authentication.uaa.client_credentials.client_secret can't be empty");
        assertThatThrownBy(() -> ConfigurationFile.parse(without.replace(
                                "client_credentials: {client_id: \"\"", "user_credentials: {username: x, password: y")
                        .replace(", client_secret: \"\"}", "}")))
                .hasMessageStartingWith(
                        "BOSH configuration error: authentication.uaa.client_credentials can't be empty");
        var configuration = ConfigurationFile.parse(
                without.replace("client_id: \"\", client_secret: \"\"", "client_id: x, client_secret: y"));
        assertThat(configuration.bosh().authentication())
                .isEqualTo(new BoshAuthentication.Uaa(new Credentials("x", "y")));
    }

    @Test
    void theAdapterMustBeAnExecutableFileOrAClass() throws IOException {
        var prefix = "checking for executable service adapter file: ";
        assertThatThrownBy(() -> ConfigurationFile.parse(good.replace(adapter.toString(), "/no/such")))
                .hasMessage(prefix + "stat /no/such: no such file or directory");
        assertThatThrownBy(() -> ConfigurationFile.parse(good.replace(adapter.toString(), folder.toString())))
                .hasMessage(prefix + "'" + folder + "' is a directory");
        Files.setPosixFilePermissions(adapter, PosixFilePermissions.fromString("rw-r-xr-x"));
        assertThatThrownBy(() -> ConfigurationFile.parse(good))
                .hasMessage(prefix + "'" + adapter + "' is not executable");
        assertThat(ConfigurationFile.parse(good.replace(adapter.toString(), "class:a.B"))
                        .adapter()
                        .path())
                .isEqualTo("class:a.B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "3112.latest"})
    void aFloatingVersionIsRefused(String version) {
        assertThatThrownBy(() -> ConfigurationFile.parse(good.replace("3421.10", version)))
                .hasMessageStartingWith("You must configure the exact release and stemcell versions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"group/", "/0", "a/b/c"})
    void anErrandsInstanceMustBeAGroupOrOneOfIt(String instance) {
        var bad = good.replace(
                "    description: a small one",
                "    description: a small one\n    lifecycle_errands: {pre_delete: [{name: e, instances: [" + instance
                        + "]}]}");

        assertThatThrownBy(() -> ConfigurationFile.parse(bad))
                .hasMessage("Must specify pool or instance '" + instance + "' in format 'name' or 'name/id-or-index'");
    }

    @Test
    void withoutCloudFoundryItsSectionIsNotChecked() {
        var configuration =
                ConfigurationFile.parse(good.replace("  port: 8080", "  port: 8080\n  disable_cf_startup_checks: true")
                        .replace("https://api.cf.example", "")
                        .replace("https://uaa.cf.example", ""));

        assertThat(configuration.cloudFoundry()).isEmpty();
    }

    @Test
    void typesThatDoNotFitAreToldInTheWordsOfGo() {
        var bad = good.replace("port: 8080", "port: \"8080\"")
                .replace("bindable: yes", "bindable: certainly not")
                .replace("jobs: [server]", "jobs: server");

        assertThatThrownBy(() -> ConfigurationFile.parse(bad)).hasMessage("""
                yaml: unmarshal errors:
                  line 2: cannot unmarshal !!str `8080` into int
                  line 21: cannot unmarshal !!str `server` into []string
                  line 28: cannot unmarshal !!str `certain...` into bool""");
        assertThatThrownBy(() -> ConfigurationFile.parse("this is not yaml"))
                .hasMessage(
                        "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `this is...` into config.Config");
        assertThatThrownBy(() -> ConfigurationFile.parse(good.replace("password: 0123", "password: [hunter2]")))
                .hasMessage("yaml: unmarshal errors:\n  line 4: cannot unmarshal !!seq into string");
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        assertThatThrownBy(() -> ConfigurationFile.parse("broker:\n  port: [1\nbosh: x"))
                .hasMessageStartingWith("yaml: line ");
        assertThatThrownBy(() -> ConfigurationFile.read(folder.resolve("none.yml")))
                .hasMessage("open " + folder.resolve("none.yml") + ": no such file or directory");
    }

    @Test
    void anAmountInFlightIsANumberOrAShare() {
        var bad = good.replace(
                "    description: a small one", "    description: a small one\n    update: {max_in_flight: many}");

        assertThatThrownBy(() -> ConfigurationFile.parse(bad))
                .hasMessage("MaxInFlight must be either an integer or a percentage. Got many");
    }

    @Test
    void aCheckTellsAllMistakesWithLineAndPath() {
        var bad = good.replace("  port: 8080", "  prot: 8080")
                .replace("bindable: yes", "bindable: 7")
                .replace("instances: 1,", "instances: 0,")
                .replace("url: 10.0.0.6", "url: 10.0.0.6\n  root_ca_cert: nothing");

        assertThat(ConfigurationFile.checkText(bad))
                .extracting(Mistake::toString)
                .containsExactlyInAnyOrder(
                        "line 2: broker.port can't be empty",
                        "line 2: broker.prot: is not a known key, did you mean port?",
                        "line 7: bosh.root_ca_cert: must be a certificate in PEM",
                        "line 29: service_catalog.bindable: cannot unmarshal !!int `7` into bool",
                        "line 35: service_catalog.plans[0].instance_groups[0].instances: must be at least 1");
        assertThat(ConfigurationFile.checkText(good)).isEmpty();
    }

    @Test
    void unknownKeysDoNotStopTheStart() {
        assertThat(ConfigurationFile.parse(good + "unknown: {x: 1}\n").broker().port())
                .isEqualTo(8080);
    }

    @Test
    void ourOwnKeysAreChecked() {
        assertThatThrownBy(() -> ConfigurationFile.parse(good + "compatibility: none\n"))
                .hasMessage("compatibility must be specification or original");
    }

    @Test
    void theEnvironmentSaysHowCompatibleTheBrokerIsWhereTheFileDoesNot() throws IOException {
        var silent = Files.writeString(folder.resolve("silent.yml"), good);
        var speaking = Files.writeString(folder.resolve("speaking.yml"), good + "compatibility: specification\n");
        var original = Map.of("CHANDLER_COMPATIBILITY", "original");

        assertThat(ConfigurationFile.read(silent, original).broker().compatibility())
                .isEqualTo(Compatibility.ORIGINAL);
        assertThat(ConfigurationFile.read(speaking, original).broker().compatibility())
                .isEqualTo(Compatibility.SPECIFICATION);
        assertThat(ConfigurationFile.read(silent, Map.of()).broker().compatibility())
                .isEqualTo(Compatibility.SPECIFICATION);
        assertThatThrownBy(() -> ConfigurationFile.read(silent, Map.of("CHANDLER_COMPATIBILITY", "none")))
                .hasMessage("CHANDLER_COMPATIBILITY must be specification or original");
        assertThatThrownBy(() -> ConfigurationFile.parse(good.replace("cf:\n", "cf:\n  api_version: v4\n")))
                .hasMessage("cf.api_version must be v2 or v3");
        var configuration = ConfigurationFile.parse(good.replace("cf:\n", "cf:\n  api_version: v3\n"));
        assertThat(configuration.cloudFoundry().orElseThrow().apiVersion()).contains(ApiVersion.V3);
        assertThatThrownBy(() -> ConfigurationFile.parse(
                        good.replace("service_adapter:\n", "service_adapter:\n  timeout_seconds: 0\n")))
                .hasMessage("service_adapter.timeout_seconds must be at least 1");
    }

    @Test
    void noSecretIsTold() {
        var bad = good.replace("{username: admin, password: bosh-secret}", "bosh-secret")
                .replace("{client_id: cf-client, client_secret: cf-secret}", "cf-secret");

        assertThat(ConfigurationFile.checkText(bad))
                .isNotEmpty()
                .allSatisfy(mistake -> assertThat(mistake.toString()).doesNotContain("-secret"));
        assertThatThrownBy(() -> ConfigurationFile.parse(bad)).message().doesNotContain("-secret");
        assertThat(ConfigurationFile.parse(good).toString())
                .doesNotContain("0123")
                .doesNotContain("bosh-secret")
                .doesNotContain("cf-secret");
    }
}
