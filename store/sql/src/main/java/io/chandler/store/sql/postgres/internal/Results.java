package io.chandler.store.sql.postgres.internal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Answers to statements that are sent together. */
final class Results {

    /** The column by which the answer is known among those of other statements. */
    private static final String ANSWER = "answer";

    interface Reading<T> {
        T of(ResultSet result) throws SQLException;
    }

    private Results() {}

    /** Runs the statements and reads the one result whose first column is called {@code answer}. */
    static <T> T of(PreparedStatement statements, Reading<T> reading) throws SQLException {
        @Nullable T answer = null;
        boolean rows = statements.execute();
        while (rows || statements.getUpdateCount() >= 0) {
            if (rows) {
                var result = statements.getResultSet();
                if (result.getMetaData().getColumnLabel(1).equals(ANSWER)) {
                    answer = reading.of(result);
                }
            }
            rows = statements.getMoreResults();
        }
        if (answer == null) {
            throw PostgresFailure.ours("the server gave no answer");
        }
        return answer;
    }
}
