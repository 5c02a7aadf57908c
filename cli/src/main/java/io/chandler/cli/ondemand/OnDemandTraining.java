package io.chandler.cli.ondemand;

import io.chandler.cli.AotTraining;
import io.chandler.cli.internal.Folders;
import io.chandler.ondemand.commands.Errands;
import io.chandler.ondemand.commands.Pause;
import io.chandler.ondemand.commands.Surroundings;
import io.chandler.testkit.director.DirectorSimulator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the on-demand broker on a simulated director and runs the errands that ask it. */
public final class OnDemandTraining implements AotTraining {

    /** Kept, so that its level stays. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    @Override
    public void train() throws Exception {
        HELIDON.setLevel(Level.WARNING);
        var folder = Files.createTempDirectory("chandler-training");
        try (var director = DirectorSimulator.start(settings -> settings.taskTime(Duration.ofMillis(1)))) {
            train(folder, director);
        } finally {
            Folders.delete(folder);
        }
    }

    private static void train(Path folder, DirectorSimulator director) throws IOException, InterruptedException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var file = Files.writeString(folder.resolve("broker.yml"), broker(director, port));
        var errand = Files.writeString(folder.resolve("errand.yml"), errand(director, port));
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var clock = Clock.systemUTC();
        var surroundings = new Surroundings(
                nowhere, nowhere, clock, Pause.SLEEP, new PlatformConnection(Map.of()), Surroundings.Watcher.NONE);
        try (var _ = OnDemandServer.start(file, Map.of(), new ServerLog(nowhere, clock), clock)) {
            var path = List.of("-configPath", errand.toString());
            Errands.run("upgrade-all-service-instances", path, surroundings);
            Errands.run("recreate-all-service-instances", path, surroundings);
            Errands.run("orphan-deployments", path, surroundings);
            Errands.run(
                    "broker-post-start",
                    List.of(
                            "-brokerUsername",
                            "u",
                            "-brokerPassword",
                            "p",
                            "-brokerPort",
                            Integer.toString(port),
                            "-configFilePath",
                            file.toString()),
                    surroundings);
            Errands.run(
                    "collect-service-metrics",
                    List.of("-brokerUsername", "u", "-brokerPassword", "p", "-brokerUrl", "http://127.0.0.1:" + port),
                    surroundings);
        }
    }

    private static String broker(DirectorSimulator director, int port) {
        return """
                broker: {port: %d, username: u, password: p, disable_cf_startup_checks: true, use_stdin: true}
                bosh:
                  url: %s
                  root_ca_cert: |
                %s
                  authentication: {basic: {username: %s, password: %s}}
                service_adapter: {path: /bin/sh}
                service_deployment:
                  releases: [{name: r, version: "1", jobs: [j]}]
                  stemcells: [{os: o, version: "1"}]
                service_catalog:
                  id: offering
                  service_name: name
                  service_description: d
                  bindable: true
                  plan_updatable: true
                  plans:
                  - plan_id: plan
                    name: plan
                    description: d
                    instance_groups: [{name: g, vm_type: t, instances: 1, networks: [n], azs: [z]}]
                """.formatted(
                port, director.url(), director.authority().pem().indent(4), director.username(), director.password());
    }

    private static String errand(DirectorSimulator director, int port) {
        return """
                broker_api: {url: "http://127.0.0.1:%d", authentication: {basic: {username: u, password: p}}}
                polling_interval: 1
                attempt_interval: 1
                attempt_limit: 1
                max_in_flight: 1
                bosh:
                  url: %s
                  root_ca_cert: |
                %s
                """.formatted(port, director.url(), director.authority().pem().indent(4));
    }
}
