package io.chandler.examples.postgres;

import static io.chandler.examples.postgres.Jdbc.column;
import static io.chandler.examples.postgres.Jdbc.execute;
import static io.chandler.examples.postgres.Postgres.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases and logins on a real server, made by a superuser and by an administrator who may do little else. */
@ParameterizedClass
@MethodSource("administrators")
class LoginsTest {

    private static final Names NAMES = new Names("sb_logins", "sb_logins_owner", "sb_logins_reader", 7);
    private static final Names.Login WRITER = new Names.Login("sb_0123456789abcdef0123456789abcdef_login", 8);
    private static final Names.Login READER = new Names.Login("sb_00000000000000000000000000000000_login", 9);
    private static final Limits LIMITS = new Limits(10, Duration.ofSeconds(30), Duration.ZERO);

    @Parameter
    private Server server;

    private Databases databases;
    private Logins logins;

    static Stream<Server> administrators() throws Exception {
        try (var superuser = Postgres.superuser("postgres")) {
            if (column(superuser, "SELECT 1 FROM pg_roles WHERE rolname = 'administrator'")
                    .isEmpty()) {
                execute(superuser, "CREATE ROLE administrator LOGIN CREATEDB CREATEROLE PASSWORD 'for this test'");
                execute(superuser, "GRANT CONNECT ON DATABASE postgres TO administrator");
            }
        }
        return Stream.of(Postgres.server(), new Server(Postgres.embedded().url(), "administrator", "for this test"));
    }

    @BeforeEach
    void createDatabase() throws Exception {
        databases = new Databases(server);
        logins = new Logins(server);
        for (var time = 0; time < 2; time++) {
            databases.createRoles(NAMES);
            databases.create(NAMES);
            databases.restrictAccess(NAMES);
            databases.limit(NAMES, LIMITS);
            databases.maintain(NAMES, Optional.of("1.1.0"));
        }
    }

    @AfterEach
    void dropDatabase() throws Exception {
        for (var time = 0; time < 2; time++) {
            databases.drop(NAMES);
            databases.dropRoles(NAMES);
        }
        assertThat(Postgres.leftOver()).isEmpty();
    }

    private Access create(Names.Login login, boolean readOnly) throws Exception {
        var access = Access.choose(new BindParameters(readOnly, Optional.of(1)), Instant.now());
        logins.create(NAMES, login, access, readOnly);
        logins.create(NAMES, login, access, readOnly);
        return access;
    }

    private void remove(Names.Login login) throws Exception {
        for (var time = 0; time < 2; time++) {
            logins.shutOut(login);
            logins.handOver(NAMES, login);
            logins.drop(login);
        }
    }

    private static Connection open(Names.Login login, Access access) throws Exception {
        return connect(NAMES.database(), login.role(), access.password());
    }

    @Test
    void whatAWriterMadeStaysWhenTheWriterGoes() throws Exception {
        var access = create(WRITER, false);
        try (var connection = open(WRITER, access)) {
            execute(connection, "CREATE TABLE shared (id int)");
            execute(connection, "RESET ROLE");
            execute(connection, "SET ROLE NONE");
            execute(connection, "CREATE TABLE own (id int)");
        }
        remove(WRITER);
        try (var superuser = Postgres.superuser(NAMES.database())) {
            assertThat(column(
                            superuser,
                            "SELECT tablename || ' of ' || tableowner FROM pg_tables WHERE schemaname = 'public'"))
                    .containsExactlyInAnyOrder("shared of sb_logins_owner", "own of sb_logins_owner");
        }
    }

