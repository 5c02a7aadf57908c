package io.chandler.bench;

import io.chandler.bench.load.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** All that the on-demand broker is measured with: the simulated director, adapters, configuration files. */
final class OnDemandHouse implements AutoCloseable {

    /** An adapter in shell that does its work. */
    static final String WORKS = "works";
    /** An adapter that only exits. */
    static final String EXITS = "exits";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String OFFERING = "offering";
    private static final String PLAN = "plan";
    private static final Pattern OPERATION = Pattern.compile("\"operation\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Path root;
    private final Path work;
    private final Process director;
    private final int directorPort;
    private final int port;

    private OnDemandHouse(Path root, Path work, Process director, int directorPort, int port) {
        this.root = root;
        this.work = work;
        this.director = director;
        this.directorPort = directorPort;
        this.port = port;
    }

    /** Builds what is missing and starts the director. */
    static OnDemandHouse open(Path root) {
        var work = root.resolve("bench/target/run-ondemand");
        try {
            Files.createDirectories(work);
            run(work, List.of(root.resolve("chandler").toString(), "--version"), "", Map.of());
            int port = freePort();
            var director = new ProcessBuilder(
                            root.resolve("chandler").toString(),
                            "director",
                            "--port",
                            String.valueOf(port),
                            "--workers",
                            "10",
                            "--task-time",
                            "50ms")
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("director.log").toFile());
            director.environment().put("CHANDLER_HEAP", "512m");
            var house = new OnDemandHouse(root, work, director.start(), port, freePort());
            house.untilOpen(port, System.nanoTime(), house.director);
            house.writeAdapters();
            return house;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The certificate, of which the director says where it is once it listens. */
    private String certificate() throws IOException {
        long since = System.nanoTime();
        while (System.nanoTime() - since < LIMIT.toNanos()) {
            try (var lines = Files.lines(work.resolve("director.log"))) {
                var file = lines.filter(line -> line.startsWith("certificate: "))
                        .map(line -> line.substring(line.indexOf(' ')).strip())
                        .findFirst();
                if (file.isPresent()) {
                    return Files.readString(Path.of(file.get()));
                }
            }
            BrokerProcess.pause(5);
        }
        throw new IllegalStateException("the director has not started; see " + work);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void writeAdapters() throws IOException {
        executable(WORKS, """
                #!/bin/sh
                [ "$1" = generate-manifest ] || exit 10
                IFS= read -r input
                rest=${input#*service-instance_}
                id=${rest%%[!A-Za-z0-9-]*}
                printf '%s' '{"manifest":"name: service-instance_'"$id"'\\nreleases: [{name: r, version: \\"1\\"}]\\nstemcells: [{alias: s, os: o, version: \\"1\\"}]\\ninstance_groups: [{name: g, instances: 1, vm_type: v, azs: [z1], networks: [{name: n}], stemcell: s, jobs: [{name: j, release: r}]}]\\nupdate: {canaries: 1, canary_watch_time: 1-2, update_watch_time: 1-2, max_in_flight: 1}\\n","secrets":null,"configs":null}'
                """);
        executable(EXITS, "#!/bin/sh\nexit 10\n");
    }

    private void executable(String name, String text) throws IOException {
        var file = Files.writeString(work.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Starts the broker with one of the adapters; does not wait. */
    BrokerProcess broker(String adapter) {
        try {
            var certificate = certificate();
            var file = Files.writeString(work.resolve("broker.yml"), """
                    broker: {port: %d, username: bench, password: bench, use_stdin: true, disable_cf_startup_checks: true}
                    bosh:
                      url: https://127.0.0.1:%d
                      root_ca_cert: |
                    %s
                      authentication: {basic: {username: admin, password: admin}}
                    service_adapter: {path: %s}
                    service_deployment:
                      releases: [{name: r, version: "1", jobs: [j]}]
                      stemcells: [{os: o, version: "1"}]
                    service_catalog:
                      id: %s
                      service_name: bench
                      service_description: For the benchmark
                      bindable: true
                      plan_updatable: true
                      plans:
                      - plan_id: %s
                        name: plan
                        description: The one
                        instance_groups: [{name: g, vm_type: v, instances: 1, networks: [n], azs: [z1]}]
                    """.formatted(
                    port, directorPort, certificate.indent(4).stripTrailing(), work.resolve(adapter), OFFERING, PLAN));
            var errand = """
                    broker_api: {url: "http://127.0.0.1:%d", authentication: {basic: {username: bench, password: bench}}}
                    polling_interval: 1
                    attempt_interval: 1
                    attempt_limit: 1
                    max_in_flight: 1
                    """.formatted(port);
            Files.writeString(work.resolve("errand.yml"), errand);
            return BrokerProcess.start(new BrokerProcess.Launch(
                    List.of(
                            root.resolve("bin/on-demand-service-broker").toString(),
                            "-configFilePath",
                            file.toString()),
                    Map.of(),
                    work.resolve("broker.log"),
                    port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the broker's port is open; milliseconds from its start. */
    double untilOpen(BrokerProcess broker) {
        return untilOpen(port, broker.startNanos(), director);
    }

    private double untilOpen(int at, long since, Process needed) {
        while (true) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), at)) {
                return (System.nanoTime() - since) / 1e6;
            } catch (IOException e) {
                if (!needed.isAlive() || System.nanoTime() - since > LIMIT.toNanos()) {
                    throw new IllegalStateException("nothing listens on port " + at + "; see " + work, e);
                }
                BrokerProcess.pause(2);
            }
        }
    }

    Requests requests() {
        return new Requests("127.0.0.1:" + port, BrokerProcess.USER, OFFERING, PLAN);
    }

    /** The operation of an instance that is provisioned now. */
    String operation() {
        var user = Base64.getEncoder().encodeToString(BrokerProcess.USER.getBytes(StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v2/service_instances/first?accepts_incomplete=true"))
                .PUT(BodyPublishers.ofString("""
                        {"service_id":"%s","plan_id":"%s","organization_guid":"o","space_guid":"s"}""".formatted(OFFERING, PLAN)))
                .header("Authorization", "Basic " + user)
                .header("Content-Type", "application/json")
                .header("X-Broker-API-Version", "2.17")
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var body = client.send(request, BodyHandlers.ofString()).body();
            var found = OPERATION.matcher(body);
            if (!found.find()) {
                throw new IllegalStateException("the broker has not provisioned: " + body);
            }
            return found.group(1).replace("\\\"", "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** Milliseconds that an errand takes which finds no instance. */
    double errandWithNothingToDo() {
        return run(
                work,
                List.of(
                        root.resolve("bin/upgrade-all-service-instances").toString(),
                        "-configPath",
                        work.resolve("errand.yml").toString()),
                "",
                Map.of());
    }

    /** Milliseconds that the example's adapter takes for a manifest. */
    double javaAdapter() {
        var input = """
                {"generate_manifest":{"service_deployment":"{\\"deployment_name\\":\\"service-instance_1\\",\\"releases\\":\
                [{\\"name\\":\\"redis\\",\\"version\\":\\"1\\",\\"jobs\\":[\\"redis-server\\",\\"health-check\\"]}],\\"stemcells\\":\
                [{\\"stemcell_os\\":\\"ubuntu-jammy\\",\\"stemcell_version\\":\\"1\\"}]}","plan":"{\\"properties\\":{},\
                \\"lifecycle_errands\\":{},\\"instance_groups\\":[{\\"name\\":\\"redis\\",\\"vm_type\\":\\"small\\",\\"instances\\":1,\
                \\"networks\\":[\\"default\\"],\\"azs\\":[\\"z1\\"]}]}","previous_plan":"null","previous_manifest":"",\
                "request_parameters":"{\\"parameters\\":{}}","previous_secrets":"null","previous_configs":"null",\
                "uaa_client":"null"}}
                """;
        return run(
                work,
                List.of(root.resolve("examples/redis-adapter/redis-adapter").toString(), "generate-manifest"),
                input,
                Map.of());
    }

    /** Runs a command to its good end; milliseconds. */
    private static double run(Path work, List<String> command, String input, Map<String, String> environment) {
        try {
            var output = work.resolve("command.log");
            var builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.to(output.toFile()));
            builder.environment().putAll(environment);
            long start = System.nanoTime();
            var process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(command.getFirst() + " has failed:\n" + Files.readString(output));
            }
            return (System.nanoTime() - start) / 1e6;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        director.destroy();
        director.onExit().join();
    }
}
