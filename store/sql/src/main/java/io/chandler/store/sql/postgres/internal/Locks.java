package io.chandler.store.sql.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Advisory locks of the server, one of each kind for the schema that a connection works in. */
final class Locks {

    private static final String SCHEMA = "(SELECT oid::int FROM pg_namespace WHERE nspname = current_schema())";
    private static final int WRITE = 0x43686E64;
    private static final int MIGRATION = WRITE + 1;
    private static final int PRESENCE = WRITE + 2;

    private Locks() {}

    /** The statement after which nobody else changes the store until the end of the transaction. */
    static String takeWrite() {
        return "SELECT pg_advisory_xact_lock(" + WRITE + ", " + SCHEMA + ")";
    }

    /** The statement after which nobody else changes the tables until the end of the transaction. */
    static String takeMigration() {
        return "SELECT pg_advisory_xact_lock(" + MIGRATION + ", " + SCHEMA + ")";
    }

    /**
     * Shows, as long as the connection lives, that a process uses the store.
     *
     * @return whether it may; not while another has it for itself
     */
    static boolean takePresence(Connection connection) throws SQLException {
        return take(connection, "pg_try_advisory_lock_shared");
    }

    /** Takes the store for one process. @return whether nobody else uses it */
    static boolean takeAlone(Connection connection) throws SQLException {
        return take(connection, "pg_try_advisory_lock");
    }

    private static boolean take(Connection connection, String function) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT " + function + "(" + PRESENCE + ", " + SCHEMA + ")")) {
            return result.next() && result.getBoolean(1);
        }
    }
}
