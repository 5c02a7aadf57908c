package io.chandler.ondemand.configuration;

import static io.chandler.ondemand.configuration.Key.Kind.ANY;
import static io.chandler.ondemand.configuration.Key.Kind.DECIMAL;
import static io.chandler.ondemand.configuration.Key.Kind.FLAG;
import static io.chandler.ondemand.configuration.Key.Kind.NUMBER;
import static io.chandler.ondemand.configuration.Key.Kind.SECRET;
import static io.chandler.ondemand.configuration.Key.Kind.TEXT;

import io.chandler.ondemand.configuration.Key.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All keys of the configuration file, in the order of the reference page: reader, check and page come from here. */
final class Keys {

    private static final String REQUIRED = "required";
    private static final String NONE = "none";
    private static final String OFF = "`false`";

    /** Names of structures in messages about wrong types, by path; others are named after what they hold. */
    static final Map<String, String> GO_TYPES = Map.ofEntries(
            Map.entry("", "config.Config"),
            Map.entry("broker", "config.Broker"),
            Map.entry("broker.tls", "config.TLSConfig"),
            Map.entry("bosh", "config.Bosh"),
            Map.entry("bosh.authentication", "config.Authentication"),
            Map.entry("bosh.authentication.basic", "config.UserCredentials"),
            Map.entry("bosh.authentication.uaa", "config.UAAAuthentication"),
            Map.entry("bosh.authentication.uaa.client_credentials", "config.ClientCredentials"),
            Map.entry("bosh.authentication.uaa.user_credentials", "config.UserCredentials"),
            Map.entry("cf", "config.CF"),
            Map.entry("cf.uaa", "config.UAAConfig"),
            Map.entry("cf.uaa.authentication", "config.UAACredentials"),
            Map.entry("cf.uaa.authentication.client_credentials", "config.ClientCredentials"),
            Map.entry("cf.uaa.authentication.user_credentials", "config.UserCredentials"),
            Map.entry("cf.uaa.client_definition", "config.ClientDefinition"),
            Map.entry("service_instances_api", "config.ServiceInstancesAPI"),
            Map.entry("service_instances_api.authentication", "config.Authentication"),
            Map.entry("service_instances_api.authentication.basic", "config.UserCredentials"),
            Map.entry("credhub", "config.CredHub"),
            Map.entry("bosh_credhub", "config.BoshCredhub"),
            Map.entry("bosh_credhub.authentication", "config.Authentication"),
            Map.entry("bosh_credhub.authentication.uaa", "config.UAAAuthentication"),
            Map.entry("bosh_credhub.authentication.uaa.client_credentials", "config.ClientCredentials"),
            Map.entry("service_adapter", "config.ServiceAdapter"),
            Map.entry("service_deployment", "config.ServiceDeployment"),
            Map.entry("service_deployment.releases", "serviceadapter.ServiceReleases"),
            Map.entry("service_deployment.releases[]", "serviceadapter.ServiceRelease"),
            Map.entry("service_deployment.stemcells", "[]serviceadapter.Stemcell"),
            Map.entry("service_deployment.stemcells[]", "serviceadapter.Stemcell"),
            Map.entry("service_catalog", "config.ServiceOffering"),
            Map.entry("service_catalog.metadata", "config.ServiceMetadata"),
            Map.entry("service_catalog.dashboard_client", "config.DashboardClient"),
            Map.entry("service_catalog.global_properties", "serviceadapter.Properties"),
            Map.entry("service_catalog.global_quotas", "config.Quotas"),
            Map.entry("service_catalog.global_quotas.resources.*", "config.ResourceQuota"),
            Map.entry("service_catalog.maintenance_info", "config.MaintenanceInfo"),
            Map.entry("service_catalog.plans", "config.Plans"),
            Map.entry("service_catalog.plans[]", "config.Plan"),
            Map.entry("service_catalog.plans[].metadata", "config.PlanMetadata"),
            Map.entry("service_catalog.plans[].metadata.costs[]", "config.PlanCost"),
            Map.entry("service_catalog.plans[].quotas", "config.Quotas"),
            Map.entry("service_catalog.plans[].quotas.resources.*", "config.ResourceQuota"),
            Map.entry("service_catalog.plans[].properties", "serviceadapter.Properties"),
            Map.entry("service_catalog.plans[].instance_groups[]", "serviceadapter.InstanceGroup"),
            Map.entry("service_catalog.plans[].instance_groups[].migrated_from[]", "serviceadapter.Migration"),
            Map.entry("service_catalog.plans[].update", "serviceadapter.Update"),
            Map.entry("service_catalog.plans[].lifecycle_errands", "serviceadapter.LifecycleErrands"),
            Map.entry("service_catalog.plans[].lifecycle_errands.post_deploy[]", "serviceadapter.Errand"),
            Map.entry("service_catalog.plans[].lifecycle_errands.pre_delete[]", "serviceadapter.Errand"),
            Map.entry("service_catalog.plans[].binding_with_dns[]", "config.BindingDNS"),
            Map.entry("service_catalog.plans[].binding_with_dns[].properties", "config.BindingDNSProperties"),
            Map.entry("service_catalog.plans[].maintenance_info", "config.MaintenanceInfo"));

