package io.chandler.adapter;

import io.chandler.adapter.document.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call of a service adapter, as the broker makes it: the bytes of its arguments and of its standard input, equal to
 * those of the Go broker. Immutable. It holds secrets; {@code toString} shows the subcommand only.
 */
public final class AdapterCall {

    private final Subcommand subcommand;
    private final Map<String, String> inputs;

    private AdapterCall(Subcommand subcommand, Map<String, String> inputs) {
        this.subcommand = subcommand;
        this.inputs = inputs;
    }

    /**
     * The inputs of {@code generate-manifest}.
     *
     * @param requestParameters what of the platform's request the adapter gets, see the contract
     * @param previousManifest the text of the manifest, as the director has it; empty on the first deployment
     * @param previousSecrets values by the exact texts {@code ((...))} that stand for them; absent unless secure
     *     manifests are on
     * @param previousConfigs the contents of the deployment's BOSH configs by type
     * @param uaaClient the client made for this instance, as flat texts
     */
    public record ManifestInputs(
            ServiceDeployment deployment,
            Plan plan,
            Map<String, ? extends @Nullable Object> requestParameters,
            Optional<String> previousManifest,
            Optional<Plan> previousPlan,
            Optional<Map<String, String>> previousSecrets,
            Optional<Map<String, String>> previousConfigs,
            Optional<Map<String, String>> uaaClient) {
        @Override
        public String toString() {
            return "ManifestInputs[" + deployment.deploymentName() + "]";
        }
    }

    /**
     * The inputs of {@code create-binding} and {@code delete-binding}.
     *
     * @param boshVms addresses by instance group
     * @param manifest the text of the manifest, as the director has it
     * @param secrets values by the exact texts {@code ((...))} that stand for them; absent unless secure manifests are
     *     on
     * @param dnsAddresses addresses by the names that the plan gives them
     */
    public record BindingInputs(
            String bindingId,
            Map<String, List<String>> boshVms,
            String manifest,
            Map<String, ? extends @Nullable Object> requestParameters,
            Optional<Map<String, String>> secrets,
            Map<String, String> dnsAddresses) {
        @Override
        public String toString() {
            return "BindingInputs[" + bindingId + "]";
        }
    }

    /** Asks for the manifest of a deployment. */
    public static AdapterCall generateManifest(ManifestInputs from) {
        var inputs = new LinkedHashMap<String, String>();
        inputs.put("service_deployment", Json.write(from.deployment().document()));
        inputs.put("plan", json(from.plan()));
        inputs.put("previous_plan", from.previousPlan().map(AdapterCall::json).orElse("null"));
        inputs.put("previous_manifest", from.previousManifest().orElse(""));
        inputs.put("request_parameters", json(from.requestParameters()));
        inputs.put("previous_secrets", json(from.previousSecrets().orElse(null)));
        inputs.put("previous_configs", json(from.previousConfigs().orElse(null)));
        inputs.put("uaa_client", json(from.uaaClient().orElse(null)));
        return new AdapterCall(Subcommand.GENERATE_MANIFEST, inputs);
    }

    /** Asks for the credentials of a new binding. */
    public static AdapterCall createBinding(BindingInputs from) {
        return new AdapterCall(Subcommand.CREATE_BINDING, inputs(from));
    }

    /** Has a binding deleted. */
    public static AdapterCall deleteBinding(BindingInputs from) {
        return new AdapterCall(Subcommand.DELETE_BINDING, inputs(from));
    }

    /** Asks for the address of an instance's dashboard. */
    public static AdapterCall dashboardUrl(String instanceId, Plan plan, String manifest) {
        return new AdapterCall(
                Subcommand.DASHBOARD_URL, Map.of("instance_id", instanceId, "plan", json(plan), "manifest", manifest));
    }

    /** Asks for the JSON schemas of a plan. */
    public static AdapterCall generatePlanSchemas(Plan plan) {
        return new AdapterCall(Subcommand.GENERATE_PLAN_SCHEMAS, Map.of("plan", json(plan)));
    }

    private static Map<String, String> inputs(BindingInputs from) {
        var inputs = new LinkedHashMap<String, String>();
        inputs.put("binding_id", from.bindingId());
        inputs.put("bosh_vms", json(from.boshVms()));
        inputs.put("manifest", from.manifest());
        inputs.put("request_parameters", json(from.requestParameters()));
        inputs.put("secrets", json(from.secrets().orElse(null)));
        inputs.put("dns_addresses", json(from.dnsAddresses()));
        return inputs;
    }

    private static String json(Plan plan) {
        return Json.write(plan.document());
    }

    private static String json(@Nullable Map<String, ? extends @Nullable Object> map) {
        return Json.write(Json.sorted(map));
    }

    /** The subcommand, like {@code generate-manifest}. */
    public String subcommand() {
        return subcommand.text();
    }

    /** The arguments of a call that uses standard input: the subcommand alone. */
    public List<String> arguments() {
        return List.of(subcommand.text());
    }

    /** The arguments of a call that does not: the subcommand and its inputs. Secrets, configs and the like are left out. */
    public List<String> positionalArguments() {
        var arguments = new ArrayList<String>();
        arguments.add(subcommand.text());
        if (subcommand == Subcommand.GENERATE_PLAN_SCHEMAS) {
            arguments.add("--plan-json");
            arguments.add(inputs.getOrDefault("plan", ""));
        }
        subcommand.positional().forEach(name -> arguments.add(inputs.getOrDefault(name, "")));
        return arguments;
    }

    /** The standard input: one line of JSON that has the inputs of all subcommands, those of the others empty. */
    public String standardInput() {
        var document = new LinkedHashMap<String, Object>();
        for (var each : Subcommand.values()) {
            var fields = new LinkedHashMap<String, String>();
            each.inputs().forEach(name -> fields.put(name, each == subcommand ? inputs.getOrDefault(name, "") : ""));
            document.put(each.key(), fields);
        }
        return Json.write(document) + "\n";
    }

    @Override
    public String toString() {
        return "AdapterCall[" + subcommand.text() + "]";
    }
}
