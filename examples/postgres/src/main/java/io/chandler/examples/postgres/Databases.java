package io.chandler.examples.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Databases and the roles that own and read what is in them. Everything may be done twice. */
final class Databases {

    private final Server server;

    Databases(Server server) {
        this.server = server;
    }

    void createRoles(Names names) throws SQLException, InterruptedException {
        server.transaction(names.lock(), session -> {
            for (var role : List.of(names.owner(), names.reader())) {
                if (!session.exists("SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
                    session.execute("CREATE ROLE %I NOLOGIN", role);
                    session.execute("GRANT %I TO CURRENT_USER", role);
                }
            }
        });
    }

    void dropRoles(Names names) throws SQLException, InterruptedException {
        server.transaction(names.lock(), session -> {
            for (var role : session.column("""
                    SELECT DISTINCT login.rolname FROM pg_auth_members membership
                    JOIN pg_roles granted ON granted.oid = membership.roleid
                    JOIN pg_roles login ON login.oid = membership.member
                    WHERE granted.rolname IN (?, ?) AND login.rolname ~ ?""", names.owner(), names.reader(), Names.Login.PATTERN)) {
                session.execute("DROP ROLE %I", role);
            }
            session.execute("DROP ROLE IF EXISTS %I", names.owner());
            session.execute("DROP ROLE IF EXISTS %I", names.reader());
        });
    }

    void create(Names names) throws SQLException, InterruptedException {
        server.run(names.lock(), session -> {
            if (!exists(session, names)) {
                session.execute(
                        "CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING 'UTF8'",
                        names.database(), names.owner());
            }
        });
    }

    /** Drops the database with all that is in it and ends the sessions of whoever works there. */
    void drop(Names names) throws SQLException, InterruptedException {
        server.run(names.lock(), session -> {
            if (exists(session, names)) {
                session.execute("DROP DATABASE %I WITH (FORCE)", names.database());
            }
        });
    }

    /** Lets in the database's own users only; what they create is theirs all together. */
    void restrictAccess(Names names) throws SQLException, InterruptedException {
        server.transaction(names.database(), names.lock(), session -> {
            session.execute("REVOKE ALL ON DATABASE %I FROM PUBLIC", names.database());
            session.execute("GRANT CONNECT ON DATABASE %I TO %I", names.database(), names.reader());
            session.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
            session.execute("GRANT ALL ON SCHEMA public TO %I WITH GRANT OPTION", names.owner());
            session.execute("GRANT USAGE ON SCHEMA public TO %I", names.reader());
            session.execute(
                    "ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT USAGE ON SCHEMAS TO %I", names.owner(), names.reader());
            session.execute(
                    "ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON TABLES TO %I", names.owner(), names.reader());
            session.execute(
                    "ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT SELECT ON SEQUENCES TO %I",
                    names.owner(), names.reader());
        });
    }

    /** Sets what new sessions may use. */
    void limit(Names names, Limits limits) throws SQLException, InterruptedException {
        server.transaction(names.lock(), session -> {
            session.execute("ALTER DATABASE %I CONNECTION LIMIT " + limits.connections(), names.database());
            session.execute(
                    "ALTER DATABASE %I SET statement_timeout = %L",
                    names.database(), limits.statementTimeout().toMillis());
        });
    }

    /** Sets for new sessions what holds at a maintenance version, and nothing of what came later. */
    void maintain(Names names, Optional<String> version) throws SQLException, InterruptedException {
        server.transaction(names.lock(), session -> {
            for (var setting : Maintenance.SETTINGS) {
                if (setting.holdsAt(version)) {
                    session.execute("ALTER DATABASE %I SET %I = %L", names.database(), setting.name(), setting.value());
                } else {
                    session.execute("ALTER DATABASE %I RESET %I", names.database(), setting.name());
                }
            }
        });
    }

    private static boolean exists(Session session, Names names) throws SQLException {
        return session.exists("SELECT 1 FROM pg_database WHERE datname = ?", names.database());
    }
}