    static final List<Key> ALL = all();

    static final Shape SHAPE = Shape.of(ALL, GO_TYPES);

    private Keys() {}

    private static List<Key> all() {
        var keys = new ArrayList<Key>();
        compatibility(keys);
        broker(keys);
        bosh(keys);
        cloudFoundry(keys);
        credhub(keys);
        deployment(keys);
        offering(keys);
        plans(keys);
        return List.copyOf(keys);
    }

    private static void compatibility(List<Key> keys) {
        add(
                keys,
                "compatibility",
                TEXT,
                "`specification`",
                "How the API is answered where the Go broker departs from the Open Service Broker specification:"
                        + " `specification` follows the specification, `original` the Go broker's status codes and"
                        + " texts; it also asks the director for all that the Go broker asks for. Where the file says"
                        + " nothing, the variable `CHANDLER_COMPATIBILITY` of the environment does. The Go broker"
                        + " ignores this key.");
    }

    private static void broker(List<Key> keys) {
        add(keys, "broker.port", NUMBER, REQUIRED, "Port to listen on, on all interfaces.");
        add(keys, "broker.username", TEXT, REQUIRED, "Name that the platform and the errands authenticate with.");
        add(keys, "broker.password", SECRET, REQUIRED, "Password that belongs to it.");
        add(
                keys,
                "broker.disable_ssl_cert_verification",
                FLAG,
                OFF,
                "Whether the certificates of Cloud Controller and its UAA are taken without a check. The director and"
                        + " CredHub are always checked.");
        add(
                keys,
                "broker.disable_bosh_configs",
                FLAG,
                OFF,
                "Whether the director's configs are left alone; an adapter that returns some then fails.");
        add(keys, "broker.startup_banner", FLAG, OFF, "Whether a banner is printed at the start.");
        add(
                keys,
                "broker.shutdown_timeout_in_seconds",
                NUMBER,
                "`0`",
                "How long requests that run may take to end when the broker is stopped; 0 does not wait.");
        add(
                keys,
                "broker.disable_cf_startup_checks",
                FLAG,
                OFF,
                "For platforms other than Cloud Foundry: section `cf` is not checked and Cloud Controller is not asked."
                        + " There are no quotas and no metrics then.");
        add(
                keys,
                "broker.expose_operational_errors",
                FLAG,
                OFF,
                "Whether the operator's error text is added to what the user sees.");
        add(
                keys,
                "broker.enable_plan_schemas",
                FLAG,
                OFF,
                "Whether the adapter is asked for JSON Schemas of the plans' parameters, for the catalog and to check"
                        + " requests.");
        add(
                keys,
                "broker.use_stdin",
                FLAG,
                OFF,
                "Whether the adapter gets its input as JSON on standard input instead of arguments. Secrets, configs,"
                        + " DNS addresses and UAA clients are handed over only this way.");
        add(
                keys,
                "broker.enable_secure_manifests",
                FLAG,
                OFF,
                "Whether secrets that the adapter returns are kept in the director's CredHub and `((odb_secret:...))`"
                        + " is replaced; needs `bosh_credhub`.");
        add(keys, "broker.enable_telemetry", FLAG, OFF, "Whether numbers of instances are logged as JSON.");
        add(keys, "broker.enable_optimised_upgrades", FLAG, OFF, "Read and not used, as in the Go broker.");
        add(keys, "broker.support_backup_agent_binding", FLAG, OFF, "Whether bindings of a backup agent are allowed.");
        add(
                keys,
                "broker.skip_check_for_pending_changes",
                FLAG,
                OFF,
                "Whether an instance may be updated although the operator's own changes have not been applied to it.");
        add(keys, "broker.tls.cert_file", TEXT, "plain HTTP", "PEM file with the broker's certificate.");
        add(keys, "broker.tls.key_file", TEXT, "plain HTTP", "PEM file with its private key.");
    }