    @Test
    void aReaderReadsWhatIsThereAndWhatComesAndChangesNothing() throws Exception {
        var reading = create(READER, true);
        var writing = create(WRITER, false);
        try (var writer = open(WRITER, writing);
                var reader = open(READER, reading)) {
            execute(writer, "CREATE TABLE letters (letter text)");
            execute(writer, "INSERT INTO letters VALUES ('a')");
            execute(writer, "CREATE SCHEMA more CREATE TABLE numbers (number int)");
            assertThat(column(reader, "SELECT letter FROM letters")).containsExactly("a");
            assertThat(column(reader, "SELECT number FROM more.numbers")).isEmpty();
            for (var change : List.of(
                    "INSERT INTO letters VALUES ('b')",
                    "CREATE TABLE mine (id int)",
                    "DROP TABLE letters",
                    "SET ROLE sb_logins_owner")) {
                assertThatThrownBy(() -> execute(reader, change))
                        .hasMessageFindingMatch("permission denied|must be owner");
            }
        }
        remove(READER);
        remove(WRITER);
    }

    @Test
    void aLoginThatWasShutOutLosesItsSessionsAndIsRefused() throws Exception {
        var access = create(WRITER, false);
        try (var connection = open(WRITER, access)) {
            remove(WRITER);
            assertThatThrownBy(() -> execute(connection, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> open(WRITER, access)).hasMessageContaining("authentication failed");
    }

    @Test
    void aLoginOfOneDatabaseIsKeptOutOfTheOthers() throws Exception {
        var access = create(WRITER, false);
        for (var database : List.of("postgres", "template1")) {
            assertThatThrownBy(() -> connect(database, WRITER.role(), access.password()))
                    .hasMessageContaining("permission denied for database");
        }
        remove(WRITER);
    }

    @Test
    void anExpiredPasswordIsRefused() throws Exception {
        var access = Access.choose(
                new BindParameters(false, Optional.of(1)), Instant.now().minus(Duration.ofHours(2)));
        logins.create(NAMES, WRITER, access, false);
        assertThatThrownBy(() -> open(WRITER, access)).hasMessageContaining("authentication failed");
        remove(WRITER);
    }

    @Test
    void sessionsStartWithTheLimitsOfThePlan() throws Exception {
        var access = create(WRITER, false);
        try (var connection = open(WRITER, access)) {
            assertThat(column(connection, "SHOW statement_timeout")).containsExactly("30s");
            assertThat(column(connection, "SHOW idle_in_transaction_session_timeout"))
                    .containsExactly("10min");
            assertThat(column(connection, "SHOW lock_timeout")).containsExactly("0");
        }
        databases.limit(NAMES, new Limits(1, Duration.ofSeconds(5), Duration.ZERO));
        databases.maintain(NAMES, Optional.of("1.2.0"));
        try (var connection = open(WRITER, access)) {
            assertThat(column(connection, "SHOW statement_timeout")).containsExactly("5s");
            assertThat(column(connection, "SHOW lock_timeout")).containsExactly("5min");
            assertThatThrownBy(() -> open(WRITER, access)).hasMessageContaining("too many connections");
        }
        remove(WRITER);
    }

    @Test
    void aDatabaseInUseIsDroppedWithItsSessionsAndForgottenLogins() throws Exception {
        var access = create(WRITER, false);
        try (var connection = open(WRITER, access)) {
            databases.drop(NAMES);
            databases.dropRoles(NAMES);
            assertThatThrownBy(() -> execute(connection, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        assertThatCode(() -> remove(WRITER)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("passwords")
    void aPasswordIsNeverSentAsItIs(String password) throws Exception {
        logins.create(NAMES, WRITER, new Access(password, Optional.empty(), Optional.empty()), false);
        try (var superuser = Postgres.superuser("postgres")) {
            assertThat(column(superuser, "SELECT rolpassword FROM pg_authid WHERE rolname = '" + WRITER.role() + "'"))
                    .singleElement()
                    .asString()
                    .startsWith("SCRAM-SHA-256$")
                    .doesNotContain(password);
        }
        remove(WRITER);
    }

    static List<String> passwords() {
        return List.of("it's", "back\\slash", "ümlaut");
    }
}
