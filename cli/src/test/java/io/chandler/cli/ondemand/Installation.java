package io.chandler.cli.ondemand;

import io.chandler.testkit.director.DirectorSettings;
import io.chandler.testkit.director.DirectorSimulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A simulated director, and the broker's configuration for it. */
final class Installation implements AutoCloseable {

    static final String USER = "admin";
    static final String PASSWORD = "s3cr3t word";

    final DirectorSimulator director;
    final int port;
    String compatibility = "specification";
    /** How the broker authenticates with the director, in the configuration's words. */
    String authentication;

    private final Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Installation(Path folder) throws IOException {
        this(folder, _ -> {});
    }

    Installation(Path folder, Consumer<DirectorSettings> settings) throws IOException {
        this.folder = folder;
        director = DirectorSimulator.start(settings);
        authentication = "basic: {username: %s, password: %s}".formatted(director.username(), director.password());
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /** The configuration with further keys of section {@code broker}. */
    Path file(String broker) throws IOException {
        var adapter = folder.resolve("adapter");
        Files.writeString(adapter, "#!/bin/sh\nexit 10\n");
        Files.setPosixFilePermissions(adapter, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.writeString(folder.resolve("broker.yml"), """
                broker: {port: %d, username: %s, password: "%s", disable_cf_startup_checks: true,
                  use_stdin: true, startup_banner: true, shutdown_timeout_in_seconds: 5, %s}
                compatibility: %s
                bosh:
                  url: %s
                  root_ca_cert: |
                %s
                  authentication: {%s}
                service_adapter: {path: %s}
                service_deployment:
                  releases: [{name: redis, version: "1", jobs: [server]}]
                  stemcells: [{os: ubuntu-jammy, version: "1"}]
                service_catalog:
                  id: offering
                  service_name: redis
                  service_description: Redis on demand
                  bindable: true
                  plan_updatable: true
                  plans:
                  - plan_id: small
                    name: small
                    description: One machine
                    instance_groups: [{name: server, vm_type: s, instances: 1, networks: [n], azs: [z1]}]
                """.formatted(
                        port,
                        USER,
                        PASSWORD,
                        broker,
                        compatibility,
                        director.url(),
                        director.authority().pem().indent(4),
                        authentication,
                        adapter));
    }

    OnDemandServer start(String broker) throws IOException {
        return start(file(broker));
    }

    OnDemandServer start(Path file) {
        return OnDemandServer.start(file, Map.of(), log(), Clock.systemUTC());
    }

    private ServerLog log() {
        return new ServerLog(new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC());
    }

    String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return printed().lines().toList();
    }

    @Override
    public void close() {
        director.close();
    }
}