    private static void bosh(List<Key> keys) {
        add(
                keys,
                "bosh.url",
                TEXT,
                REQUIRED,
                "Host of the director, with or without port; the scheme is always https, the port 25555 unless given.");
        add(
                keys,
                "bosh.root_ca_cert",
                TEXT,
                "the system's roots",
                "PEM of the authority that the director's and its UAA's certificates are trusted by.");
        var authentication = "bosh.authentication.";
        add(keys, authentication + "basic.username", TEXT, "this or `uaa`", "The director's user.");
        add(keys, authentication + "basic.password", SECRET, "this or `uaa`", "The user's password.");
        add(keys, authentication + "uaa.url", TEXT, NONE, "Not used: the director itself names its UAA.");
        client(keys, authentication + "uaa.client_credentials", "this or `basic`");
        add(keys, authentication + "uaa.user_credentials.username", TEXT, NONE, "Not supported.");
        add(keys, authentication + "uaa.user_credentials.password", SECRET, NONE, "Not supported.");
    }

    private static void cloudFoundry(List<Key> keys) {
        var unless = "required unless `broker.disable_cf_startup_checks`";
        add(keys, "cf.url", TEXT, unless, "Address of Cloud Controller.");
        add(
                keys,
                "cf.root_ca_cert",
                TEXT,
                "the system's roots",
                "PEM of an authority that is trusted beside the system's, for Cloud Controller and its UAA.");
        add(
                keys,
                "cf.disable_ssl_cert_verification",
                FLAG,
                OFF,
                "Whether the UAA's certificate is taken without a check when clients of instances are made.");
        add(
                keys,
                "cf.api_version",
                TEXT,
                "what the platform offers",
                "`v2` or `v3`: the Cloud Controller API to use. By default v2 where the platform still has it, v3"
                        + " otherwise. The Go broker ignores this key.");
        add(keys, "cf.uaa.url", TEXT, unless, "Address of the platform's UAA.");
        client(keys, "cf.uaa.authentication.client_credentials", "this or `user_credentials`");
        add(
                keys,
                "cf.uaa.authentication.user_credentials.username",
                TEXT,
                "this or `client_credentials`",
                "A user of the platform, for whom a token is asked through the client `cf`.");
        add(
                keys,
                "cf.uaa.authentication.user_credentials.password",
                SECRET,
                "this or `client_credentials`",
                "The user's password.");
        var definition = "cf.uaa.client_definition.";
        add(
                keys,
                definition + "scopes",
                TEXT,
                NONE,
                "Scopes of the UAA client of each instance, with commas between them; `ODB_SPACE_GUID` in it stands for"
                        + " the instance's space. A client is made if any of the four lists is given.");
        add(keys, definition + "authorities", TEXT, NONE, "Authorities of the client, likewise.");
        add(keys, definition + "authorized_grant_types", TEXT, NONE, "Grant types of the client, likewise.");
        add(keys, definition + "resource_ids", TEXT, NONE, "Resource ids of the client, likewise.");
        add(keys, definition + "name", TEXT, "the instance's name", "Name of the clients.");
        add(keys, definition + "allowpublic", FLAG, OFF, "Whether the clients are public and have no secret.");
        var api = "service_instances_api.";
        add(
                keys,
                api + "url",
                TEXT,
                NONE,
                "Address of an API that lists the instances of the offering in place of Cloud Controller.");
        add(keys, api + "root_ca_cert", TEXT, "the system's roots", "PEM of an authority that is trusted as well.");
        add(
                keys,
                api + "disable_ssl_cert_verification",
                FLAG,
                OFF,
                "Whether its certificate is taken without a check.");
        add(keys, api + "authentication.basic.username", TEXT, NONE, "Its user.");
        add(keys, api + "authentication.basic.password", SECRET, NONE, "The user's password.");
    }

