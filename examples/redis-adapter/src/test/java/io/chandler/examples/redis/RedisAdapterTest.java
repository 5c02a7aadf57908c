package io.chandler.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.adapter.AdapterCall;
import io.chandler.adapter.AdapterOutput;
import io.chandler.adapter.Binding;
import io.chandler.adapter.Plan;
import io.chandler.adapter.PlanSchemas;
import io.chandler.adapter.ServiceDeployment;
import io.chandler.adapter.document.Values;
import io.chandler.adapter.manifest.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter as the broker meets it: a process without an environment. */
class RedisAdapterTest {

    @TempDir
    private static Path folder;

    private static Installation adapter;

    private static final ServiceDeployment DEPLOYMENT = new ServiceDeployment(
            "service-instance_1",
            List.of(new ServiceDeployment.Release(
                    "redis-release", "3421.10", List.of("redis-server", "health-check", "cleanup-data"))),
            List.of(new ServiceDeployment.Stemcell(Optional.empty(), "ubuntu-jammy", "1.90")));

    @BeforeAll
    static void install() throws Exception {
        adapter = Installation.in(folder);
    }

    private static Plan plan(Map<String, ?> properties) {
        return Plan.read(Values.of(Map.of(
                "properties",
                properties,
                "lifecycle_errands",
                Map.of(
                        "post_deploy", List.of(Map.of("name", "health-check", "instances", List.of("redis/0"))),
                        "pre_delete", List.of(Map.of("name", "cleanup-data"))),
                "instance_groups",
                List.of(Map.of(
                        "name",
                        "redis",
                        "vm_type",
                        "small",
                        "persistent_disk_type",
                        "10GB",
                        "instances",
                        1,
                        "networks",
                        List.of("services"),
                        "azs",
                        List.of("z1"))),
                "update",
                Map.of(
                        "canaries", 1,
                        "canary_watch_time", "1000-30000",
                        "update_watch_time", "1000-30000",
                        "max_in_flight", "25%"))));
    }

    private static final Plan SMALL = plan(Map.of("persistence", false, "maxclients", 50));
    private static final Plan LARGE = plan(Map.of("persistence", true, "maxclients", 500));

