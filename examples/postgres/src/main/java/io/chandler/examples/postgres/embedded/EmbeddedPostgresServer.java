package io.chandler.examples.postgres.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server that lives in a folder: programs, data, port and the superuser's password stay there from one start
 * to the next. It listens on the loopback address only. It runs beside this process and outlives it: {@link #start} takes
 * over a server that is already running in its folder. Runs as another user where this process is root. Linux only.
 * Thread-safe.
 */
public final class EmbeddedPostgresServer implements Closeable {

    private static final Path ELSEWHERE = Path.of("/var/lib/chandler/postgresql");
    private static final String SUPERUSER = "postgres";
    private static final String LOOPBACK = "127.0.0.1";
    private static final String PASSWORD = "password";
    private static final int PATIENCE_SECONDS = 60;
    private static final int ANSWER_SECONDS = 10;
    private static final int PAUSE_MILLISECONDS = 100;
    private static final int PASSWORD_BYTES = 24;
    private static final int ATTEMPTS_FOR_A_PORT = 5;
    private static final int LINES_OF_LOG = 10;

    private static final String CONFIGURATION = """
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 200
            shared_buffers = 64MB
            password_encryption = 'scram-sha-256'
            log_min_error_statement = panic
            log_parameter_max_length = 0
            log_parameter_max_length_on_error = 0
            timezone = 'UTC'
            log_timezone = 'UTC'
            """;

    private final Path folder;
    private final Path data;
    private final Path programs;
    private final ServerUser user;
    private final String password;

    private EmbeddedPostgresServer(Path folder, Path programs, ServerUser user, String password) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.programs = programs;
        this.user = user;
        this.password = password;
    }

    /**
     * Starts the server of a folder, or takes over the one that is running there. The first start in a folder takes a few
     * seconds, to unpack the programs and to make the data; later ones take less than one. PostgreSQL does not run as root:
     * for root another user runs it, and where none can reach the folder, what belongs there is kept below
     * {@code /var/lib/chandler/postgresql}, with a link to it in the folder.
     *
     * @throws IOException if the server does not start, with the end of what it logged
     */
    public static EmbeddedPostgresServer start(Path folder) throws IOException {
        var absolute = reachable(Files.createDirectories(folder).toRealPath());
        try (var channel = FileChannel.open(
                        absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            var user = ServerUser.forFolder(absolute)
                    .orElseThrow(() -> new IOException("PostgreSQL does not run as root, and no other user can reach "
                            + absolute + "; run this as another user than root"));
            var server =
                    new EmbeddedPostgresServer(absolute, Distribution.unpackInto(absolute), user, password(absolute));
            server.startOrTakeOver();
            return server;
        }
    }

    /**
     * The folder, or where this process is root and no other user can reach the folder, one that others can reach and that
     * belongs to the folder.
     */
    private static Path reachable(Path folder) throws IOException {
        letOthersThrough(folder);
        if (ServerUser.forFolder(folder).isPresent()) {
            return folder;
        }
        var name = UUID.nameUUIDFromBytes(folder.toString().getBytes(StandardCharsets.UTF_8));
        var elsewhere = Files.createDirectories(ELSEWHERE.resolve(name.toString()));
        letOthersThrough(elsewhere);
        var link = folder.resolve("elsewhere");
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(link, elsewhere);
        }
        return elsewhere;
    }

    private static void letOthersThrough(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private static String password(Path folder) throws IOException {
        var file = folder.resolve(PASSWORD);
        if (!Files.exists(file)) {
            var bytes = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(bytes);
            writeSecret(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        return Files.readString(file);
    }

    private static void writeSecret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private void startOrTakeOver() throws IOException {
        if (!Files.exists(folder.resolve("complete"))) {
            createData();
            launch();
            forbidTheMaintenanceDatabases();
            Files.createFile(folder.resolve("complete"));
        } else if (!isRunning() || !answersSoon()) {
            launch();
        }
    }

    /** Whether the process that the data name as their server is one: it was started with their folder. */
    private boolean isRunning() throws IOException {
        var file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return false;
        }
        var lines = Files.readAllLines(file);
        if (lines.isEmpty()) {
            return false;
        }
        try {
            var command = Files.readString(Path.of("/proc", lines.getFirst().strip(), "cmdline"));
            return List.of(command.split("\0", -1)).contains(data.toString());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether a server that may still be busy with its recovery answers. */
    private boolean answersSoon() throws IOException {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (isRunning() && System.nanoTime() < end) {
            if (answers()) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLISECONDS));
        }
        return false;
    }

    private void createData() throws IOException {
        delete(data);
        var secrets = Files.createTempDirectory(folder, ".secrets-");
        try {
            writeSecret(secrets.resolve("password"), password);
            user.give(secrets);
            Files.createDirectory(data);
            user.give(data);
            var outcome = run(List.of(
                    program("initdb"),
                    "--pgdata=" + data,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + secrets.resolve("password"),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C",
                    "--no-instructions"));
            if (outcome != 0) {
                throw new IOException("PostgreSQL could not make its data in " + data + " (initdb ended with " + outcome
                        + "); is there room on the disk?");
            }
            Files.writeString(data.resolve("postgresql.conf"), CONFIGURATION, StandardOpenOption.APPEND);
        } finally {
            delete(secrets);
        }
    }

    /** Tenants have no business in the databases that every server has. */
    private void forbidTheMaintenanceDatabases() throws IOException {
        try (var connection = dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
        } catch (SQLException e) {
            throw new IOException("PostgreSQL started but did not take the first statement", e);
        }
    }

    private void launch() throws IOException {
        for (var attempt = 1; attempt <= ATTEMPTS_FOR_A_PORT; attempt++) {
            choosePort();
            var outcome = run(List.of(
                    program("pg_ctl"),
                    "start",
                    "--pgdata=" + data,
                    "--wait",
                    "--timeout=" + PATIENCE_SECONDS,
                    "--log=" + log(),
                    "--options=-p " + port()));
            if (outcome == 0 && answers()) {
                return;
            }
        }
        throw new IOException("PostgreSQL did not start in " + data + "; the end of its log:\n" + endOfLog());
    }

    /** Keeps the port of the last start where it is free. */
    private void choosePort() throws IOException {
        var file = folder.resolve("port");
        if (Files.exists(file) && isFree(port())) {
            return;
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, Integer.toString(socket.getLocalPort()));
        }
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answers() {
        try (var connection = dataSource().getConnection()) {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException | IOException e) {
            return false;
        }
    }

    private PGSimpleDataSource dataSource() throws IOException {
        var source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser(SUPERUSER);
        source.setPassword(password);
        source.setConnectTimeout(ANSWER_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        return source;
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    private int run(List<String> command) throws IOException {
        var process = user.command(command).start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for PostgreSQL", e);
        }
    }

    private String endOfLog() throws IOException {
        var lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of("(empty)");
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        var files = new ArrayList<Path>();
        try (var walk = Files.walk(folder)) {
            walk.sorted(Comparator.reverseOrder()).forEach(files::add);
        }
        for (var file : files) {
            Files.delete(file);
        }
    }

    /** The address of the administrator's database. */
    public String url() throws IOException {
        return "jdbc:postgresql://" + LOOPBACK + ":" + port() + "/postgres";
    }

    /** The port on the loopback address. */
    public int port() throws IOException {
        return Integer.parseInt(Files.readString(folder.resolve("port")).strip());
    }

    /** The superuser's name. */
    public String user() {
        return SUPERUSER;
    }

    /** The superuser's password. */
    public String password() {
        return password;
    }

    /** The file that holds the superuser's password, readable by the user of this process alone. */
    public Path passwordFile() {
        return folder.resolve(PASSWORD);
    }

    /** What the server logs. */
    public Path log() {
        return data.resolve("server.log");
    }

    /**
     * Stops the server in good order: sessions are ended, data are written. Does nothing if it is not running.
     *
     * @throws IOException if it does not stop
     */
    @Override
    public void close() throws IOException {
        stop("fast");
    }

    /** Stops the server as a crash would: the next start recovers from what was committed. */
    public void crash() throws IOException {
        stop("immediate");
    }

    private void stop(String mode) throws IOException {
        if (!isRunning()) {
            return;
        }
        var outcome = run(List.of(
                program("pg_ctl"),
                "stop",
                "--pgdata=" + data,
                "--wait",
                "--timeout=" + PATIENCE_SECONDS,
                "--mode=" + mode));
        if (outcome != 0 && isRunning()) {
            throw new IOException("PostgreSQL in " + data + " did not stop; the end of its log:\n" + endOfLog());
        }
    }

    @Override
    public String toString() {
        return "EmbeddedPostgresServer[" + folder + "]";
    }
}