    private static void credhub(List<Key> keys) {
        add(
                keys,
                "credhub.api_url",
                TEXT,
                NONE,
                "Address of the platform's CredHub. With any key of this section, bindings are secure: the platform gets"
                        + " a reference instead of the credentials.");
        add(keys, "credhub.client_id", TEXT, NONE, "Client of the UAA that this CredHub names.");
        add(keys, "credhub.client_secret", SECRET, NONE, "The client's secret.");
        add(keys, "credhub.ca_cert", TEXT, NONE, "PEM of an authority that is trusted as well.");
        add(keys, "credhub.internal_uaa_ca_cert", TEXT, NONE, "PEM of the authority of its UAA.");
        add(
                keys,
                "bosh_credhub.url",
                TEXT,
                NONE,
                "Address of the director's CredHub; used with `broker.enable_secure_manifests`.");
        add(
                keys,
                "bosh_credhub.root_ca_cert",
                TEXT,
                "the system's roots",
                "PEM of an authority that is trusted, beside `bosh.root_ca_cert`.");
        client(keys, "bosh_credhub.authentication.uaa.client_credentials", NONE);
    }

    private static void deployment(List<Key> keys) {
        add(
                keys,
                "service_adapter.path",
                TEXT,
                REQUIRED,
                "The adapter: path of an executable, or `class:` and the name of a class that runs within the broker.");
        add(
                keys,
                "service_adapter.timeout_seconds",
                NUMBER,
                "`600`",
                "How long one call of the adapter may take before it is ended with all its processes. The Go broker"
                        + " ignores this key.");
        add(
                keys,
                "service_adapter.remember_parameters",
                FLAG,
                "`true`",
                "Whether the adapter gets the parameters of all requests so far with each check for pending changes,"
                        + " update and upgrade. With `false` it gets those of the request alone, as from the Go broker,"
                        + " and keeps in the manifest what is to last: right for parameters that shall act once."
                        + " `compatibility: original` acts as `false`.");
        add(
                keys,
                "service_adapter.mount_paths[]",
                TEXT,
                NONE,
                "Read and not used: paths that the BOSH release mounts for the adapter.");
        var releases = "service_deployment.releases[].";
        add(keys, releases + "name", TEXT, REQUIRED, "Release that the adapter deploys.");
        add(keys, releases + "version", TEXT, REQUIRED, "Its exact version; `latest` is refused.");
        add(keys, releases + "jobs[]", TEXT, NONE, "Jobs of the release that are used.");
        var stemcells = "service_deployment.stemcells[].";
        add(keys, stemcells + "name", TEXT, NONE, "Name of the stemcell, where the operating system is not enough.");
        add(keys, stemcells + "os", TEXT, REQUIRED, "Operating system of the stemcell.");
        add(keys, stemcells + "version", TEXT, REQUIRED, "Its exact version.");
    }

