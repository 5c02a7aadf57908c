package io.chandler.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.SQLException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is put into SQL comes out of the server as it went in. */
class SqlTest {

    @Property(tries = 50)
    void theServerReadsEveryLiteralAsItWasMeant(@ForAll("texts") String text) throws SQLException {
        for (var conforming : List.of("on", "off")) {
            try (var connection = Postgres.superuser("postgres")) {
                Jdbc.execute(connection, "SET standard_conforming_strings = " + conforming);
                assertThat(Jdbc.column(connection, Sql.format("SELECT %L", text)))
                        .containsExactly(text);
            }
        }
    }

    @Property(tries = 50)
    void theServerReadsEveryIdentifierAsItWasMeant(@ForAll("identifiers") String name) throws SQLException {
        try (var connection = Postgres.superuser("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(Sql.format("SELECT 1 AS %I", name))) {
            assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo(name);
        }
    }

    @Provide
    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("'\"\\;-/*$%E \n").ofMaxLength(12),
                Arbitraries.strings()
                        .withCharRange('\u0001', '\ud7ff')
                        .withCharRange('\ue000', '\ufffd')
                        .ofMaxLength(20));
    }

    @Provide
    static Arbitrary<String> identifiers() {
        return texts().filter(text -> !text.isEmpty() && text.length() <= 20);
    }

    @Test
    void aNulIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.format("SELECT %L", "a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.format("SELECT %I", "a\0b"));
    }

    @Test
    void placesAndValuesMustBeAsMany() {
        assertThat(Sql.format("SELECT 100 %% 7")).isEqualTo("SELECT 100 % 7");
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.format("SELECT %L, %L", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.format("SELECT %L", "a", "b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.format("SELECT %s", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> Sql.format("SELECT %", "a"));
    }
}
