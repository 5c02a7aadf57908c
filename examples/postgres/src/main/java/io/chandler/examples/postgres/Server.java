package io.chandler.examples.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server as its administrator works on it: a superuser, or a role with CREATEDB and CREATEROLE.
 * Thread-safe.
 */
final class Server {

    /** So few connections at once that the server's users are not crowded out. */
    private static final int CONNECTIONS = 16;

    private static final String LOCK_PATIENCE = "30s";
    private static final int CONNECT_SECONDS = 10;
    private static final int ANSWER_SECONDS = 120;
    private static final int DEFAULT_PORT = 5432;

    private final String url;
    private final String user;
    private final String password;
    private final Semaphore connections = new Semaphore(CONNECTIONS, true);

    /**
     * The server behind an address like {@code jdbc:postgresql://host:5432/postgres}, which names the database that the
     * administrator works in.
     *
     * @throws IllegalArgumentException if it is no such address
     */
    Server(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
        dataSource();
    }

    /** Statements, run one after the other. */
    @FunctionalInterface
    interface Statements {
        void on(Session session) throws SQLException;
    }

    /**
     * Runs statements on the administrator's database, each for itself.
     *
     * @param lock nothing else runs under the same number meanwhile, not even a statement that the server is still busy
     *     with although the broker that sent it has died
     */
    void run(long lock, Statements statements) throws SQLException, InterruptedException {
        use(Optional.empty(), lock, statements);
    }

    /** Runs statements on the administrator's database: all of them or none. */
    void transaction(long lock, Statements statements) throws SQLException, InterruptedException {
        use(Optional.empty(), lock, asTransaction(statements));
    }

    /** Runs statements on a database: all of them or none. */
    void transaction(String database, long lock, Statements statements) throws SQLException, InterruptedException {
        use(Optional.of(database), lock, asTransaction(statements));
    }

    private void use(Optional<String> database, long lock, Statements statements)
            throws SQLException, InterruptedException {
        connections.acquire();
        var source = dataSource();
        database.ifPresent(source::setDatabaseName);
        try (var session = new Session(source.getConnection(user, password))) {
            session.execute("SET lock_timeout = %L", LOCK_PATIENCE);
            session.execute("SELECT pg_advisory_lock(" + lock + ")");
            statements.on(session);
        } finally {
            connections.release();
        }
    }

    private static Statements asTransaction(Statements statements) {
        return session -> {
            session.begin();
            statements.on(session);
            session.commit();
        };
    }

    private PGSimpleDataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("chandler");
        source.setLogServerErrorDetail(false);
        return source;
    }

    /** The host of the server. */
    String host() {
        return dataSource().getServerNames()[0];
    }

    /** The port of the server. */
    int port() {
        var port = dataSource().getPortNumbers()[0];
        return port == 0 ? DEFAULT_PORT : port;
    }
}
