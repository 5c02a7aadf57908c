package io.chandler.acceptance.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.testkit.Simulator;
import io.chandler.testkit.cloudcontroller.CloudControllerSimulator;
import io.chandler.testkit.credhub.CredHubSimulator;
import io.chandler.testkit.director.DirectorSimulator;
import io.chandler.testkit.director.DirectorSimulator.TaskView;
import io.chandler.testkit.uaa.UaaSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** All that is around a broker: simulators, an adapter, and the files of the broker and its commands. */
final class House implements AutoCloseable {

    static final String OFFERING = "offering-id";
    /** A plan with two errands after deployments, two before deletions, and a link for bindings. */
    static final String ERRANDS = "errands-id";
    /** A plan with none of that. */
    static final String PLAIN = "plain-id";

    static final int WORKERS = 3;
    static final String USER = "platform";
    static final String PASSWORD = "MarkOfThePlatformsPassword";
    static final String DIRECTORS_PASSWORD = "MarkOfTheDirectorsPassword";
    static final String CLIENT = "broker-client";
    static final String CLIENTS_SECRET = "MarkOfTheClientsSecret";
    private static final String BROKER_NAME = "redis-broker";

    final Path folder;
    final int port = freePort();
    final UaaSimulator uaa;
    final CredHubSimulator credHub;
    final DirectorSimulator director;
    final CloudControllerSimulator platform;
    private final List<Executable> started = new ArrayList<>();
    private final boolean secureBindings;

