package io.chandler.acceptance.replicas;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** A server of PostgreSQL with data of its own. Runs as nobody where the tests run as root. */
final class PostgresServer implements SharedStore {

    static final String PASSWORD = "store-password";
    private static final int NOBODY = 65_534;

    private final Path folder;
    private final int port;
    private final Thread atExit = new Thread(this::end);
    private @Nullable Process process;

    private PostgresServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    static PostgresServer start() throws Exception {
        var folder = Files.createTempDirectory("chandler-replicas-postgresql-");
        var server = new PostgresServer(folder, Programs.freePort());
        Runtime.getRuntime().addShutdownHook(server.atExit);
        server.unpack();
        server.initialize();
        server.launch();
        return server;
    }

    private void unpack() throws IOException {
        var name = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var archive = Objects.requireNonNull(PostgresServer.class.getResource("/postgres-linux-" + name + ".txz"));
        extract(archive, folder.resolve("server"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void extract(URL archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(archive.openStream()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var file = target.resolve(entry.getName()).normalize();
                Files.createDirectories(entry.isDirectory() ? file : file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else if (!entry.isDirectory()) {
                    Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
                    Files.setPosixFilePermissions(
                            file,
                            PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private void initialize() throws Exception {
        var password = Files.writeString(folder.resolve("password"), PASSWORD);
        if (isRoot()) {
            Files.setAttribute(folder, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        }
        int outcome = command(
                        "initdb",
                        "--pgdata=" + data(),
                        "--username=postgres",
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--no-locale",
                        "--no-sync",
                        "--no-instructions")
                .start()
                .waitFor();
        if (outcome != 0) {
            throw new IOException("initdb ended with " + outcome + ": " + log());
        }
        Files.writeString(
                data().resolve("postgresql.conf"),
                "\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nshared_buffers = 64MB\n",
                StandardOpenOption.APPEND);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private ProcessBuilder command(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
        }
        command.add(folder.resolve("server/bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    }

    private void launch() throws IOException {
        var started = command("postgres", "-D", data().toString(), "-p", Integer.toString(port))
                .start();
        process = started;
        Awaitility.await("PostgreSQL").atMost(Duration.ofSeconds(60)).until(() -> {
            if (!started.isAlive()) {
                throw new IOException("PostgreSQL ended: " + log());
            }
            try (var connection = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", PASSWORD)) {
                return connection.isValid(5);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    /** Makes an empty database, and gives the URL of a store in it. */
    String newDatabase(String name) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return "postgresql://postgres@127.0.0.1:" + port + "/" + name;
    }

    @Override
    public List<Integer> ports() {
        return List.of(port);
    }

    @Override
    public String configuration(List<Integer> ports) {
        return """
                store:
                  url: postgresql://postgres@127.0.0.1:%d/postgres
                  password: %s
                """.formatted(ports.getFirst(), PASSWORD);
    }

    /** What {@code pg_ctl restart -m immediate} does: the server aborts, and recovers from its log. */
    @Override
    public String disturb(Random random) throws Exception {
        var running = Objects.requireNonNull(process);
        Programs.signal(running, "QUIT");
        int _ = running.waitFor();
        launch();
        return "PostgreSQL aborted and restarted";
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        var running = process;
        if (running != null) {
            var all = new ArrayList<>(running.descendants().toList());
            all.add(running.toHandle());
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(each -> each.onExit().join());
        }
        Programs.delete(folder);
    }
}
