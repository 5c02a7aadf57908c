package io.chandler.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases and URLs that are not fit are refused with a sentence, and nothing is changed. */
class RefusedDatabasesTest {

    private TestServer server;
    private String database;

    @BeforeEach
    void database() throws Exception {
        server = TestServer.shared();
        database = server.database();
    }

    private static PostgresStore open(StoreLocation location) {
        return PostgresStore.open(location, PostgresSettings.defaults());
    }

    private void assertRefused(StoreLocation location, String... parts) {
        assertThatThrownBy(() -> open(location))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining(TestServer.PASSWORD);
    }

    private int tables() throws Exception {
        try (var connection = server.connect(database);
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
            result.next();
            return result.getInt(1);
        }
    }

    @Test
    void tablesOfOthersAreLeftAlone() throws Exception {
        server.execute(database, "CREATE TABLE chandler_entry (id int)");
        assertRefused(server.location(database), database, "are not a store of Chandler");
        assertThat(tables()).isEqualTo(1);
        server.execute(database, "CREATE TABLE chandler_meta (name text, value bigint)");
        assertRefused(server.location(database), database, "are not a store of Chandler");
        assertThat(tables()).isEqualTo(2);
    }

    @Test
    void theTablesOfANewerVersionAreLeftAlone() throws Exception {
        open(server.location(database)).close();
        server.execute(database, "UPDATE chandler_meta SET value = 99 WHERE name = 'version'");
        assertRefused(server.location(database), "newer Chandler, version 99");
    }

    @Test
    void anotherEncodingIsRefused() throws Exception {
        server.execute(
                "postgres",
                "CREATE DATABASE latin_" + database
                        + " ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0");
        assertRefused(server.location("latin_" + database), "LATIN1", "ENCODING 'UTF8'");
    }

    @Test
    void whoMayNotConnectIsTold() throws Exception {
        var right = server.location(database);
        assertRefused(
                new StoreLocation(right.url(), right.folder(), Optional.empty(), Optional.of("wrong")),
                "does not accept the user postgres");
        assertRefused(server.location("missing"), "has no such database");
        assertRefused(TestServer.location(database, 1, ""), "cannot be reached");
        assertRefused(TestServer.location(database, server.port(), "?currentSchema=missing"), "schemas");
        server.execute("postgres", "DROP ROLE IF EXISTS poor");
        server.execute("postgres", "CREATE ROLE poor LOGIN PASSWORD 'poor'");
        assertRefused(
                new StoreLocation(
                        right.url().replace("postgres@", "poor@"),
                        right.folder(),
                        Optional.empty(),
                        Optional.of("poor")),
                "does not let the user poor");
    }

    @Test
    void aSchemaKeepsAStoreApart() throws Exception {
        server.execute(database, "CREATE SCHEMA one; CREATE SCHEMA two");
        try (var one = open(TestServer.location(database, server.port(), "?currentSchema=one"));
                var two = open(TestServer.location(database, server.port(), "?currentSchema=two"))) {
            one.create("a", "", new byte[0]);
            assertThat(two.get("a")).isEmpty();
            assertThat(two.create("a", "", new byte[0])).isEqualTo(one.current());
        }
        assertThat(tables()).isZero();
    }

    @Test
    void aStoreThatIsCopiedIsNotUsedAndOneThatIsUsedIsNotCopied() {
        var location = server.location(database);
        try (var store = open(location)) {
            assertThatThrownBy(() -> PostgresStore.openAlone(location, PostgresSettings.defaults()))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("a broker is using the store");
            store.create("a", "", new byte[0]);
        }
        try (var copy = PostgresStore.openAlone(location, PostgresSettings.defaults())) {
            assertRefused(location, "is being copied");
            copy.create("b", "", new byte[0]);
        }
        try (var store = open(location);
                var reading = PostgresStore.openReadOnly(location)) {
            assertThat(reading.get("b")).isPresent();
            assertThat(reading.current()).isEqualTo(store.current());
            assertThatThrownBy(() -> reading.create("c", "", new byte[0]))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void whatIsNotThereIsNotMadeByReading() throws Exception {
        assertThatThrownBy(() -> PostgresStore.openReadOnly(server.location(database)))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("there is no store");
        assertThat(tables()).isZero();
    }

    @Test
    void keysThatPostgresDoesNotTakeAreRefused() {
        try (var store = open(server.location(database))) {
            assertThatThrownBy(() -> store.create("a\0b", "", new byte[0])).isInstanceOf(StoreException.Invalid.class);
            assertThatThrownBy(() -> store.create("é".repeat(1_400), "", new byte[0]))
                    .isInstanceOf(StoreException.Invalid.class)
                    .hasMessageContaining("at most 2600 bytes");
            var longest = new StringBuilder();
            for (int i = 0; longest.length() < 2_600; i++) {
                // Nothing that an index could compress.
                longest.append(Integer.toHexString(Integer.hashCode(i * 0x9E3779B9)));
            }
            longest.setLength(2_500);
            store.create(longest.toString(), "t".repeat(100), new byte[0]);
            assertThat(store.get("a\0b")).isEmpty();
            assertThat(store.range("", "", "a\0b", 10, Optional.empty()).entries())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql:database                            | must be postgresql://user:password@host:port/database",
                "postgresql://user@host                         | must name a database",
                "postgresql://user@host/                        | must name a database",
                "postgresql://user@/database                    | must name a host",
                "postgresql://host/database                     | must name a user",
                "postgresql://user@host:port/database           | a port of host that is not a number",
                "postgresql://user@host:99999/database          | from 1 to 65535",
                "postgresql://user:hidden%zz@host/database      | a password with a percent sign",
                "postgresql://user:hidden@host/database?sslmod=require | an unknown parameter sslmod; there are ApplicationName",
                "postgresql://user:hidden@host/database?sslmode=off | a parameter sslmode that must be one of [allow, disable",
                "postgresql://user:hidden@host/database?connectTimeout=soon | connectTimeout that must be seconds",
                "postgresql://user:hidden@host/database?sslrootcert=missing.pem | sslrootcert that must be a file",
                "postgresql://user:hidden@host/database?targetServerType=any | a standby cannot be written",
            })
    void wrongUrlsAreRefused(String url, String part) {
        var location = StoreLocation.of(url, Path.of("."));
        assertThatThrownBy(() -> StoreFactory.of(location).open(location))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("the store's URL")
                .hasMessageContaining(part)
                .hasMessageNotContaining("hidden");
    }
}
