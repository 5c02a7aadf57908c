package io.chandler.examples.postgres;

import io.chandler.examples.postgres.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** The real server that all tests of this module share; it ends with the run. */
final class Postgres {

    private static final EmbeddedPostgresServer EMBEDDED = start();

    private Postgres() {}

    private static EmbeddedPostgresServer start() {
        try {
            var server = EmbeddedPostgresServer.start(Path.of("target", "postgresql"));
            removeWhatAKilledRunLeft(server);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    server.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void removeWhatAKilledRunLeft(EmbeddedPostgresServer server) throws IOException, SQLException {
        try (var superuser = DriverManager.getConnection(server.url(), server.user(), server.password())) {
            for (var database : Jdbc.column(superuser, "SELECT datname FROM pg_database WHERE datname ~ '^sb_'")) {
                Jdbc.execute(superuser, Sql.format("DROP DATABASE %I WITH (FORCE)", database));
            }
            for (var role : Jdbc.column(superuser, "SELECT rolname FROM pg_roles WHERE rolname ~ '^sb_'")) {
                Jdbc.execute(superuser, Sql.format("DROP ROLE %I", role));
            }
        }
    }

    static EmbeddedPostgresServer embedded() {
        return EMBEDDED;
    }

    static Server server() {
        try {
            return new Server(EMBEDDED.url(), EMBEDDED.user(), EMBEDDED.password());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection of the superuser. */
    static Connection superuser(String database) throws SQLException {
        return connect(database, EMBEDDED.user(), EMBEDDED.password());
    }

    static Connection connect(String database, String user, String password) throws SQLException {
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + EMBEDDED.port() + "/" + database, user, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all databases and roles of the service on the server. */
    static List<String> leftOver() throws SQLException {
        try (var connection = superuser("postgres")) {
            return Jdbc.column(
                    connection,
                    "SELECT datname FROM pg_database WHERE datname ~ '^sb_'"
                            + " UNION ALL SELECT rolname FROM pg_roles WHERE rolname ~ '^sb_'");
        }
    }
}
