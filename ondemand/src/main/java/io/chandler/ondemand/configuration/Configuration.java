package io.chandler.ondemand.configuration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration file of the on-demand broker, checked. Text is the source text of its scalar; what was left out and
 * has no default is empty.
 *
 * @param credhub the platform's CredHub, for secure bindings
 * @param boshCredhub the director's CredHub, used only with {@code enable_secure_manifests}
 */
public record Configuration(
        Broker broker,
        Bosh bosh,
        Optional<CloudFoundry> cloudFoundry,
        Optional<ServiceInstancesApi> serviceInstancesApi,
        Optional<RuntimeCredHub> credhub,
        Optional<BoshCredHub> boshCredhub,
        Adapter adapter,
        Deployment deployment,
        Offering offering) {

    /** Section {@code broker}. {@code toString} leaves the password out. */
    public record Broker(
            int port,
            String username,
            String password,
            boolean disableSslCertVerification,
            boolean disableBoshConfigs,
            boolean startupBanner,
            int shutdownTimeoutInSeconds,
            boolean disableCfStartupChecks,
            boolean exposeOperationalErrors,
            boolean enablePlanSchemas,
            boolean useStdin,
            boolean enableSecureManifests,
            boolean enableTelemetry,
            boolean supportBackupAgentBinding,
            boolean skipCheckForPendingChanges,
            Optional<Tls> tls,
            Compatibility compatibility) {

        @Override
        public String toString() {
            return "Broker[port=" + port + ", username=" + username + "]";
        }
    }

    /** Whether the API is answered as its specification says, or with the status codes and texts of the original. */
    public enum Compatibility {
        SPECIFICATION,
        ORIGINAL
    }

    /** Paths of PEM files. */
    public record Tls(String certificateFile, String keyFile) {}

    /** A name and its secret: a user and password, or a client of UAA and its secret. */
    public record Credentials(String name, String secret) {
        @Override
        public String toString() {
            return "Credentials[name=" + name + "]";
        }
    }

    /** Section {@code bosh}. */
    public record Bosh(String url, Optional<String> rootCaCertificate, BoshAuthentication authentication) {}

    /** How the director is authenticated with. */
    public sealed interface BoshAuthentication {
        /** Basic authentication. */
        record Basic(Credentials user) implements BoshAuthentication {}

        /** A token of the UAA that the director names. */
        record Uaa(Credentials client) implements BoshAuthentication {}
    }

    /** Section {@code cf}; {@code apiVersion} is empty where the platform is asked for what it has. */
    public record CloudFoundry(
            String url,
            Optional<String> rootCaCertificate,
            boolean disableSslCertVerification,
            Optional<ApiVersion> apiVersion,
            CloudFoundryUaa uaa) {}

    /** Major version of the Cloud Controller API. */
    public enum ApiVersion {
        V2,
        V3
    }

    /** Section {@code cf.uaa}; {@code clientDefinition} is present only if it asks for a client per instance. */
    public record CloudFoundryUaa(
            String url, UaaAuthentication authentication, Optional<ClientDefinition> clientDefinition) {}

    /** How UAA is asked for a token. */
    public sealed interface UaaAuthentication {
        /** Grant type {@code client_credentials}. */
        record Client(Credentials client) implements UaaAuthentication {}

        /** Grant type {@code password} through the client {@code cf}. */
        record User(Credentials user) implements UaaAuthentication {}
    }

    /** Section {@code cf.uaa.client_definition}; lists are separated by commas, as UAA takes them. */
    public record ClientDefinition(
            String scopes,
            String authorities,
            String authorizedGrantTypes,
            String resourceIds,
            String name,
            boolean allowPublic) {}

    /** Section {@code service_instances_api}. */
    public record ServiceInstancesApi(
            String url, Optional<String> rootCaCertificate, boolean disableSslCertVerification, Credentials user) {}

    /** Section {@code credhub}. */
    public record RuntimeCredHub(
            String apiUrl,
            Credentials client,
            Optional<String> caCertificate,
            Optional<String> internalUaaCaCertificate) {}

    /** Section {@code bosh_credhub}. */
    public record BoshCredHub(String url, Optional<String> rootCaCertificate, Credentials client) {}

    /**
     * Section {@code service_adapter}.
     *
     * @param path of an executable, or {@link #CLASS_PREFIX} and the name of a class
     * @param rememberParameters whether it gets the parameters of earlier requests again
     */
    public record Adapter(String path, int timeoutSeconds, boolean rememberParameters) {

        /** Begins the path of an adapter that is a class on the class path. */
        public static final String CLASS_PREFIX = "class:";
    }

    /** Section {@code service_deployment}. */
    public record Deployment(List<Release> releases, List<Stemcell> stemcells) {}

    /** A release with an exact version. */
    public record Release(String name, String version, List<String> jobs) {}

    /** A stemcell with an exact version. */
    public record Stemcell(Optional<String> name, String os, String version) {}

    /**
     * Section {@code service_catalog}.
     *
     * @param metadata with the keys of the file ({@code display_name}); the catalog translates the known ones
     * @param globalProperties texts, numbers, booleans, lists and maps with text keys, as YAML reads them
     */
    public record Offering(
            String id,
            String name,
            String description,
            boolean bindable,
            boolean planUpdatable,
            List<String> requires,
            List<String> tags,
            Map<String, Object> metadata,
            Optional<DashboardClient> dashboardClient,
            Map<String, Object> globalProperties,
            Quotas globalQuotas,
            Optional<MaintenanceInfo> maintenanceInfo,
            List<Plan> plans) {

        /** The plan with an id. */
        public Optional<Plan> plan(String id) {
            return plans.stream().filter(plan -> plan.id().equals(id)).findFirst();
        }
    }

    /** Section {@code service_catalog.dashboard_client}. */
    public record DashboardClient(String id, String secret, String redirectUri) {
        @Override
        public String toString() {
            return "DashboardClient[id=" + id + "]";
        }
    }

    /** Limits; an absent one does not limit. */
    public record Quotas(Optional<Integer> serviceInstanceLimit, Map<String, ResourceQuota> resources) {}

    /** Limit and cost of one kind of resource; 0 as limit does not limit. */
    public record ResourceQuota(int limit, int cost) {}

    /** Section {@code maintenance_info} of the offering or of a plan, before both are merged. */
    public record MaintenanceInfo(
            Map<String, String> publicValues,
            Map<String, String> privateValues,
            Optional<String> version,
            Optional<String> description) {
        @Override
        public String toString() {
            return "MaintenanceInfo[version=" + version + "]";
        }
    }

    /**
     * One of {@code service_catalog.plans}.
     *
     * @param instanceGroups and {@code update}: as the adapter receives them, keys and values of the file
     */
    public record Plan(
            String id,
            String name,
            String description,
            Optional<Boolean> free,
            Optional<Boolean> bindable,
            Map<String, Object> metadata,
            Quotas quotas,
            Map<String, Object> properties,
            List<Map<String, Object>> instanceGroups,
            Optional<Map<String, Object>> update,
            Optional<LifecycleErrands> lifecycleErrands,
            List<BindingDns> bindingWithDns,
            Optional<MaintenanceInfo> maintenanceInfo) {}

    /** The errands that belong to a plan's instances. */
    public record LifecycleErrands(List<Errand> postDeploy, List<Errand> preDelete) {}

    /** An errand and the instances ({@code group} or {@code group/id}) that it runs on; none: on all. */
    public record Errand(String name, List<String> instances) {}

    /** One of a plan's {@code binding_with_dns}. */
    public record BindingDns(
            String name, String linkProvider, String instanceGroup, List<String> zones, Optional<String> status) {}
}
