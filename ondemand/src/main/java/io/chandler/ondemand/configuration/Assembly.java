package io.chandler.ondemand.configuration;

import io.chandler.ondemand.configuration.Configuration.Adapter;
import io.chandler.ondemand.configuration.Configuration.ApiVersion;
import io.chandler.ondemand.configuration.Configuration.BindingDns;
import io.chandler.ondemand.configuration.Configuration.Bosh;
import io.chandler.ondemand.configuration.Configuration.BoshAuthentication;
import io.chandler.ondemand.configuration.Configuration.BoshCredHub;
import io.chandler.ondemand.configuration.Configuration.Broker;
import io.chandler.ondemand.configuration.Configuration.ClientDefinition;
import io.chandler.ondemand.configuration.Configuration.CloudFoundry;
import io.chandler.ondemand.configuration.Configuration.CloudFoundryUaa;
import io.chandler.ondemand.configuration.Configuration.Compatibility;
import io.chandler.ondemand.configuration.Configuration.Credentials;
import io.chandler.ondemand.configuration.Configuration.DashboardClient;
import io.chandler.ondemand.configuration.Configuration.Deployment;
import io.chandler.ondemand.configuration.Configuration.Errand;
import io.chandler.ondemand.configuration.Configuration.LifecycleErrands;
import io.chandler.ondemand.configuration.Configuration.MaintenanceInfo;
import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.ondemand.configuration.Configuration.Quotas;
import io.chandler.ondemand.configuration.Configuration.Release;
import io.chandler.ondemand.configuration.Configuration.ResourceQuota;
import io.chandler.ondemand.configuration.Configuration.RuntimeCredHub;
import io.chandler.ondemand.configuration.Configuration.ServiceInstancesApi;
import io.chandler.ondemand.configuration.Configuration.Stemcell;
import io.chandler.ondemand.configuration.Configuration.Tls;
import io.chandler.ondemand.configuration.Configuration.UaaAuthentication;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes the records of the configuration from values that have passed the {@link Rules}. */
final class Assembly {

    private static final int TIMEOUT_SECONDS = 600;

    private Assembly() {}

    /** @param compatibility where the file says nothing of it */
    static Configuration configuration(Values file, String compatibility) {
        return new Configuration(
                broker(
                        file.section("broker"),
                        file.optionalText("compatibility").orElse(compatibility)),
                bosh(file.section("bosh")),
                cloudFoundry(file.section("cf")),
                serviceInstancesApi(file.section("service_instances_api")),
                credhub(file.section("credhub")),
                boshCredhub(file.section("bosh_credhub")),
                adapter(file.section("service_adapter")),
                deployment(file.section("service_deployment")),
                offering(file.section("service_catalog")));
    }

    private static Broker broker(Values broker, String compatibility) {
        var tls = broker.section("tls");
        return new Broker(
                broker.number("port"),
                broker.text("username"),
                broker.text("password"),
                broker.flag("disable_ssl_cert_verification"),
                broker.flag("disable_bosh_configs"),
                broker.flag("startup_banner"),
                broker.number("shutdown_timeout_in_seconds"),
                broker.flag("disable_cf_startup_checks"),
                broker.flag("expose_operational_errors"),
                broker.flag("enable_plan_schemas"),
                broker.flag("use_stdin"),
                broker.flag("enable_secure_manifests"),
                broker.flag("enable_telemetry"),
                broker.flag("support_backup_agent_binding"),
                broker.flag("skip_check_for_pending_changes"),
                tls.optionalText("cert_file")
                        .flatMap(certificate -> tls.optionalText("key_file").map(key -> new Tls(certificate, key))),
                compatibility.equals("original") ? Compatibility.ORIGINAL : Compatibility.SPECIFICATION);
    }

    private static Bosh bosh(Values bosh) {
        var basic = bosh.section("authentication.basic");
        return new Bosh(
                bosh.text("url"),
                bosh.optionalText("root_ca_cert"),
                basic.anySet()
                        ? new BoshAuthentication.Basic(user(basic))
                        : new BoshAuthentication.Uaa(client(bosh.section("authentication.uaa.client_credentials"))));
    }

    private static Credentials user(Values values) {
        return new Credentials(values.text("username"), values.text("password"));
    }

    private static Credentials client(Values values) {
        return new Credentials(values.text("client_id"), values.text("client_secret"));
    }

    private static Optional<CloudFoundry> cloudFoundry(Values cf) {
        var uaa = cf.section("uaa");
        var client = uaa.section("authentication.client_credentials");
        var user = uaa.section("authentication.user_credentials");
        if (uaa.text("url").isEmpty() || (!client.anySet() && !user.anySet())) {
            return Optional.empty();
        }
        return Optional.of(new CloudFoundry(
                cf.text("url"),
                cf.optionalText("root_ca_cert"),
                cf.flag("disable_ssl_cert_verification"),
                cf.optionalText("api_version").map(version -> ApiVersion.valueOf(version.toUpperCase(Locale.ROOT))),
                new CloudFoundryUaa(
                        uaa.text("url"),
                        client.anySet()
                                ? new UaaAuthentication.Client(client(client))
                                : new UaaAuthentication.User(user(user)),
                        clientDefinition(uaa.section("client_definition")))));
    }

    private static Optional<ClientDefinition> clientDefinition(Values definition) {
        boolean asked = List.of("scopes", "authorities", "authorized_grant_types", "resource_ids").stream()
                .anyMatch(name -> !definition.text(name).isEmpty());
        return asked
                ? Optional.of(new ClientDefinition(
                        definition.text("scopes"),
                        definition.text("authorities"),
                        definition.text("authorized_grant_types"),
                        definition.text("resource_ids"),
                        definition.text("name"),
                        definition.flag("allowpublic")))
                : Optional.empty();
    }