    private static void offering(List<Key> keys) {
        var catalog = "service_catalog.";
        add(keys, catalog + "id", TEXT, REQUIRED, "Id of the service offering.");
        add(keys, catalog + "service_name", TEXT, REQUIRED, "Name of the service offering.");
        add(keys, catalog + "service_description", TEXT, REQUIRED, "What the marketplace says of it.");
        add(keys, catalog + "bindable", FLAG, OFF, "Whether instances can be bound, unless the plan says otherwise.");
        add(keys, catalog + "plan_updatable", FLAG, OFF, "Whether an instance can change its plan.");
        add(keys, catalog + "requires[]", TEXT, NONE, "Permissions that the platform must give.");
        add(keys, catalog + "tags[]", TEXT, NONE, "Tags of the offering.");
        var metadata = catalog + "metadata.";
        add(keys, metadata + "display_name", TEXT, NONE, "Name for people.");
        add(keys, metadata + "image_url", TEXT, NONE, "Address of an icon.");
        add(keys, metadata + "long_description", TEXT, NONE, "Description for people.");
        add(keys, metadata + "provider_display_name", TEXT, NONE, "Who provides the service.");
        add(keys, metadata + "documentation_url", TEXT, NONE, "Address of the documentation.");
        add(keys, metadata + "support_url", TEXT, NONE, "Address of the support.");
        add(keys, metadata + "shareable", FLAG, OFF, "Whether instances can be shared with other spaces.");
        add(keys, metadata + "*", ANY, NONE, "Anything else, handed on to the platform.");
        add(keys, catalog + "dashboard_client.id", TEXT, NONE, "Client that the platform makes for dashboards.");
        add(keys, catalog + "dashboard_client.secret", SECRET, NONE, "The client's secret.");
        add(keys, catalog + "dashboard_client.redirect_uri", TEXT, NONE, "Where the client may redirect to.");
        add(
                keys,
                catalog + "global_properties.*",
                ANY,
                NONE,
                "Properties for the adapter, of all plans; a plan's own property of the same name wins.");
        quotas(keys, catalog + "global_quotas", "of all plans together");
        maintenance(keys, catalog + "maintenance_info", "of all plans");
    }

    private static void plans(List<Key> keys) {
        var plan = "service_catalog.plans[].";
        add(keys, plan + "plan_id", TEXT, REQUIRED, "Id of the plan.");
        add(keys, plan + "name", TEXT, REQUIRED, "Name of the plan.");
        add(keys, plan + "description", TEXT, REQUIRED, "What the marketplace says of it.");
        add(keys, plan + "free", FLAG, "not said", "Whether the plan costs nothing.");
        add(keys, plan + "bindable", FLAG, "the offering's", "Whether instances of the plan can be bound.");
        add(keys, plan + "metadata.display_name", TEXT, NONE, "Name for people.");
        add(keys, plan + "metadata.bullets[]", TEXT, NONE, "Features to list.");
        add(keys, plan + "metadata.costs[].amount.*", DECIMAL, NONE, "Price by currency.");
        add(keys, plan + "metadata.costs[].unit", TEXT, NONE, "What the price is for, such as `MONTHLY`.");
        add(keys, plan + "metadata.*", ANY, NONE, "Anything else, handed on to the platform.");
        quotas(keys, plan + "quotas", "of the plan");
        add(keys, plan + "properties.*", ANY, NONE, "Properties for the adapter.");
        instanceGroups(keys, plan + "instance_groups[].");
        update(keys, plan + "update.");
        for (var moment : List.of("post_deploy", "pre_delete")) {
            var errand = plan + "lifecycle_errands." + moment + "[].";
            add(
                    keys,
                    errand + "name",
                    TEXT,
                    REQUIRED,
                    moment.equals("post_deploy")
                            ? "Errand that runs after each deployment, in the order of the list."
                            : "Errand that runs before an instance is deleted, in the order of the list.");
            add(
                    keys,
                    errand + "instances[]",
                    TEXT,
                    "all of the errand's",
                    "Where it runs: `group`, or `group/id-or-index`.");
        }
        var dns = plan + "binding_with_dns[].";
        add(keys, dns + "name", TEXT, REQUIRED, "Name under which the adapter gets the address when it binds.");
        add(keys, dns + "link_provider", TEXT, REQUIRED, "Name of a shared link of the deployment.");
        add(keys, dns + "instance_group", TEXT, REQUIRED, "Instance group that provides the link.");
        add(keys, dns + "properties.azs[]", TEXT, "all", "Availability zones that the address is limited to.");
        add(
                keys,
                dns + "properties.status",
                TEXT,
                "`default`",
                "Instances that the address stands for: `default`, `healthy`, `unhealthy` or `all`.");
        maintenance(keys, plan + "maintenance_info", "of the plan, added to the offering's");
        add(keys, plan + "cf_service_access", TEXT, "`enable`", "Read and not used here: see `register-broker`.");
        add(keys, plan + "service_access_org", TEXT, NONE, "Read and not used here: see `register-broker`.");
    }

