package io.chandler.adapter;

import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The recorded bytes of the contract, and the inputs that they stand for. */
final class Contract {

    static final String MANIFEST = bytes("manifest.yml");

    static final ServiceDeployment DEPLOYMENT = new ServiceDeployment(
            "service-instance_4f6e7a10",
            List.of(new ServiceDeployment.Release("redis-release", "3421.10", List.of("redis-server", "health-check"))),
            List.of(new ServiceDeployment.Stemcell(Optional.empty(), "ubuntu-jammy", "1.90")));

    static final Plan PLAN = new Plan(
            Values.of(properties()),
            new Plan.LifecycleErrands(List.of(new Plan.Errand("health-check", List.of("redis/0"))), List.of()),
            List.of(new Plan.InstanceGroup(
                    "redis",
                    "small",
                    List.of("public_ip"),
                    Optional.of("ten"),
                    1,
                    List.of("services"),
                    List.of("z1", "z2"),
                    Optional.of("errand"),
                    List.of("old-redis"))),
            Optional.of(new Plan.Update(
                    1,
                    "1000-30000",
                    "1000-30000",
                    new Plan.MaxInFlight.Percentage("25%"),
                    Optional.of(false),
                    Optional.empty())));

    static final Plan SMALL = new Plan(
            Values.empty(),
            new Plan.LifecycleErrands(List.of(), List.of()),
            List.of(new Plan.InstanceGroup(
                    "redis",
                    "small",
                    List.of(),
                    Optional.empty(),
                    2,
                    List.of(),
                    List.of("z1"),
                    Optional.empty(),
                    List.of())),
            Optional.empty());

    static final AdapterCall.ManifestInputs MANIFEST_INPUTS = new AdapterCall.ManifestInputs(
            DEPLOYMENT,
            PLAN,
            Json.readObject("""
                    {"space_guid":"space","service_id":"service","plan_id":"plan","organization_guid":"org",
                    "parameters":{"name":"é\u2028","maxclients":60},"context":{"platform":"cloudfoundry"}}"""),
            Optional.of(MANIFEST),
            Optional.of(SMALL),
            Optional.of(Map.of("((odb_secret:b))", "2", "((/odb/secret))", "v<1>")),
            Optional.of(Map.of("cloud", "vm_types: []\n")),
            Optional.of(Map.of(
                    "scopes", "x,y",
                    "resource_ids", "r",
                    "redirect_uri", "",
                    "name", "n",
                    "client_secret", "s3cret",
                    "client_id", "i",
                    "authorized_grant_types", "client_credentials",
                    "authorities", "a.b",
                    "allowpublic", "false")));

    static final AdapterCall.ManifestInputs FIRST_MANIFEST_INPUTS = new AdapterCall.ManifestInputs(
            DEPLOYMENT,
            SMALL,
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    static final AdapterCall.BindingInputs BINDING_INPUTS = new AdapterCall.BindingInputs(
            "b-1",
            Map.of("redis", List.of("10.0.0.1", "10.0.0.2")),
            MANIFEST,
            Json.readObject("""
                    {"service_id":"service","plan_id":"plan","parameters":{},"bind_resource":{"app_guid":"app"},
                    "app_guid":"app"}"""),
            Optional.of(Map.of("((/odb/secret))", "v")),
            Map.of("leader", "q-s0.redis.bosh"));

    static final Map<String, AdapterCall> CALLS = Map.of(
            "generate-manifest", AdapterCall.generateManifest(MANIFEST_INPUTS),
            "generate-manifest-first", AdapterCall.generateManifest(FIRST_MANIFEST_INPUTS),
            "create-binding", AdapterCall.createBinding(BINDING_INPUTS),
            "delete-binding", AdapterCall.deleteBinding(BINDING_INPUTS),
            "dashboard-url", AdapterCall.dashboardUrl("i-1", SMALL, MANIFEST),
            "generate-plan-schemas", AdapterCall.generatePlanSchemas(PLAN));

    private Contract() {}

    private static Map<String, Object> properties() {
        var limits = new LinkedHashMap<String, Object>();
        limits.put("ratio", 0.25);
        limits.put("clients", 100);
        var properties = new LinkedHashMap<String, Object>();
        properties.put("persistence", true);
        properties.put("none", List.of());
        properties.put("limits", limits);
        properties.put("a<b", "x & y > z");
        return properties;
    }

    static List<String> arguments(String call) {
        return Values.of(Json.readObject("{\"arguments\":" + bytes(call + ".args") + "}"))
                .texts("arguments");
    }

    static String bytes(String name) {
        try (var in = Contract.class.getResourceAsStream("/contract/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
