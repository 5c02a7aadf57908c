package io.chandler.store.sql.postgres;

import io.chandler.resources.store.StoreLocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.awaitility.Awaitility;
import org.tukaani.xz.XZInputStream;

/** A real server with data of its own, which ends with the tests. Runs as nobody where the tests run as root. */
final class TestServer implements AutoCloseable {

    static final String USER = "postgres";
    static final String PASSWORD = "p@ss/w:rd%1";
    private static final int NOBODY = 65_534;
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static TestServer shared;

    private final Path programs;
    private final Path folder;
    private final int port;
    private Process process;

    private TestServer(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** The one that most tests use. */
    static synchronized TestServer shared() throws Exception {
        if (shared == null) {
            shared = start("");
        }
        return shared;
    }

    /** A new one, with settings of its configuration file. */
    static TestServer start(String settings) throws Exception {
        var programs = unpack();
        var folder = Files.createTempDirectory("chandler-postgresql-data-");
        var server = new TestServer(programs, folder, freePort());
        server.initialize(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::leave));
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Another server, which has what this one is acknowledged to have written, and takes over when it is promoted. This one is
     * restarted for it.
     */
    TestServer standby() throws Exception {
        configure("synchronous_standby_names = '*'");
        stop();
        var copy = Files.createTempDirectory("chandler-postgresql-data-");
        var standby = new TestServer(programs, copy, freePort());
        new ProcessBuilder("cp", "-a", data().toString(), standby.data().toString())
                .inheritIO()
                .start()
                .waitFor();
        Files.createFile(standby.data().resolve("standby.signal"));
        standby.configure("primary_conninfo = 'host=127.0.0.1 port=" + port + " user=" + USER + " password=" + PASSWORD
                + "'\nsynchronous_standby_names = ''");
        give(copy);
        Runtime.getRuntime().addShutdownHook(new Thread(standby::leave));
        start();
        standby.start();
        return standby;
    }

    /** Makes a standby the primary. */
    void promote() throws SQLException {
        execute("postgres", "SELECT pg_promote()");
    }

    private static Path unpack() throws IOException {
        var name = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var archive = TestServer.class.getResource("/postgres-linux-" + name + ".txz");
        var connection = archive.openConnection();
        connection.setUseCaches(false);
        var target = TEMPORARY.resolve(
                "chandler-postgresql-" + connection.getContentLengthLong() + "-" + System.getProperty("user.name"));
        if (Files.isDirectory(target)) {
            return target;
        }
        var unfinished = Files.createTempDirectory("chandler-postgresql-");
        try (var tar = new TarArchiveInputStream(new XZInputStream(connection.getInputStream()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var file = unfinished.resolve(entry.getName()).normalize();
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
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            delete(unfinished);
        }
        return target;
    }

    private void initialize(String settings) throws Exception {
        var password = Files.writeString(folder.resolve("password"), PASSWORD);
        give(folder);
        run(
                "initdb",
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // Sorts otherwise than by bytes, unless a column says so.
                "--locale-provider=icu",
                "--icu-locale=en-US",
                "--no-sync",
                "--no-instructions");
        configure("listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nshared_buffers = 64MB\n" + settings);
    }

    /** Adds lines to the configuration file; they count from the next start or reload. */
    void configure(String lines) throws IOException {
        Files.writeString(data().resolve("postgresql.conf"), "\n" + lines + "\n", StandardOpenOption.APPEND);
    }

    Path data() {
        return folder.resolve("data");
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** Makes the server's user the owner of a file or folder. */
    static void give(Path file) throws IOException {
        if (isRoot()) {
            Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
            if (Files.isDirectory(file)) {
                try (var inside = Files.list(file)) {
                    for (var each : inside.toList()) {
                        give(each);
                    }
                }
            }
        }
    }

    private ProcessBuilder command(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
        }
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        var log = folder.resolve("log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        int outcome = command(program, arguments).start().waitFor();
        if (outcome != 0) {
            throw new IOException(program + " ended with " + outcome + ": " + Files.readString(folder.resolve("log")));
        }
    }

    /** Starts the server and waits until it answers. */
    void start() throws IOException {
        process = command("postgres", "-D", data().toString(), "-p", String.valueOf(port))
                .start();
        Awaitility.await("server").atMost(Duration.ofSeconds(60)).until(this::answers);
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the server ended: " + Files.readString(folder.resolve("log")));
        }
        try (var connection = connect("postgres")) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Kills the server's main process, whose others then end; what they had not written is lost. */
    void kill() throws Exception {
        var others = process.descendants().toList();
        process.destroyForcibly().waitFor();
        others.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await("its processes end").atMost(Duration.ofSeconds(30)).until(() -> {
            for (var each : others) {
                if (runs(each)) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Whether it is more than the remains of a process that nobody has looked after. */
    private static boolean runs(ProcessHandle other) throws IOException {
        try {
            return !Files.readString(Path.of("/proc", String.valueOf(other.pid()), "cmdline"))
                    .isEmpty();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Ends it in good order, without waiting for its clients. */
    void stop() throws Exception {
        // SIGINT is what the server calls a fast shutdown.
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        process.waitFor();
    }

    /** Reads the configuration file again. */
    void reload() throws SQLException {
        execute("postgres", "SELECT pg_reload_conf()");
    }

    int port() {
        return port;
    }

    /** A new, empty database. */
    String database() throws SQLException {
        var name = "test_" + DATABASES.incrementAndGet() + "_"
                + ProcessHandle.current().pid();
        execute("postgres", "CREATE DATABASE " + name);
        return name;
    }

    StoreLocation location(String database) {
        return location(database, port, "");
    }

    /** Where a database is, by another port and with parameters. */
    static StoreLocation location(String database, int port, String parameters) {
        return new StoreLocation(
                "postgresql://" + USER + "@127.0.0.1:" + port + "/" + database + parameters,
                Path.of("."),
                Optional.empty(),
                Optional.of(PASSWORD));
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, PASSWORD);
    }

    void execute(String database, String sql) throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        try {
            if (process != null && process.isAlive()) {
                kill();
            }
            if (Files.exists(folder)) {
                delete(folder);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it with this process, which does not wait for the many files of its databases to go. */
    private void leave() {
        try {
            if (process != null && process.isAlive()) {
                kill();
            }
            new ProcessBuilder("rm", "-rf", "--", folder.toString()).start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
