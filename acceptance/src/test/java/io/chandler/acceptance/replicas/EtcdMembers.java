package io.chandler.acceptance.replicas;

import io.chandler.osb.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Three members of etcd. */
final class EtcdMembers implements SharedStore {

    private final Path folder;
    private final List<Member> members = new ArrayList<>();
    private final Thread atExit = new Thread(this::end);
    private final HttpClient http = HttpClient.newHttpClient();

    private static final class Member {
        final String name;
        final int client;
        final int peer;

        @Nullable
        Process process;

        Member(String name) throws IOException {
            this.name = name;
            this.client = Programs.freePort();
            this.peer = Programs.freePort();
        }
    }

    private EtcdMembers(Path folder) {
        this.folder = folder;
    }

    static EtcdMembers start() throws Exception {
        var cluster = new EtcdMembers(Files.createTempDirectory("chandler-replicas-etcd-"));
        Runtime.getRuntime().addShutdownHook(cluster.atExit);
        for (int i = 0; i < 3; i++) {
            cluster.members.add(new Member("m" + i));
        }
        for (var member : cluster.members) {
            cluster.launch(member);
        }
        cluster.awaitHealthy();
        return cluster;
    }

    private void launch(Member member) throws IOException {
        var builder = new ProcessBuilder(
                        "etcd",
                        "--name=" + member.name,
                        "--data-dir=" + folder.resolve(member.name),
                        "--listen-client-urls=http://127.0.0.1:" + member.client,
                        "--advertise-client-urls=http://127.0.0.1:" + member.client,
                        "--listen-peer-urls=http://127.0.0.1:" + member.peer,
                        "--initial-advertise-peer-urls=http://127.0.0.1:" + member.peer,
                        "--initial-cluster="
                                + members.stream()
                                        .map(each -> each.name + "=http://127.0.0.1:" + each.peer)
                                        .collect(Collectors.joining(",")),
                        "--heartbeat-interval=100",
                        "--election-timeout=1000")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(member.name + ".log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        try {
            member.process = builder.start();
        } catch (IOException e) {
            throw new IOException(
                    "etcd is not installed, and these tests need it. dev/test installs it as root where apt-get is;"
                            + " elsewhere install the package etcd-server, or put etcd 3.4 or later on the PATH",
                    e);
        }
    }

    private void awaitHealthy() {
        Awaitility.await("etcd")
                .atMost(Duration.ofSeconds(60))
                .until(() -> members.stream().allMatch(member -> says(member, "/health", "\"health\":\"true\"")));
    }

    private boolean says(Member member, String path, String text) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + member.client + path))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body().contains(text);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean leads(Member member) {
        return says(member, "/metrics", "\netcd_server_is_leader 1\n");
    }

    private Member leader() {
        return members.stream().filter(this::leads).findFirst().orElseGet(members::getFirst);
    }

    @Override
    public List<Integer> ports() {
        return members.stream().map(member -> member.client).toList();
    }

    /** The URL of a store with a prefix. */
    String url(String prefix) {
        return url(ports(), prefix);
    }

    private static String url(List<Integer> ports, String prefix) {
        return ports.stream()
                .map(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(",", "etcd://", "/" + prefix));
    }

    @Override
    public String configuration(List<Integer> ports) {
        return "store:\n  url: " + url(ports, "replicas") + "\n";
    }

    /** Ends all leases, as time would; none of them may live for longer than this. */
    void endLeases(Duration most) throws IOException, InterruptedException {
        for (var lease : ask("lease/leases", "{}").path("leases")) {
            var id = "{\"ID\":\"" + lease.path("ID").asString() + "\"}";
            long granted = ask("lease/timetolive", id).path("grantedTTL").asLong();
            if (granted > most.toSeconds()) {
                throw new AssertionError("a lease lives for " + granted + " seconds");
            }
            ask("lease/revoke", id);
        }
    }

    private JsonNode ask(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + members.getFirst().client + "/v3/" + path))
                .POST(BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.body());
        }
        return Json.mapper().readTree(answer.body());
    }

    /** Kills the leader, or another member, and starts it again once another leads. */
    @Override
    public String disturb(Random random) throws Exception {
        boolean ofLeader = random.nextBoolean();
        var leader = leader();
        var member = ofLeader
                ? leader
                : members.stream().filter(each -> each != leader).findFirst().orElseThrow();
        Objects.requireNonNull(member.process).destroyForcibly().waitFor();
        Awaitility.await("the others lead")
                .atMost(Duration.ofSeconds(60))
                .until(() -> members.stream().anyMatch(each -> each != member && leads(each)));
        launch(member);
        awaitHealthy();
        return (ofLeader ? "the leader " : "the member ") + member.name + " of etcd killed and started again";
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        for (var member : members) {
            var running = member.process;
            if (running != null) {
                running.destroyForcibly().onExit().join();
            }
        }
        Programs.delete(folder);
    }
}