    private static void instanceGroups(List<Key> keys, String group) {
        add(keys, group + "name", TEXT, REQUIRED, "Instance group that the adapter deploys.");
        add(keys, group + "vm_type", TEXT, REQUIRED, "Its machines' type in the cloud config.");
        add(keys, group + "vm_extensions[]", TEXT, NONE, "Extensions of the cloud config.");
        add(keys, group + "persistent_disk_type", TEXT, NONE, "Type of its disks in the cloud config.");
        add(keys, group + "instances", NUMBER, REQUIRED, "Number of machines.");
        add(keys, group + "networks[]", TEXT, REQUIRED, "Networks of the cloud config.");
        add(keys, group + "azs[]", TEXT, REQUIRED, "Availability zones.");
        add(keys, group + "lifecycle", TEXT, NONE, "`service` or `errand`.");
        add(keys, group + "migrated_from[].name", TEXT, NONE, "Instance group whose disks it takes over.");
    }

    private static void update(List<Key> keys, String update) {
        add(keys, update + "canaries", NUMBER, "`0`", "Machines that are updated first.");
        add(keys, update + "canary_watch_time", TEXT, NONE, "How long a canary may take, in milliseconds or as range.");
        add(keys, update + "update_watch_time", TEXT, NONE, "The same for the other machines.");
        add(keys, update + "max_in_flight", ANY, "`0`", "Machines that are updated at once: a number or `25%`.");
        add(keys, update + "serial", FLAG, NONE, "Whether instance groups are updated one after the other.");
        add(keys, update + "initial_deploy_az_update_strategy", TEXT, NONE, "`serial` or `parallel`.");
    }

    private static void client(List<Key> keys, String path, String standard) {
        add(keys, path + ".client_id", TEXT, standard, "Client of UAA.");
        add(keys, path + ".client_secret", SECRET, standard, "The client's secret.");
    }

    private static void quotas(List<Key> keys, String path, String whose) {
        add(keys, path + ".service_instance_limit", NUMBER, "no limit", "Most instances " + whose + ".");
        add(
                keys,
                path + ".resources.*.limit",
                NUMBER,
                "no limit",
                "Most of a kind of resource that the instances " + whose + " may use.");
        add(keys, path + ".resources.*.cost", NUMBER, "`0`", "How much of it one instance uses.");
    }

    private static void maintenance(List<Key> keys, String path, String whose) {
        add(keys, path + ".version", TEXT, NONE, "Version of the maintenance " + whose + ", as in semver.");
        add(keys, path + ".description", TEXT, NONE, "What an upgrade brings.");
        add(keys, path + ".public.*", TEXT, NONE, "Values that the catalog shows.");
        add(keys, path + ".private.*", SECRET, NONE, "Values of which the catalog shows only a hash.");
    }

    private static void add(List<Key> keys, String path, Kind kind, String standard, String meaning) {
        keys.add(new Key(path, kind, standard, meaning));
    }
}