    private static Optional<ServiceInstancesApi> serviceInstancesApi(Values api) {
        return api.optionalText("url")
                .map(url -> new ServiceInstancesApi(
                        url,
                        api.optionalText("root_ca_cert"),
                        api.flag("disable_ssl_cert_verification"),
                        user(api.section("authentication.basic"))));
    }

    private static Optional<RuntimeCredHub> credhub(Values credhub) {
        return credhub.anySet()
                ? Optional.of(new RuntimeCredHub(
                        credhub.text("api_url"),
                        client(credhub),
                        credhub.optionalText("ca_cert"),
                        credhub.optionalText("internal_uaa_ca_cert")))
                : Optional.empty();
    }

    private static Optional<BoshCredHub> boshCredhub(Values credhub) {
        return credhub.optionalText("url")
                .map(url -> new BoshCredHub(
                        url,
                        credhub.optionalText("root_ca_cert"),
                        client(credhub.section("authentication.uaa.client_credentials"))));
    }

    private static Adapter adapter(Values adapter) {
        return new Adapter(
                adapter.text("path"),
                adapter.optionalNumber("timeout_seconds").orElse(TIMEOUT_SECONDS),
                adapter.optionalFlag("remember_parameters").orElse(true));
    }

    private static Deployment deployment(Values deployment) {
        return new Deployment(
                deployment.sections("releases").stream()
                        .map(release ->
                                new Release(release.text("name"), release.text("version"), release.texts("jobs")))
                        .toList(),
                deployment.sections("stemcells").stream()
                        .map(stemcell -> new Stemcell(
                                stemcell.optionalText("name"), stemcell.text("os"), stemcell.text("version")))
                        .toList());
    }

    private static Offering offering(Values offering) {
        var dashboard = offering.section("dashboard_client");
        return new Offering(
                offering.text("id"),
                offering.text("service_name"),
                offering.text("service_description"),
                offering.flag("bindable"),
                offering.flag("plan_updatable"),
                offering.texts("requires"),
                offering.texts("tags"),
                offering.section("metadata").members(),
                offering.has("dashboard_client")
                        ? Optional.of(new DashboardClient(
                                dashboard.text("id"), dashboard.text("secret"), dashboard.text("redirect_uri")))
                        : Optional.empty(),
                offering.section("global_properties").members(),
                quotas(offering.section("global_quotas")),
                maintenance(offering),
                offering.sections("plans").stream().map(Assembly::plan).toList());
    }

    private static Plan plan(Values plan) {
        return new Plan(
                plan.text("plan_id"),
                plan.text("name"),
                plan.text("description"),
                plan.optionalFlag("free"),
                plan.optionalFlag("bindable"),
                plan.section("metadata").members(),
                quotas(plan.section("quotas")),
                plan.section("properties").members(),
                plan.sections("instance_groups").stream()
                        .map(Assembly::instanceGroup)
                        .toList(),
                plan.has("update") ? Optional.of(plan.section("update").members()) : Optional.empty(),
                plan.has("lifecycle_errands")
                        ? Optional.of(new LifecycleErrands(
                                errands(plan.section("lifecycle_errands"), "post_deploy"),
                                errands(plan.section("lifecycle_errands"), "pre_delete")))
                        : Optional.empty(),
                plan.sections("binding_with_dns").stream().map(Assembly::dns).toList(),
                maintenance(plan));
    }

    /** Empty extensions are no extensions. */
    private static Map<String, Object> instanceGroup(Values group) {
        var members = new LinkedHashMap<>(group.members());
        members.computeIfPresent(
                "vm_extensions",
                (_, _) -> group.texts("vm_extensions").stream()
                        .filter(extension -> !extension.isEmpty())
                        .toList());
        return Collections.unmodifiableMap(members);
    }

    private static List<Errand> errands(Values lifecycle, String moment) {
        return lifecycle.sections(moment).stream()
                .map(errand -> new Errand(errand.text("name"), errand.texts("instances")))
                .toList();
    }

    private static BindingDns dns(Values dns) {
        var properties = dns.section("properties");
        return new BindingDns(
                dns.text("name"),
                dns.text("link_provider"),
                dns.text("instance_group"),
                properties.texts("azs"),
                properties.optionalText("status"));
    }

    private static Quotas quotas(Values quotas) {
        var resources = new LinkedHashMap<String, ResourceQuota>();
        var all = quotas.section("resources");
        for (var kind : all.members().keySet()) {
            var quota = all.member(kind);
            resources.put(kind, new ResourceQuota(quota.number("limit"), quota.number("cost")));
        }
        return new Quotas(quotas.optionalNumber("service_instance_limit"), Collections.unmodifiableMap(resources));
    }

    private static Optional<MaintenanceInfo> maintenance(Values parent) {
        var info = parent.section("maintenance_info");
        return parent.has("maintenance_info")
                ? Optional.of(new MaintenanceInfo(
                        texts(info.section("public")),
                        texts(info.section("private")),
                        info.optionalText("version"),
                        info.optionalText("description")))
                : Optional.empty();
    }

    private static Map<String, String> texts(Values values) {
        var texts = new LinkedHashMap<String, String>();
        values.members().keySet().forEach(name -> texts.put(name, values.text(name)));
        return Collections.unmodifiableMap(texts);
    }
}
