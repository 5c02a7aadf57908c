package io.chandler.examples.redis;

import io.chandler.adapter.GeneratedManifest;
import io.chandler.adapter.InstanceGroupMapping;
import io.chandler.adapter.ManifestGenerator;
import io.chandler.adapter.ManifestRequest;
import io.chandler.adapter.Plan;
import io.chandler.adapter.Secrets;
import io.chandler.adapter.manifest.Manifest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Generates the manifest. The plan's group {@code redis} runs the server and the plan's errands, such as
 * {@code health-check} after each deployment and {@code cleanup-data} before the deletion.
 */
final class RedisManifest implements ManifestGenerator {

    static final String GROUP = "redis";
    static final String SERVER = "redis-server";
    static final int PORT = 6379;

    private static final String STEMCELL = "only-stemcell";
    private static final String PASSWORD = "password";
    private static final String ADMIN_PASSWORD = "admin_password";

    private static final Map<String, Object> DEFAULT_UPDATE = Map.of(
            "canaries", 1, "canary_watch_time", "1000-60000", "update_watch_time", "1000-60000", "max_in_flight", 1);

    @Override
    public GeneratedManifest generateManifest(ManifestRequest request) {
        var settings = Settings.of(request);
        var manifest = request.deployment().manifest(STEMCELL);
        InstanceGroupMapping.empty()
                .with(GROUP, jobs(request.plan()))
                .addTo(manifest, request.plan(), request.deployment(), STEMCELL);
        var password = new Password(request);
        var group = manifest.instanceGroup(GROUP)
                .orElseThrow(() -> new IllegalStateException("the plan has no instance group " + GROUP));
        for (var job : group.jobs()) {
            switch (job.name()) {
                case SERVER ->
                    job.provideShared(GROUP)
                            .properties()
                            .valuesIn("redis")
                            .put("port", PORT)
                            .put("password", password.text())
                            .put("admin_password", Secrets.reference(ADMIN_PASSWORD))
                            .put("persistence", settings.persistence())
                            .put("maxclients", settings.maxClients())
                            .put("maxmemory_policy", settings.maxMemoryPolicy());
                default ->
                    job.consume(GROUP, GROUP)
                            .properties()
                            .valuesIn("redis")
                            .put("admin_password", Secrets.reference(ADMIN_PASSWORD));
            }
        }
        manifest.addVariable(ADMIN_PASSWORD, "password");
        manifest.features().put("use_dns_addresses", true);
        request.plan()
                .update()
                .map(Plan.Update::document)
                .ifPresentOrElse(manifest::update, () -> manifest.update(DEFAULT_UPDATE));
        keepTags(request, manifest);
        return new GeneratedManifest(manifest)
                .withSecrets(password.secrets())
                .withLabels(Map.of("persistence", String.valueOf(settings.persistence())));
    }

    /** The server, and the plan's errands. */
    private static String[] jobs(Plan plan) {
        var errands = plan.lifecycleErrands();
        return Stream.concat(
                        Stream.of(SERVER),
                        Stream.concat(errands.postDeploy().stream(), errands.preDelete().stream())
                                .map(Plan.Errand::name))
                .distinct()
                .toArray(String[]::new);
    }

    /** Tags may be from the operator or from the broker; they are not this adapter's to lose. */
    private static void keepTags(ManifestRequest request, Manifest manifest) {
        request.previousManifest()
                .filter(previous -> previous.values().has("tags"))
                .ifPresent(
                        previous -> manifest.tags().map().putAll(previous.tags().map()));
    }

    /**
     * The apps' password. It is made once; afterwards the manifest keeps what it has, a reference or, where the broker
     * has no secure manifests, the password itself.
     *
     * @param text what stands in the manifest
     * @param secrets what the broker has to keep
     */
    private record Password(String text, Map<String, String> secrets) {

        Password(ManifestRequest request) {
            this(
                    request.previousManifest()
                            .flatMap(previous -> Settings.properties(previous).text("password"))
                            .orElse(""),
                    request.plan().properties().flag("secure_manifests").orElse(true));
        }

        private Password(String before, boolean secure) {
            this(before, secure, before.isEmpty() ? random() : "");
        }

        private Password(String before, boolean secure, String made) {
            this(
                    made.isEmpty() ? before : secure ? Secrets.placeholder(PASSWORD) : made,
                    secure && !made.isEmpty() ? Map.of(PASSWORD, made) : Map.of());
        }

        private static String random() {
            var bytes = new byte[20];
            new SecureRandom().nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        }

        @Override
        public String toString() {
            return "Password";
        }
    }
}
