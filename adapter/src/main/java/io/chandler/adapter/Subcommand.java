package io.chandler.adapter;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A subcommand of a service adapter, with the names and the order of its inputs. */
enum Subcommand {
    GENERATE_MANIFEST(
            "generate-manifest",
            List.of(
                    "service_deployment",
                    "plan",
                    "previous_plan",
                    "previous_manifest",
                    "request_parameters",
                    "previous_secrets",
                    "previous_configs",
                    "uaa_client"),
            List.of("service_deployment", "plan", "request_parameters", "previous_manifest", "previous_plan"),
            "<service-deployment-JSON> <plan-JSON> <request-params-JSON> <previous-manifest-YAML> <previous-plan-JSON>"),
    DASHBOARD_URL(
            "dashboard-url",
            List.of("instance_id", "plan", "manifest"),
            List.of("instance_id", "plan", "manifest"),
            "<instance-ID> <plan-JSON> <manifest-YAML>"),
    CREATE_BINDING("create-binding", Binding.INPUTS, Binding.POSITIONAL, Binding.USAGE),
    DELETE_BINDING("delete-binding", Binding.INPUTS, Binding.POSITIONAL, Binding.USAGE),
    GENERATE_PLAN_SCHEMAS("generate-plan-schemas", List.of("plan"), List.of(), "-plan-json <plan-JSON>");

    private static final class Binding {
        static final List<String> INPUTS =
                List.of("binding_id", "bosh_vms", "manifest", "request_parameters", "secrets", "dns_addresses");
        static final List<String> POSITIONAL = List.of("binding_id", "bosh_vms", "manifest", "request_parameters");
        static final String USAGE = "<binding-ID> <bosh-VMs-JSON> <manifest-YAML> <request-params-JSON>";
    }

    private final String text;
    private final List<String> inputs;
    private final List<String> positional;
    private final String usage;

    Subcommand(String text, List<String> inputs, List<String> positional, String usage) {
        this.text = text;
        this.inputs = inputs;
        this.positional = positional;
        this.usage = usage;
    }

    /** As it is given on the command line. */
    String text() {
        return text;
    }

    /** Its key on standard input. */
    String key() {
        return text.replace('-', '_');
    }

    /** The keys of its inputs on standard input, in order. */
    List<String> inputs() {
        return inputs;
    }

    /** The inputs that are given as arguments, in order; none where a flag is used. */
    List<String> positional() {
        return positional;
    }

    /** What the arguments are. */
    String usage() {
        return usage;
    }

    static Optional<Subcommand> of(String text) {
        return Stream.of(values()).filter(one -> one.text.equals(text)).findFirst();
    }
}