    private House(Path folder, int workers, Duration taskTime, boolean secureBindings) {
        this.folder = folder;
        this.secureBindings = secureBindings;
        uaa = UaaSimulator.start(settings -> settings.client(
                CLIENT, CLIENTS_SECRET, "cloud_controller.admin", "credhub.read", "credhub.write", "clients.admin"));
        credHub = CredHubSimulator.start(uaa);
        director = DirectorSimulator.start(settings -> settings.workers(workers)
                .taskTime(taskTime)
                .credentials("admin", DIRECTORS_PASSWORD)
                .credHub(credHub));
        platform = CloudControllerSimulator.start(uaa, settings -> settings.callBrokers());
        var offering = platform.addOffering(OFFERING, "redis");
        platform.addPlan(offering, ERRANDS, "errands");
        platform.addPlan(offering, PLAIN, "plain");
        try (var adapter = Objects.requireNonNull(House.class.getResourceAsStream("adapter.sh"), "adapter.sh")) {
            Files.createDirectories(folder.resolve("logs"));
            Files.write(adapter(), adapter.readAllBytes());
            Files.setPosixFilePermissions(adapter(), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(folder.resolve("broker.yml"), brokerFile());
            Files.writeString(folder.resolve("errand.yml"), errandFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A house with three workers and tasks of 30 ms. */
    static House in(Path folder) {
        return new House(folder, WORKERS, Duration.ofMillis(30), true);
    }

    /** A house for many instances, whose bindings are not kept anywhere. */
    static House in(Path folder, int workers, Duration taskTime) {
        return new House(folder, workers, taskTime, false);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path adapter() {
        return folder.resolve("adapter");
    }

    /** The simulators by their names. */
    Map<String, Simulator> simulators() {
        return new TreeMap<>(Map.of("uaa", uaa, "credhub", credHub, "director", director, "platform", platform));
    }

    /** Starts the broker and waits until it listens. */
    Executable broker() throws IOException {
        var broker = launch(
                "on-demand-service-broker",
                "-configFilePath",
                folder.resolve("broker.yml").toString());
        broker.awaitLine("Listening on :" + port);
        return broker;
    }

    /** Starts an executable. */
    Executable launch(String name, String... flags) throws IOException {
        var executable = Executable.launch(folder.resolve("logs"), name, flags);
        started.add(executable);
        return executable;
    }

    /** Runs an executable of the operator's to its end, which must be a good one. */
    Executable run(String name, String... flags) throws IOException, InterruptedException {
        var executable = launch(name, flags);
        assertThat(executable.awaitEnd()).as(executable::printed).isZero();
        return executable;
    }

    /** Makes the broker known to the platform, with its plans open to everybody. */
    void register() throws IOException, InterruptedException {
        run("register-broker", "-configPath", errand());
    }

    String errand() {
        return folder.resolve("errand.yml").toString();
    }

    /** The file of the errands with another number of instances at once than ten. */
    String errand(int maxInFlight) throws IOException {
        var text = Files.readString(Path.of(errand()));
        var file = folder.resolve("errand-" + maxInFlight + ".yml");
        return Files.writeString(file, text.replace("max_in_flight: 10", "max_in_flight: " + maxInFlight))
                .toString();
    }

    Api api() {
        return new Api(port);
    }

    /** Makes a file for the adapter. */
    void put(String name) throws IOException {
        Files.writeString(folder.resolve(name), "");
    }

    void remove(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /** The calls of the adapter: subcommand, blank, instance. */
    List<String> calls() {
        try {
            var calls = folder.resolve("calls");
            return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all that was asked of the simulators and the adapter. */
    void clear() throws IOException {
        simulators().values().forEach(simulator -> simulator.faults().clear());
        director.letHangingTasksEnd();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(path -> path.getFileName().toString().matches("(hold|fail)-.*"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** What the tasks of an instance did, in their order: {@code deploy}, {@code delete}, or the name of an errand. */
    List<String> tasks(String instance) {
        return director.tasks().stream()
                .filter(task -> task.deployment().equals("service-instance_" + instance))
                .map(TaskView::description)
                .filter(text -> !text.startsWith("retrieve"))
                .map(text -> text.startsWith("run errand ") ? text.split(" ")[2] : text.split(" ")[0])
                .map(text -> text.equals("create") ? "deploy" : text)
                .toList();
    }

    /** What there is of an instance anywhere. */
    List<String> traces(String instance) {
        var traces = new ArrayList<String>();
        var deployment = "service-instance_" + instance;
        director.deployments().stream().filter(deployment::equals).forEach(name -> traces.add("deployment " + name));
        director.configurations().stream()
                .filter(config -> config.name().equals(deployment))
                .forEach(config -> traces.add("config " + config.type()));
        credHub.credentials().keySet().stream()
                .filter(name -> name.contains(instance))
                .forEach(name -> traces.add("secret " + name));
        uaa.clients().keySet().stream().filter(instance::equals).forEach(name -> traces.add("client " + name));
        if (director.links() > 0) {
            traces.add(director.links() + " links");
        }
        return traces;
    }

    private String brokerFile() {
        return """
                broker:
                  port: %1$d
                  username: %2$s
                  password: %3$s
                  use_stdin: true
                  enable_secure_manifests: true
                  shutdown_timeout_in_seconds: 5
                bosh:
                  url: %4$s
                  root_ca_cert: |
                %5$s
                  authentication: {basic: {username: admin, password: %6$s}}
                %7$s
                    client_definition:
                      scopes: openid
                      authorities: uaa.none
                      authorized_grant_types: authorization_code
                bosh_credhub:
                  url: %8$s
                  root_ca_cert: |
                %5$s
                  authentication: {uaa: {client_credentials: {client_id: %9$s, client_secret: %10$s}}}
                %11$s
                service_adapter: {path: %12$s}
                service_deployment:
                  releases: [{name: redis, version: "1", jobs: [server, smoke, seed, drain, dump]}]
                  stemcells: [{os: ubuntu-jammy, version: "1"}]
                service_catalog:
                  id: %13$s
                  service_name: redis
                  service_description: Redis on demand
                  bindable: true
                  plan_updatable: true
                  dashboard_client: {id: dashboards, secret: MarkOfTheDashboardsSecret, redirect_uri: "https://x.example.com"}
                  global_properties: {key: MarkOfAPlansProperty}
                  plans:
                  - plan_id: %14$s
                    name: errands
                    description: With errands
                    lifecycle_errands:
                      post_deploy: [{name: smoke}, {name: seed}]
                      pre_delete: [{name: drain}, {name: dump}]
                    quotas: {service_instance_limit: 100000}
                    binding_with_dns: [{name: main, link_provider: address, instance_group: server}]
                    instance_groups: [{name: server, vm_type: s, instances: 1, networks: [n], azs: [z1]}]
                  - plan_id: %15$s
                    name: plain
                    description: Without
                    quotas: {service_instance_limit: 100000}
                    instance_groups: [{name: server, vm_type: s, instances: 1, networks: [n], azs: [z1]}]
                """.formatted(
                        port,
                        USER,
                        PASSWORD,
                        director.url(),
                        certificate(4),
                        DIRECTORS_PASSWORD,
                        platformSection(),
                        credHub.url(),
                        CLIENT,
                        CLIENTS_SECRET,
                        secureBindings ? platformCredHub() : "",
                        adapter(),
                        OFFERING,
                        ERRANDS,
                        PLAIN);
    }

    private String certificate(int indent) {
        return director.authority().pem().indent(indent).stripTrailing();
    }

    private String platformSection() {
        return """
                cf:
                  url: %s
                  root_ca_cert: |
                %s
                  uaa:
                    url: %s
                    authentication: {client_credentials: {client_id: %s, client_secret: %s}}""".formatted(platform.url(), certificate(4), uaa.url(), CLIENT, CLIENTS_SECRET);
    }

    private String platformCredHub() {
        return """
                credhub:
                  api_url: %s
                  client_id: %s
                  client_secret: %s
                  ca_cert: |
                %s""".formatted(credHub.url(), CLIENT, CLIENTS_SECRET, certificate(4));
    }

    private String errandFile() {
        return """
                broker_name: %1$s
                broker_username: %2$s
                broker_password: %3$s
                broker_url: http://127.0.0.1:%4$d
                service_offering_id: %5$s
                service_catalog: {id: %5$s}
                plans: [{name: errands, cf_service_access: enable}, {name: plain, cf_service_access: enable}]
                broker_api:
                  url: http://127.0.0.1:%4$d
                  authentication: {basic: {username: %2$s, password: %3$s}}
                polling_interval: 1
                polling_initial_offset: 0
                attempt_interval: 1
                attempt_limit: 3
                max_in_flight: 10
                canaries: 5
                timeout: 600
                %6$s
                """.formatted(BROKER_NAME, USER, PASSWORD, port, OFFERING, platformSection());
    }

    @Override
    public void close() {
        started.forEach(Executable::close);
        platform.close();
        director.close();
        credHub.close();
        uaa.close();
    }
}
