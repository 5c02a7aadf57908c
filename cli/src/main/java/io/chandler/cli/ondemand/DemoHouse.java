package io.chandler.cli.ondemand;

import io.chandler.testkit.cloudcontroller.CloudControllerSimulator;
import io.chandler.testkit.credhub.CredHubSimulator;
import io.chandler.testkit.director.DirectorSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that the demo runs, on this machine alone: director, platform, UAA, CredHub, and the broker. Not thread-safe. */
final class DemoHouse implements AutoCloseable {

    static final String USER = "broker";
    static final String PASSWORD = "demo-password";
    static final String OFFERING = "redis-offering";
    static final String PLAN = "redis-small";

    private static final String CLIENT = "demo";
    private static final String SECRET = "demo-secret";
    private static final Duration TASK_TIME = Duration.ofMillis(700);
    private static final int WORKERS = 5;

    final DirectorSimulator director;
    final CloudControllerSimulator platform;
    final int port;
    private final UaaSimulator uaa;
    private final CredHubSimulator credHub;
    private final Path folder;
    private final String adapter;
    private final String planOfPlatform;
    private final String space;
    private @Nullable OnDemandServer broker;

    DemoHouse(Path folder, String adapter) throws IOException {
        this.folder = folder;
        this.adapter = adapter;
        uaa = UaaSimulator.start(settings -> settings.client(
                CLIENT, SECRET, "cloud_controller.admin", "credhub.read", "credhub.write", "clients.admin"));
        credHub = CredHubSimulator.start(uaa);
        director = DirectorSimulator.start(
                settings -> settings.workers(WORKERS).taskTime(TASK_TIME).credHub(credHub));
        platform = CloudControllerSimulator.start(uaa);
        space = platform.addSpace(platform.addOrganization("demo"), "development");
        planOfPlatform = platform.addPlan(platform.addOffering(OFFERING, "redis"), PLAN, "small");
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /** Tells the platform of an instance, as if it had asked for it. */
    void add(String instance) {
        platform.addInstance(instance, planOfPlatform, space, instance);
    }

    /** Starts the broker, or starts it anew, with a version of the release that instances are made of. */
    void startBroker(String release) throws IOException {
        stopBroker();
        var file = Files.writeString(folder.resolve("broker.yml"), configuration(release));
        var log = new PrintStream(
                Files.newOutputStream(
                        folder.resolve("broker.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true,
                StandardCharsets.UTF_8);
        broker = OnDemandServer.start(file, Map.of(), new ServerLog(log, Clock.systemUTC()), Clock.systemUTC());
    }

    private void stopBroker() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    /** The configuration of an errand. */
    Path errand() throws IOException {
        return Files.writeString(folder.resolve("errand.yml"), """
                broker_api: {url: "http://127.0.0.1:%d", authentication: {basic: {username: %s, password: %s}}}
                polling_interval: 5
                attempt_interval: 2
                attempt_limit: 3
                max_in_flight: 3
                canaries: 1
                """.formatted(port, USER, PASSWORD));
    }

    private String configuration(String release) {
        return """
                broker: {port: %d, username: %s, password: %s, use_stdin: true, enable_secure_manifests: true,
                  shutdown_timeout_in_seconds: 5}
                bosh:
                  url: %s
                  root_ca_cert: |
                %s
                  authentication: {basic: {username: %s, password: %s}}
                cf:
                  url: %s
                  root_ca_cert: |
                %s
                  uaa: {url: "%s", authentication: {client_credentials: {client_id: %s, client_secret: %s}}}
                bosh_credhub:
                  url: %s
                  root_ca_cert: |
                %s
                  authentication: {uaa: {client_credentials: {client_id: %s, client_secret: %s}}}
                service_adapter: {path: "%s"}
                service_deployment:
                  releases: [{name: redis, version: "%s", jobs: [redis-server, health-check]}]
                  stemcells: [{os: ubuntu-jammy, version: "1.300"}]
                service_catalog:
                  id: %s
                  service_name: redis
                  service_description: A Redis server of one's own
                  bindable: true
                  plan_updatable: true
                  plans:
                  - plan_id: %s
                    name: small
                    description: One machine
                    properties: {persistence: true}
                    instance_groups:
                    - {name: redis, vm_type: small, instances: 1, networks: [default], azs: [z1]}
                """.formatted(
                        port,
                        USER,
                        PASSWORD,
                        director.url(),
                        director.authority().pem().indent(4),
                        director.username(),
                        director.password(),
                        platform.url(),
                        platform.authority().pem().indent(4),
                        uaa.url(),
                        CLIENT,
                        SECRET,
                        credHub.url(),
                        credHub.authority().pem().indent(4),
                        CLIENT,
                        SECRET,
                        adapter,
                        release,
                        OFFERING,
                        PLAN);
    }

    @Override
    public void close() {
        stopBroker();
        platform.close();
        director.close();
        credHub.close();
        uaa.close();
    }
}
