package io.chandler.ondemand.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the broker starts with although it cannot work well: the rules that the BOSH release applies, and more. */
final class Advice {

    private static final Pattern VERSION =
            Pattern.compile("(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
    private static final List<String> STATUS = List.of("", "default", "healthy", "unhealthy", "all");

    private final Values file;
    private final Decoder lines;
    private final List<Mistake> mistakes = new ArrayList<>();

    private Advice(Values file, Decoder lines) {
        this.file = file;
        this.lines = lines;
    }

    static List<Mistake> check(Values file, Decoder lines) {
        var advice = new Advice(file, lines);
        advice.broker(file.section("broker"));
        advice.certificates();
        advice.deployment(file.section("service_deployment"));
        advice.offering(file.section("service_catalog"));
        return advice.mistakes;
    }

    private void add(String path, String message) {
        mistakes.add(new Mistake(lines.line(path), path, message));
    }

    private void broker(Values broker) {
        if (broker.number("port") < 0 || broker.number("port") > 65_535) {
            add("broker.port", "must be from 1 to 65535");
        }
        if (broker.number("shutdown_timeout_in_seconds") < 0) {
            add("broker.shutdown_timeout_in_seconds", "must not be negative");
        }
        var tls = broker.section("tls");
        if (tls.text("cert_file").isEmpty() != tls.text("key_file").isEmpty()) {
            add("broker.tls", "needs both cert_file and key_file; with one of them the broker serves plain HTTP");
        }
        if (broker.flag("enable_secure_manifests")) {
            if (!broker.flag("use_stdin")) {
                add("broker.enable_secure_manifests", "needs broker.use_stdin: true");
            }
            var credhub = file.section("bosh_credhub");
            var client = credhub.section("authentication.uaa.client_credentials");
            if (credhub.text("url").isEmpty() || client.text("client_id").isEmpty()) {
                add(
                        "broker.enable_secure_manifests",
                        "needs bosh_credhub.url and bosh_credhub.authentication.uaa.client_credentials");
            }
        }
        var cf = file.section("cf");
        if (cf.section("uaa.client_definition").anySet()
                && !cf.section("uaa.authentication.client_credentials").anySet()) {
            add("cf.uaa.client_definition", "needs cf.uaa.authentication.client_credentials");
        }
    }

    private void certificates() {
        for (var section : List.of("bosh", "cf", "service_instances_api", "bosh_credhub")) {
            certificate(file.section(section), "root_ca_cert");
        }
        certificate(file.section("credhub"), "ca_cert");
        certificate(file.section("credhub"), "internal_uaa_ca_cert");
    }

    private void certificate(Values section, String name) {
        if (section.optionalText(name)
                .filter(Predicate.not(Advice::looksLikeCertificate))
                .isPresent()) {
            add(section.child(name), "must be a certificate in PEM");
        }
    }

    private static boolean looksLikeCertificate(String text) {
        return text.contains("-----BEGIN CERTIFICATE-----") && text.contains("-----END CERTIFICATE-----");
    }

    private void deployment(Values deployment) {
        for (var release : deployment.sections("releases")) {
            required(release, "name", "version");
        }
        for (var stemcell : deployment.sections("stemcells")) {
            required(stemcell, "os", "version");
            if (stemcell.text("version").endsWith("latest")) {
                add(stemcell.child("version"), "must be an exact version");
            }
        }
    }

    private void offering(Values offering) {
        required(offering, "id", "service_name", "service_description");
        version(offering.section("maintenance_info"));
        if (offering.sections("plans").isEmpty()) {
            add("service_catalog.plans", "must have at least one plan");
        }
        var ids = new HashSet<String>();
        var names = new HashSet<String>();
        for (var plan : offering.sections("plans")) {
            required(plan, "plan_id", "name", "description");
            unique(plan, "plan_id", ids);
            unique(plan, "name", names);
            version(plan.section("maintenance_info"));
            plan.sections("instance_groups").forEach(this::instanceGroup);
            plan.sections("binding_with_dns").forEach(this::dns);
            for (var moment : List.of("post_deploy", "pre_delete")) {
                plan.section("lifecycle_errands").sections(moment).forEach(errand -> required(errand, "name"));
            }
            quotas(plan.section("quotas"));
        }
        quotas(offering.section("global_quotas"));
    }

    private void instanceGroup(Values group) {
        required(group, "name", "vm_type");
        if (group.number("instances") < 1) {
            add(group.child("instances"), "must be at least 1");
        }
        for (var list : List.of("networks", "azs")) {
            if (group.texts(list).isEmpty()) {
                add(group.child(list), "must name at least one");
            }
        }
    }

    private void dns(Values dns) {
        required(dns, "name", "link_provider", "instance_group");
        if (!STATUS.contains(dns.section("properties").text("status"))) {
            add(dns.child("properties.status"), "must be default, healthy, unhealthy or all");
        }
        if (!file.section("broker").flag("use_stdin")) {
            add(dns.path(), "needs broker.use_stdin: true");
        }
    }

    private void quotas(Values quotas) {
        if (!quotas.members().isEmpty() && file.section("broker").flag("disable_cf_startup_checks")) {
            add(quotas.path(), "has no effect with broker.disable_cf_startup_checks: true");
        }
    }

    private void version(Values maintenance) {
        if (maintenance
                .optionalText("version")
                .filter(text -> !VERSION.matcher(text).matches())
                .isPresent()) {
            add(maintenance.child("version"), "must be a semantic version such as 1.2.3");
        }
    }

    private void required(Values values, String... names) {
        for (var name : names) {
            if (values.text(name).isEmpty()) {
                add(values.child(name), "is required");
            }
        }
    }

    private void unique(Values values, String name, Set<String> seen) {
        var text = values.text(name);
        if (!text.isEmpty() && !seen.add(text)) {
            add(values.child(name), "occurs in another plan too");
        }
    }
}
