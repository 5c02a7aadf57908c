package io.chandler.adapter;

import io.chandler.adapter.document.DocumentException;
import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import io.chandler.adapter.manifest.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The inputs of a call, from arguments or from standard input.
 *
 * @param positional whether they were arguments
 */
record Inputs(boolean positional, Map<String, String> texts) {

    /** Any argument means that standard input is not used. */
    static Inputs read(Subcommand subcommand, String program, List<String> arguments, InputStream input) {
        if (arguments.isEmpty()) {
            return new Inputs(false, standardInput(subcommand, input));
        }
        if (subcommand == Subcommand.GENERATE_PLAN_SCHEMAS) {
            return new Inputs(true, Map.of("plan", PlanFlag.read(program, arguments)));
        }
        var names = subcommand.positional();
        if (arguments.size() < names.size()) {
            throw new InputException("Missing arguments for " + subcommand.text() + ". Usage: " + program + " "
                    + subcommand.text() + " " + subcommand.usage());
        }
        var texts = new HashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            texts.put(names.get(i), arguments.get(i));
        }
        return new Inputs(true, texts);
    }

    private static Map<String, String> standardInput(Subcommand subcommand, InputStream input) {
        String text;
        try {
            text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException("error reading input params JSON, error: " + e.getMessage());
        }
        if (text.isEmpty()) {
            throw new InputException("expecting parameters to be passed via stdin");
        }
        try {
            return Values.of(Json.readObject(text)).textMap(subcommand.key());
        } catch (DocumentException e) {
            throw new InputException("error unmarshalling input params JSON, error: " + e.getMessage());
        }
    }

    ManifestRequest manifestRequest() {
        var deployment = json("service_deployment", "unmarshalling service deployment", values -> values);
        var checked = valid(deployment, Validation::deployment, "service deployment", ServiceDeployment::read);
        var plan = plan("plan", "unmarshalling service plan", "service plan");
        var parameters = json("request_parameters", "unmarshalling requestParams", RequestParameters::new);
        var previousManifest = text("previous_manifest").isEmpty()
                ? Optional.<Manifest>empty()
                : Optional.of(manifest("previous_manifest", "unmarshalling previous manifest"));
        var previousPlan = isNull("previous_plan")
                ? Optional.<Plan>empty()
                : Optional.of(plan("previous_plan", "unmarshalling previous service plan", "previous service plan"));
        return new ManifestRequest(
                checked,
                plan,
                parameters,
                previousManifest,
                previousPlan,
                textMap("previous_secrets", "unmarshalling previous secrets"),
                textMap("previous_configs", "unmarshalling previous configs"),
                isNull("uaa_client")
                        ? Optional.empty()
                        : Optional.of(json("uaa_client", "unmarshalling service instance client", UaaClient::read)));
    }

    BindingRequest bindingRequest() {
        return new BindingRequest(
                text("binding_id"),
                json("bosh_vms", "unmarshalling BOSH VMs", vms -> {
                    var addresses = new LinkedHashMap<String, List<String>>();
                    vms.map().keySet().forEach(group -> addresses.put(group, vms.texts(group)));
                    return addresses;
                }),
                manifest("manifest", "unmarshalling manifest YAML"),
                json("request_parameters", "unmarshalling request binding parameters", RequestParameters::new),
                textMap("secrets", "unmarshalling secrets"),
                textMap("dns_addresses", "unmarshalling DNS addresses"));
    }

    DashboardUrlRequest dashboardUrlRequest() {
        return new DashboardUrlRequest(
                text("instance_id"),
                plan("plan", "unmarshalling service plan", "service plan"),
                manifest("manifest", "unmarshalling manifest YAML"));
    }

    Plan schemaPlan() {
        var plan = json("plan", "error unmarshalling plan JSON", values -> values);
        return valid(plan, Validation::plan, "plan JSON", "error validating ", Plan::read);
    }

    private String text(String name) {
        return texts.getOrDefault(name, "");
    }

    private boolean isNull(String name) {
        var text = text(name).strip();
        return text.isEmpty() || text.equals("null");
    }

    private Plan plan(String name, String unmarshalling, String what) {
        return valid(json(name, unmarshalling, values -> values), Validation::plan, what, Plan::read);
    }

    private <T> T valid(Values values, Function<Values, List<String>> rules, String what, Function<Values, T> reader) {
        return valid(values, rules, what, "validating ", reader);
    }

    private <T> T valid(
            Values values,
            Function<Values, List<String>> rules,
            String what,
            String validating,
            Function<Values, T> reader) {
        T read;
        List<String> problems;
        try {
            read = reader.apply(values);
            problems = rules.apply(values);
        } catch (DocumentException e) {
            throw new InputException(validating.replace("validating", "unmarshalling") + what + ": " + e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new InputException(validating + what + ": " + String.join("\n", problems));
        }
        return read;
    }

    private Map<String, String> textMap(String name, String doing) {
        if (isNull(name)) {
            return Map.of();
        }
        return json(
                name, doing, values -> Values.of("", Map.of(name, values.map())).textMap(name));
    }

    private <T> T json(String name, String doing, Function<Values, T> reader) {
        try {
            return reader.apply(Values.of(Json.readObject(text(name))));
        } catch (DocumentException e) {
            throw new InputException(doing + ": " + e.getMessage());
        }
    }

    private Manifest manifest(String name, String doing) {
        try {
            return Manifest.parse(text(name));
        } catch (DocumentException e) {
            throw new InputException(doing + ": " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return "Inputs" + texts.keySet();
    }
}
