package io.chandler.store.sql.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The connection that writes the index, with its statements; it reads the history. For one thread at a time. */
final class IndexSession implements AutoCloseable {

    /** Most removals that are forgotten at once. */
    private static final int FORGOTTEN = 4_096;

    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final PreparedStatement clearChanges;
    private final List<PreparedStatement> bring;
    private final List<PreparedStatement> forget;
    private final PreparedStatement lastForgotten;

    IndexSession(Connection connection) throws SQLException {
        this.connection = connection;
        begin = connection.prepareStatement("BEGIN");
        commit = connection.prepareStatement("COMMIT");
        rollback = connection.prepareStatement("ROLLBACK");
        Schema.execute(connection, IndexSchema.CHANGES);
        clearChanges = connection.prepareStatement(IndexSchema.CLEAR_CHANGES);
        bring = prepare(IndexSchema.BRING);
        forget = prepare(IndexSchema.FORGET);
        lastForgotten = connection.prepareStatement(
                "SELECT revision FROM removed WHERE revision <= ? ORDER BY revision LIMIT 1 OFFSET " + FORGOTTEN);
        // As in the session of the history.
        connection.setAutoCommit(false);
        commit.executeUpdate();
    }

    private List<PreparedStatement> prepare(List<String> sql) throws SQLException {
        var statements = new ArrayList<PreparedStatement>();
        for (var each : sql) {
            statements.add(connection.prepareStatement(each));
        }
        return statements;
    }

    /** The revision up to which the index is written. */
    long indexed() throws SQLException {
        return IndexSchema.meta(connection, "indexed");
    }

    /** Whether the index was made from the history of a database, as far as it goes. */
    boolean belongsTo(IndexFile.Origin origin) throws SQLException {
        return IndexSchema.belongsTo(connection, origin);
    }

    /** Makes the index empty. */
    void clear() throws SQLException {
        begin.executeUpdate();
        for (var sql : IndexSchema.CLEAR) {
            Schema.execute(connection, sql);
        }
        commit.executeUpdate();
    }

    /** Makes the index that of two generations of its database, durably. */
    void belongTo(long generation, long next) throws SQLException {
        Schema.execute(connection, "PRAGMA main.synchronous = FULL");
        begin.executeUpdate();
        Schema.execute(connection, "UPDATE main.meta SET value = " + generation + " WHERE name = 'before'");
        Schema.execute(connection, "UPDATE main.meta SET value = " + next + " WHERE name = 'generation'");
        commit.executeUpdate();
        Schema.execute(connection, "PRAGMA main.synchronous = NORMAL");
    }

    /**
     * Brings the index from one revision to another, and forgets what is behind the horizon.
     *
     * @param horizon nobody may ask for what was before
     */
    void bring(long from, long to, long horizon) throws SQLException {
        begin.executeUpdate();
        try {
            clearChanges.executeUpdate();
            int changed = 0;
            for (var statement : bring) {
                statement.setLong(1, from);
                statement.setLong(2, to);
                changed = statement.executeUpdate();
            }
            if (changed != 1) {
                throw new SQLException("the index is not at " + from + ", but at " + indexed());
            }
            forget(horizon);
            commit.executeUpdate();
        } catch (SQLException e) {
            try {
                rollback.executeUpdate();
            } catch (SQLException failed) {
                e.addSuppressed(failed);
            }
            throw e;
        }
    }

    private void forget(long horizon) throws SQLException {
        long end = horizon;
        lastForgotten.setLong(1, horizon);
        try (var result = lastForgotten.executeQuery()) {
            if (result.next()) {
                end = result.getLong(1);
            }
        }
        for (var statement : forget) {
            statement.setLong(1, end);
            statement.executeUpdate();
        }
    }

    /** Copies the log into the file and empties it. */
    void checkpoint() throws SQLException {
        Schema.execute(connection, "PRAGMA main.wal_checkpoint(TRUNCATE)");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
