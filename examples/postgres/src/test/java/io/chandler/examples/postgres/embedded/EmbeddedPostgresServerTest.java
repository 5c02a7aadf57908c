package io.chandler.examples.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerTest {

    /** Nobody but the user of this process may enter it, as is usual for homes. */
    @TempDir
    private static Path home;

    private static EmbeddedPostgresServer server;

    @BeforeAll
    static void startInAHomeThatNobodyElseMayEnter() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        server = EmbeddedPostgresServer.start(home.resolve("some").resolve("postgresql"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static EmbeddedPostgresServer startAgain() throws IOException {
        return EmbeddedPostgresServer.start(home.resolve("some").resolve("postgresql"));
    }

    private static Connection connect(EmbeddedPostgresServer server) throws IOException, SQLException {
        return DriverManager.getConnection(server.url(), server.user(), server.password());
    }

    private static String ask(EmbeddedPostgresServer server, String query) throws IOException, SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void dataPasswordAndPortOutliveStopAndCrash() throws IOException, SQLException {
        var port = server.port();
        try (var connection = connect(server);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 'still here' AS text");
        }
        server.close();
        assertThatThrownBy(() -> connect(server)).isInstanceOf(SQLException.class);
        assertThat(ask(startAgain(), "SELECT text FROM kept")).isEqualTo("still here");
        server.crash();
        assertThat(ask(startAgain(), "SELECT text FROM kept")).isEqualTo("still here");
        assertThat(server.port()).isEqualTo(port);
    }

    @Test
    void aServerThatRunsIsTakenOver() throws IOException, SQLException {
        var before = ask(server, "SELECT pg_postmaster_start_time()");
        assertThat(ask(startAgain(), "SELECT pg_postmaster_start_time()")).isEqualTo(before);
    }

    @Test
    void anotherPortIsTakenWhereTheOldOneIsInUse() throws IOException, SQLException {
        server.close();
        var port = server.port();
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ask(startAgain(), "SELECT 'up'")).isEqualTo("up");
            assertThat(server.port()).isNotEqualTo(port);
        }
    }

    @Test
    void onlyTheRightPasswordOpensTheServer() throws IOException {
        var url = server.url();
        for (var wrong : new String[] {"", "wrong"}) {
            assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", wrong))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
        }
        assertThat(server.toString()).doesNotContain(server.password());
    }

    @Test
    void theServerIsReachableFromThisMachineAlone() throws IOException, SQLException {
        assertThat(ask(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(ask(server, "SHOW unix_socket_directories")).isEmpty();
    }

    @Test
    void nobodyElseReadsThePassword() throws IOException {
        assertThat(Files.getPosixFilePermissions(server.passwordFile()))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
}
