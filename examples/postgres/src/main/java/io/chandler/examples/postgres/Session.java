package io.chandler.examples.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** One connection of the administrator, and the few ways in which the service uses it. */
final class Session implements AutoCloseable {

    private final Connection connection;

    Session(Connection connection) {
        this.connection = connection;
    }

    /** Runs a statement whose places are filled as {@link Sql#format} does. */
    void execute(String template, Object... values) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(Sql.format(template, values));
        }
    }

    /** Whether a query, with its parameters, has any row. */
    boolean exists(String query, Object... parameters) throws SQLException {
        return !column(query, parameters).isEmpty();
    }

    /** The first column of what a query finds, as text. */
    List<String> column(String query, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (var rows = statement.executeQuery()) {
                var values = new ArrayList<String>();
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
                return values;
            }
        }
    }

    /** Gives a role a password. Only what a password is checked against is sent, so that no log can hold it. */
    void password(String role, String password) throws SQLException {
        connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }

    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /** Ends the connection, and with it the transaction and the lock that it holds. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
