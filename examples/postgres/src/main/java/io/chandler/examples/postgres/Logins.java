package io.chandler.examples.postgres;

import java.sql.SQLException;
import java.time.Instant;

/** Roles that log in to a database. Everything may be done twice. */
final class Logins {

    private static final String NO_SUCH_DATABASE = "3D000";

    private final Server server;

    Logins(Server server) {
        this.server = server;
    }

    /**
     * Makes a role that logs in. One that may write works as the owner, so that what it creates belongs to the owner and
     * stays when the role goes.
     */
    void create(Names names, Names.Login login, Access access, boolean readOnly)
            throws SQLException, InterruptedException {
        server.transaction(login.lock(), session -> {
            if (!exists(session, login)) {
                session.execute("CREATE ROLE %I NOLOGIN", login.role());
                session.execute("GRANT %I TO CURRENT_USER", login.role());
            }
            session.password(login.role(), access.password());
            session.execute(
                    "ALTER ROLE %I LOGIN VALID UNTIL %L",
                    login.role(), access.expiresAt().map(Instant::toString).orElse("infinity"));
            if (readOnly) {
                session.execute("GRANT %I TO %I", names.reader(), login.role());
            } else {
                session.execute("GRANT %I TO %I", names.owner(), login.role());
                session.execute(
                        "ALTER ROLE %I IN DATABASE %I SET role = %L", login.role(), names.database(), names.owner());
            }
        });
    }

    /** Lets the role log in no more and ends its sessions. */
    void shutOut(Names.Login login) throws SQLException, InterruptedException {
        server.run(login.lock(), session -> {
            if (exists(session, login)) {
                session.execute("ALTER ROLE %I NOLOGIN", login.role());
                session.column(
                        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = ?",
                        login.role());
            }
        });
    }

    /** Hands what the role owns by itself to the owner of the database, if the database is there still. */
    void handOver(Names names, Names.Login login) throws SQLException, InterruptedException {
        try {
            server.transaction(names.database(), login.lock(), session -> {
                if (exists(session, login)) {
                    session.execute("REASSIGN OWNED BY %I TO %I", login.role(), names.owner());
                    session.execute("DROP OWNED BY %I", login.role());
                }
            });
        } catch (SQLException e) {
            if (!NO_SUCH_DATABASE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    void drop(Names.Login login) throws SQLException, InterruptedException {
        server.run(login.lock(), session -> session.execute("DROP ROLE IF EXISTS %I", login.role()));
    }

    private static boolean exists(Session session, Names.Login login) throws SQLException {
        return session.exists("SELECT 1 FROM pg_roles WHERE rolname = ?", login.role());
    }
}
