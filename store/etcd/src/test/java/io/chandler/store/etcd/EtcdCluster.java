package io.chandler.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Real members of etcd in a folder of their own, which can be killed, paused and started again. */
public final class EtcdCluster implements AutoCloseable {

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static @Nullable EtcdCluster shared;

    private final Path folder;
    private final String program;
    private final List<String> options;
    private final String scheme;
    private final List<Member> members = new ArrayList<>();
    private final Thread atExit = new Thread(this::close);

    private static final class Member {
        final String name;
        final int client;
        final int peer;

        @Nullable
        Process process;

        Member(String name) throws IOException {
            this.name = name;
            this.client = freePort();
            this.peer = freePort();
        }
    }

    private EtcdCluster(String program, int size, String scheme, List<String> options) throws IOException {
        this.program = program;
        this.folder = Files.createTempDirectory("chandler-etcd");
        this.scheme = scheme;
        this.options = options;
        for (int i = 0; i < size; i++) {
            members.add(new Member("m" + i));
        }
        Runtime.getRuntime().addShutdownHook(atExit);
        for (int i = 0; i < size; i++) {
            start(i);
        }
        awaitLeader();
    }

    /** New members with further options. */
    public static EtcdCluster launch(int size, String... options) throws IOException {
        requireEtcd();
        return new EtcdCluster("etcd", size, "http", List.of(options));
    }

    /** A new member of another version, whose program is a file. */
    static EtcdCluster launchOther(Path program) throws IOException {
        return new EtcdCluster(program.toString(), 1, "http", List.of());
    }

    /** A new member that speaks TLS, which the options say how. */
    static EtcdCluster launchWithTls(String... options) throws IOException {
        requireEtcd();
        return new EtcdCluster("etcd", 1, "https", List.of(options));
    }

    /** One member for all tests that do it no harm; each takes a prefix of its own. */
    public static synchronized EtcdCluster shared() throws IOException {
        if (shared == null) {
            shared = launch(1);
        }
        return shared;
    }

    /** A prefix that no other test has. */
    static String newPrefix() {
        return "test/" + PREFIXES.incrementAndGet();
    }

    private static void requireEtcd() {
        if (!Files.isExecutable(Path.of("/usr/bin/etcd")) && !onPath("etcd")) {
            throw new AssertionError(
                    "etcd is not installed, and these tests need it. dev/test installs it as root where apt-get"
                            + " is; elsewhere install the package etcd-server, or put etcd 3.4 or later on the PATH");
        }
    }

    private static boolean onPath(String program) {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A new prefix in this cluster. */
    public EtcdSettings settings() {
        return settings(newPrefix());
    }

    EtcdSettings settings(String prefix) {
        return EtcdSettings.of(
                members.stream()
                        .map(member -> new EtcdSettings.Member("127.0.0.1", member.client))
                        .toList(),
                prefix);
    }

    int clientPort(int index) {
        return members.get(index).client;
    }

    void start(int index) throws IOException {
        var member = members.get(index);
        var command = new ArrayList<>(List.of(
                program,
                "--name=" + member.name,
                "--data-dir=" + folder.resolve(member.name),
                "--listen-client-urls=" + scheme + "://127.0.0.1:" + member.client,
                "--advertise-client-urls=" + scheme + "://127.0.0.1:" + member.client,
                "--listen-peer-urls=http://127.0.0.1:" + member.peer,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + member.peer,
                "--initial-cluster="
                        + members.stream()
                                .map(each -> each.name + "=http://127.0.0.1:" + each.peer)
                                .collect(Collectors.joining(",")),
                "--heartbeat-interval=100",
                "--election-timeout=1000"));
        command.addAll(options);
        var log = folder.resolve(member.name + ".log").toFile();
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        member.process = builder.start();
    }

    /** Ends the only member and starts it again from a snapshot. */
    void restore(Path snapshot) throws IOException, InterruptedException {
        kill(0);
        var member = members.getFirst();
        var data = folder.resolve(member.name);
        Files.move(data, folder.resolve("before"));
        run(
                "etcdctl",
                "snapshot",
                "restore",
                snapshot.toString(),
                "--name=" + member.name,
                "--data-dir=" + data,
                "--initial-cluster=" + member.name + "=http://127.0.0.1:" + member.peer,
                "--initial-cluster-token=restored",
                "--initial-advertise-peer-urls=http://127.0.0.1:" + member.peer);
        start(0);
    }

    /** Ends a member as a crash does. */
    void kill(int index) throws InterruptedException {
        var process = members.get(index).process;
        if (process != null) {
            process.destroyForcibly().waitFor();
            members.get(index).process = null;
        }
    }

    /** Stops a member from doing anything, with its connections open. */
    void pause(int index) throws IOException, InterruptedException {
        signal(index, "STOP");
    }

    void resume(int index) throws IOException, InterruptedException {
        signal(index, "CONT");
    }

    private void signal(int index, String signal) throws IOException, InterruptedException {
        var process = members.get(index).process;
        if (process != null) {
            run("kill", "-" + signal, String.valueOf(process.pid()));
        }
    }

    /** The member that leads; waits for the end of an election. */
    int leader() {
        return Awaitility.await("a leader")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> IntStream.range(0, members.size())
                                .filter(i -> members.get(i).process != null && leads(i))
                                .findFirst(),
                        OptionalInt::isPresent)
                .getAsInt();
    }

    private boolean leads(int index) {
        try {
            var metrics = java.net.http.HttpClient.newHttpClient()
                    .send(
                            java.net.http.HttpRequest.newBuilder(
                                            java.net.URI.create("http://127.0.0.1:" + clientPort(index) + "/metrics"))
                                    .timeout(Duration.ofSeconds(2))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
            return metrics.contains("\netcd_server_is_leader 1\n");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void awaitLeader() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    for (int i = 0; i < members.size(); i++) {
                        if (log(i).contains("elected leader")) {
                            return true;
                        }
                        var process = members.get(i).process;
                        if (process != null && !process.isAlive()) {
                            throw new AssertionError("etcd ended: " + log(i));
                        }
                    }
                    return false;
                });
    }

    private String log(int index) {
        try {
            var file = folder.resolve(members.get(index).name + ".log");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs etcdctl on the first member. */
    String etcdctl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + scheme + "://127.0.0.1:" + clientPort(0)));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    static String run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    @Override
    public void close() {
        for (var member : members) {
            if (member.process != null) {
                member.process.destroyForcibly();
            }
        }
        if (!Thread.currentThread().equals(atExit)) {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
        try (var files = Files.walk(folder)) {
            for (var member : members) {
                if (member.process != null) {
                    member.process.waitFor();
                }
            }
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