    private static AdapterCall manifest(
            Plan plan, Map<String, ?> parameters, Optional<String> previous, Optional<Plan> previousPlan) {
        return AdapterCall.generateManifest(new AdapterCall.ManifestInputs(
                DEPLOYMENT,
                plan,
                Map.of("parameters", parameters),
                previous,
                previousPlan,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    private static AdapterOutput.Manifest generated(AdapterCall call) throws Exception {
        var outcome = adapter.call(call);
        assertThat(outcome.exitCode()).as(outcome.stderr()).isZero();
        return AdapterOutput.manifest(outcome.stdout());
    }

    private static Values redis(String manifest) {
        return Settings.properties(Manifest.parse(manifest));
    }

    @Test
    void aNewInstanceIsAsItsPlanSays() throws Exception {
        var generated = generated(manifest(SMALL, Map.of(), Optional.empty(), Optional.empty()));
        assertThat(generated.manifest())
                .isEqualTo("""
                        name: service-instance_1
                        releases:
                        - name: redis-release
                          version: "3421.10"
                        stemcells:
                        - alias: only-stemcell
                          os: ubuntu-jammy
                          version: "1.90"
                        instance_groups:
                        - name: redis
                          instances: 1
                          vm_type: small
                          stemcell: only-stemcell
                          networks:
                          - name: services
                          persistent_disk_type: "10GB"
                          azs:
                          - z1
                          jobs:
                          - name: redis-server
                            release: redis-release
                            provides:
                              redis:
                                shared: true
                            properties:
                              redis:
                                port: 6379
                                password: ((odb_secret:password))
                                admin_password: ((admin_password))
                                persistence: false
                                maxclients: 50
                                maxmemory_policy: noeviction
                          - name: health-check
                            release: redis-release
                            consumes:
                              redis:
                                from: redis
                            properties:
                              redis:
                                admin_password: ((admin_password))
                          - name: cleanup-data
                            release: redis-release
                            consumes:
                              redis:
                                from: redis
                            properties:
                              redis:
                                admin_password: ((admin_password))
                        update:
                          canaries: 1
                          canary_watch_time: 1000-30000
                          update_watch_time: 1000-30000
                          max_in_flight: 25%
                        variables:
                        - name: admin_password
                          type: password
                        features:
                          use_dns_addresses: true
                        """.replace("1000-30000", "\"1000-30000\"").replace("25%", "\"25%\""));
        assertThat(generated.secrets().orElseThrow().get("password")).asString().matches("[0-9a-f]{40}");
        assertThat(generated.labels()).isEqualTo(Map.of("persistence", "false"));
    }

    @Test
    void theNextManifestOfTheSameRequestIsTheSame() throws Exception {
        var first = generated(manifest(SMALL, Map.of("maxclients", 60), Optional.empty(), Optional.empty()));
        var deployed = first.manifest().replace("((odb_secret:password))", "((/odb/s/service-instance_1/password))")
                + "tags:\n  from: operator\n";
        var again = generated(manifest(SMALL, Map.of(), Optional.of(deployed), Optional.of(SMALL)));
        assertThat(Manifest.parse(again.manifest()).values())
                .isEqualTo(Manifest.parse(deployed).values());
        assertThat(again.secrets()).isEmpty();
    }

    @Test
    void anUpdateChangesWhatItSays() throws Exception {
        var first = generated(manifest(SMALL, Map.of("maxclients", 60), Optional.empty(), Optional.empty()))
                .manifest();
        var updated = generated(manifest(
                        SMALL, Map.of("maxmemory_policy", "allkeys-lru"), Optional.of(first), Optional.of(SMALL)))
                .manifest();
        assertThat(redis(updated).integer("maxclients")).contains(60L);
        assertThat(redis(updated).text("maxmemory_policy")).contains("allkeys-lru");
        var moved = generated(manifest(LARGE, Map.of(), Optional.of(updated), Optional.of(SMALL)))
                .manifest();
        assertThat(redis(moved).integer("maxclients")).contains(500L);
        assertThat(redis(moved).flag("persistence")).contains(true);
        assertThat(redis(moved).text("maxmemory_policy")).contains("allkeys-lru");
    }

    @Test
    void withoutSecureManifestsThePasswordStaysInTheManifest() throws Exception {
        var plain = plan(Map.of("secure_manifests", false));
        var outcome = adapter.callWithArguments(manifest(plain, Map.of(), Optional.empty(), Optional.empty()));
        var password = redis(outcome.stdout()).requireText("password");
        assertThat(password).matches("[0-9a-f]{40}");
        var again =
                adapter.callWithArguments(manifest(plain, Map.of(), Optional.of(outcome.stdout()), Optional.of(plain)));
        assertThat(redis(again.stdout()).text("password")).contains(password);
        assertThat(outcome.stderr() + again.stderr()).doesNotContain(password);
    }

    @Test
    void aParameterThatIsWrongIsToldToTheUser() throws Exception {
        var outcome = adapter.call(manifest(SMALL, Map.of("maxclients", 0), Optional.empty(), Optional.empty()));
        assertThat(outcome)
                .isEqualTo(new Installation.Outcome(1, "parameters.maxclients must be from 1 to 10000", """
                        [odb-sdk] handling generate-manifest
                        [odb-sdk] parameters.maxclients must be from 1 to 10000
                        """));
    }

    private static final String MANIFEST = """
            name: service-instance_1
            instance_groups:
            - name: redis
              jobs:
              - name: redis-server
                properties: {redis: {password: ((/odb/s/password))}}
            """;

    private static AdapterCall.BindingInputs binding(Optional<String> secret, Map<String, String> dns) {
        return new AdapterCall.BindingInputs(
                "binding-ü",
                Map.of("redis", List.of("10.0.0.7")),
                MANIFEST,
                Map.of("app_guid", "app"),
                secret.map(value -> Map.of("((/odb/s/password))", value)),
                dns);
    }

    @Test
    void anAppGetsAddressAndPassword() throws Exception {
        var named = adapter.call(
                AdapterCall.createBinding(binding(Optional.of("s3cret"), Map.of("redis", "q-s0.redis.bosh"))));
        assertThat(Binding.read(named.stdout()).credentials())
                .isEqualTo(Map.of(
                        "host", "q-s0.redis.bosh",
                        "port", 6379,
                        "password", "s3cret",
                        "uri", "redis://:s3cret@q-s0.redis.bosh:6379"));
        var unnamed = adapter.call(AdapterCall.createBinding(binding(Optional.of("s3cret"), Map.of())));
        assertThat(Binding.read(unnamed.stdout()).credentials().get("host")).isEqualTo("10.0.0.7");
        var deleted = adapter.call(AdapterCall.deleteBinding(binding(Optional.empty(), Map.of())));
        assertThat(deleted).isEqualTo(new Installation.Outcome(0, "", "[odb-sdk] handling delete-binding\n"));
        assertThat(named.stderr()).doesNotContain("s3cret");
    }

    @Test
    void aSecretThatIsMissingIsTold() throws Exception {
        var outcome = adapter.call(AdapterCall.createBinding(binding(Optional.empty(), Map.of())));
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stdout()).isEqualTo("there is no value for ((/odb/s/password))");
    }

    @Test
    void aPlanTellsItsParameters() throws Exception {
        for (var outcome : List.of(
                adapter.call(AdapterCall.generatePlanSchemas(SMALL)),
                adapter.callWithArguments(AdapterCall.generatePlanSchemas(SMALL)))) {
            var schemas = PlanSchemas.read(outcome.stdout());
            assertThat(schemas.instanceCreate()).isEqualTo(schemas.instanceUpdate());
            for (var schema : List.of(schemas.instanceCreate(), schemas.bindingCreate())) {
                assertThat(Values.of(schema).text("$schema")).contains(PlanSchemas.DRAFT_4);
            }
        }
    }

    @Test
    void theDashboardIsWhereTheOperatorHasIt() throws Exception {
        var call = AdapterCall.dashboardUrl("instance-ü", SMALL, MANIFEST);
        assertThat(adapter.call(call).exitCode()).isEqualTo(10);
        var file = Files.writeString(folder.resolve("adapter.yml"), "dashboard_url: https://dash/\n");
        for (var outcome : List.of(
                adapter.run(call.arguments(), call.standardInput(), Map.of("REDIS_ADAPTER_CONFIG", file.toString())),
                adapter.run(call.positionalArguments(), "", Map.of("REDIS_ADAPTER_CONFIG", file.toString())))) {
            assertThat(AdapterOutput.dashboardUrl(outcome.stdout())).contains("https://dash/instances/instance-ü");
        }
    }

    @Test
    void aWrongCallIsToldByTheNameOfTheProgram() throws Exception {
        assertThat(adapter.run(List.of("dashboard-url", "one"), "", Map.of()))
                .isEqualTo(new Installation.Outcome(1, "", """
                        [odb-sdk] handling dashboard-url
                        [odb-sdk] Missing arguments for dashboard-url. Usage: redis-adapter dashboard-url <instance-ID> <plan-JSON> <manifest-YAML>
                        """));
        assertThat(adapter.run(List.of(), "", Map.of()).stderr())
                .isEqualTo("[odb-sdk] the following commands are supported: create-binding, dashboard-url, "
                        + "delete-binding, generate-manifest, generate-plan-schemas\n");
    }

    @Test
    void theFirstCallLeavesAStartUpCacheThatFits() throws Exception {
        adapter.run(List.of(), "", Map.of());
        assertThat(folder.resolve("lib/adapter.aot")).isNotEmptyFile();
        assertThat(folder.resolve("lib")).isDirectoryNotContaining("glob:**/.adapter-*");
    }

    @Test
    void aCacheThatDoesNotFitIsLeftAsideWithoutAWord(@TempDir Path other) throws Exception {
        adapter.run(List.of(), "", Map.of());
        var elsewhere = Installation.in(other);
        Files.copy(folder.resolve("lib/adapter.aot"), other.resolve("lib/adapter.aot"));
        var moved = elsewhere.call(AdapterCall.generatePlanSchemas(SMALL));
        assertThat(moved.stderr()).isEqualTo("[odb-sdk] handling generate-plan-schemas\n");
        PlanSchemas.read(moved.stdout());
        Files.writeString(other.resolve("lib/adapter.aot"), "no cache");
        assertThat(elsewhere.call(AdapterCall.generatePlanSchemas(SMALL))).isEqualTo(moved);
    }

    @Test
    void aJavaThatDoesNotFitIsPassedOver(@TempDir Path other) throws Exception {
        var old = Files.createDirectories(other.resolve("old java/bin"));
        var java = Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 7\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(other.resolve("old java/release"), "JAVA_VERSION=\"17.0.9\"\n");
        var fresh = Installation.in(other.resolve("in stalled"));
        var environment = Map.of("JAVA_HOME", other.resolve("old java").toString());
        assertThat(fresh.run(List.of("nonsense"), "", environment).stderr()).contains("unknown subcommand: nonsense");
    }
}
