package io.chandler.store.sql.postgres.internal;

import io.chandler.resources.StoreException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a failure of PostgreSQL means for the operator. */
public final class PostgresFailure {

    /** SQLSTATE of a failure that we found ourselves; its message says all. */
    static final String OURS = "CH000";

    static final String READ_ONLY = "25006";

    private PostgresFailure() {}

    /** The sentence that tells what happened at a database and what helps. */
    static String describe(ServerAddress address, SQLException failure) {
        var database = "PostgreSQL at " + address;
        var state = state(failure);
        return switch (state) {
            case OURS -> message(failure);
            case "08001", "08004" -> database + " cannot be reached: " + message(failure);
            case "28P01", "28000" ->
                database + " does not accept the user " + address.user() + " with this password: " + message(failure);
            case "3D000" -> database + " has no such database; create it";
            case "3F000" ->
                database + " has no such schema, or the user may create nothing in it; create the schema"
                        + " and grant CREATE on it";
            case "42501" ->
                database + " does not let the user " + address.user() + " do what the store needs: " + message(failure);
            case READ_ONLY -> database + " cannot be written: it is read-only or a standby";
            case "53100" -> database + " has no space left on its disk; writing goes on as soon as there is space";
            case "53300" -> database + " takes no more connections; raise max_connections";
            case "55P03" -> database + " is busy: another replica has been writing for too long";
            case "57014" -> database + " took too long";
            case "57P01", "57P02", "57P03" -> database + " is shutting down or starting";
            case "XX001", "XX002" -> database + " is damaged; restore it from a backup";
            default ->
                state.startsWith("08")
                        ? "the connection to " + database + " was lost: " + message(failure)
                        : database + " failed: " + message(failure) + " (SQLSTATE " + state + ")";
        };
    }

    private static String message(SQLException failure) {
        var message = String.valueOf(failure.getMessage());
        int end = message.indexOf('\n');
        var line = (end < 0 ? message : message.substring(0, end)).strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    /** The failure as users of a store see it. */
    static StoreException.Unavailable unavailable(ServerAddress address, boolean certain, SQLException failure) {
        return new StoreException.Unavailable(describe(address, failure), certain, failure);
    }

    /** What users of a closed store see. */
    static StoreException.Unavailable closed(ServerAddress address) {
        return new StoreException.Unavailable(
                "the store at " + address + " is closed", true, new IllegalStateException("closed"));
    }

    /** Whether a transaction that failed so may have been committed nevertheless. */
    static boolean leavesCommitInDoubt(SQLException failure) {
        var state = state(failure);
        return state.isEmpty()
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("58")
                || state.startsWith("XX")
                || state.equals("40003");
    }

    /** Whether the connection is of no more use, nor are others to the same server. */
    static boolean endsConnections(SQLException failure) {
        return leavesCommitInDoubt(failure) || state(failure).equals(READ_ONLY);
    }

    /** A failure that says all by itself. */
    static SQLException ours(String message) {
        return new SQLException(message, OURS);
    }

    private static String state(SQLException failure) {
        @Nullable String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}
