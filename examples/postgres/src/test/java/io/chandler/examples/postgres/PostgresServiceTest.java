package io.chandler.examples.postgres;

import static io.chandler.examples.postgres.Jdbc.column;
import static io.chandler.examples.postgres.Jdbc.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Service;
import io.chandler.examples.postgres.embedded.EmbeddedPostgresServer;
import io.chandler.osb.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a platform and an application get from the whole broker. */
class PostgresServiceTest {

    /** How long the server is gone, at least. */
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("chandler.away", 0));

    private static final Optional<String> NONE = Optional.empty();

    @TempDir
    private Path folder;

    private Broker broker;

    @BeforeEach
    void start() throws IOException {
        broker = start(Broker.catalog());
    }

    private Broker start(String catalog) throws IOException {
        return Broker.start(folder, new PostgresService(Postgres.server(), Broker.PLANS, () -> {}), catalog);
    }

    @AfterEach
    void stop() throws SQLException {
        broker.close();
        assertThat(Postgres.leftOver()).isEmpty();
    }

    private static Connection open(ObjectNode credentials) throws SQLException {
        return DriverManager.getConnection(credentials.get("jdbcUrl").asString());
    }

    private static String show(ObjectNode credentials, String setting) throws SQLException {
        try (var connection = open(credentials)) {
            return column(connection, "SHOW " + setting).getFirst();
        }
    }

    @Test
    void anInstanceIsADatabaseThatItsBindingsShare() throws SQLException {
        broker.ready("i", "small", "{}");
        var first = broker.bound("i", "first", "small", "{}", NONE);
        var second = broker.bound("i", "second", "small", "{}", NONE);
        var reader = broker.bound("i", "reader", "small", "{\"readOnly\":true}", NONE);
        try (var writing = open(first)) {
            execute(writing, "CREATE TABLE notes (note text)");
            execute(writing, "INSERT INTO notes VALUES ('kept')");
        }
        broker.unbound("i", "first", "small");
        assertThatThrownBy(() -> open(first)).hasMessageContaining("authentication failed");
        try (var writing = open(second);
                var reading = open(reader)) {
            execute(writing, "ALTER TABLE notes ADD COLUMN more text");
            assertThat(column(reading, "SELECT note FROM notes")).containsExactly("kept");
            assertThatThrownBy(() -> execute(reading, "DELETE FROM notes")).hasMessageContaining("permission denied");
        }
        broker.gone("i", "small");
    }

    @Test
    void limitsFollowPlanAndParameters() throws SQLException {
        broker.ready("i", "small", "{\"statementTimeoutSeconds\":20,\"maxConnections\":2}");
        var credentials = broker.bound("i", "b", "small", "{}", NONE);
        assertThat(show(credentials, "statement_timeout")).isEqualTo("20s");
        // A session that was closed counts until its process has ended.
        await().ignoreExceptionsInstanceOf(SQLException.class).untilAsserted(() -> {
            try (var _ = open(credentials);
                    var _ = open(credentials)) {
                assertThatThrownBy(() -> open(credentials)).hasMessageContaining("too many connections");
            }
        });
        broker.updated("i", NONE, "{\"statementTimeoutSeconds\":10}", NONE);
        assertThat(show(credentials, "statement_timeout")).isEqualTo("10s");
        broker.updated("i", Optional.of("large"), "{\"statementTimeoutSeconds\":300}", NONE);
        assertThat(show(credentials, "statement_timeout")).isEqualTo("5min");
        broker.gone("i", "large");
    }

    @Test
    void moreThanThePlanAllowsIsRefusedWithASentence() {
        broker.provision("i", "small", "{\"maxConnections\":11}");
        assertThat(broker.ended("i"))
                .asInstanceOf(type(Answer.FailedOperation.class))
                .extracting(failed -> failed.description().orElseThrow())
                .isEqualTo("parameters.maxConnections must be at most 10 on plan small (was 11).");
        assertThat(broker.provision("j", "small", "{\"maxConnections\":0}")).isInstanceOf(Answer.BadRequest.class);
        assertThat(broker.provision("j", "small", "{\"maxConection\":1}")).isInstanceOf(Answer.BadRequest.class);
    }

    @Test
    void anUpdateThatIsRefusedChangesNothing() throws SQLException {
        broker.ready("i", "large", "{\"maxConnections\":40}");
        var credentials = broker.bound("i", "b", "large", "{}", NONE);
        broker.update("i", Optional.of("small"), "{}", NONE);
        assertThat(broker.ended("i")).isInstanceOf(Answer.FailedUpdate.class);
        assertThat(show(credentials, "statement_timeout")).isEqualTo("10min");
        broker.gone("i", "large");
    }

    @Test
    void maintenanceBringsAnOldDatabaseUpToDate() throws SQLException, IOException {
        broker.close();
        broker = start(Broker.catalog().replace("version: 1.2.0", "version: 1.1.0"));
        broker.ready("i", "maintained", "{}");
        var credentials = broker.bound("i", "b", "maintained", "{}", NONE);
        assertThat(show(credentials, "idle_in_transaction_session_timeout")).isEqualTo("10min");
        assertThat(show(credentials, "lock_timeout")).isEqualTo("0");
        broker.close();
        broker = start(Broker.catalog());
        broker.updated("i", NONE, "{}", Optional.of("1.2.0"));
        assertThat(show(credentials, "lock_timeout")).isEqualTo("5min");
        broker.gone("i", "maintained");
    }

    @Test
    void credentialsExpireWhenTheyWereAskedTo() {
        broker.ready("i", "small", "{}");
        var details = broker.details("i", "b", "small", "{\"expiresAfterHours\":48}", NONE);
        assertThat(details.expiresAt().orElseThrow())
                .isBetween(
                        Instant.now().plus(47, ChronoUnit.HOURS), Instant.now().plus(49, ChronoUnit.HOURS));
        assertThat(details.renewBefore().orElseThrow())
                .isBefore(details.expiresAt().orElseThrow());
        broker.gone("i", "small");
    }

    @Test
    void aRotatedBindingHasOtherCredentialsAndTheSameRights() throws SQLException {
        broker.ready("i", "small", "{}");
        var writer = broker.bound("i", "writer", "small", "{}", NONE);
        try (var connection = open(writer)) {
            execute(connection, "CREATE TABLE notes (note text)");
        }
        var old = broker.bound("i", "old", "small", "{\"readOnly\":true}", NONE);
        var successor = broker.bound("i", "new", "small", "{}", Optional.of("old"));
        assertThat(successor.get("username")).isNotEqualTo(old.get("username"));
        broker.unbound("i", "old", "small");
        assertThatThrownBy(() -> open(old)).hasMessageContaining("authentication failed");
        try (var connection = open(successor)) {
            assertThat(column(connection, "SELECT note FROM notes")).isEmpty();
            assertThatThrownBy(() -> execute(connection, "DROP TABLE notes")).hasMessageContaining("must be owner");
        }
        broker.gone("i", "small");
    }

    @Test
    void aDatabaseInUseIsRemovedWithItsBindings() throws SQLException {
        broker.ready("i", "small", "{}");
        var credentials = broker.bound("i", "b", "small", "{}", NONE);
        try (var connection = open(credentials)) {
            execute(connection, "CREATE TABLE notes (note text)");
            broker.gone("i", "small");
            assertThatThrownBy(() -> execute(connection, "SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aDatabaseThatIsBeingMadeCanBeRemoved() throws SQLException {
        for (var step : List.of("create roles", "create database", "restrict access")) {
            do {
                broker.gone("i", "slow");
                broker.provision("i", "slow", "{}");
            } while (!isMetIn(step));
            broker.gone("i", "slow");
            assertThat(Postgres.leftOver()).isEmpty();
        }
    }

    /** Whether the operation was seen to do a step; on a busy machine it may be over before anybody looks. */
    private boolean isMetIn(String step) {
        var answer = await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> broker.poll("i"),
                        seen -> seen.equals(inProgress(step)) || !(seen instanceof Answer.InProgress));
        return answer instanceof Answer.InProgress;
    }

    private static Answer.InProgress inProgress(String text) {
        return new Answer.InProgress(Optional.of(text), Optional.of(Duration.ofSeconds(1)));
    }

    @Test
    void aPlanThatTheSettingsForgetIsRefused() throws IOException {
        broker.close();
        broker = Broker.start(folder, new PostgresService(Postgres.server(), Map.of(), () -> {}), Broker.catalog());
        broker.provision("i", "small", "{}");
        assertThat(broker.ended("i"))
                .isEqualTo(new Answer.FailedOperation(
                        Optional.of("Plan small is not set up on this broker; tell its operator.")));
    }

    @Test
    void anyIdWillDo() throws SQLException {
        for (var id : new String[] {"'; DROP DATABASE postgres; --", "ü".repeat(100), "a/b?c#d%2F", "%I\"\\"}) {
            broker.ready(id, "small", "{}");
            try (var connection = open(broker.bound(id, id, "small", "{}", NONE))) {
                assertThat(column(connection, "SELECT 1")).containsExactly("1");
            }
            broker.gone(id, "small");
        }
    }

    @Test
    void aServerThatIsGoneIsWaitedFor() throws IOException, SQLException {
        Postgres.embedded().crash();
        try {
            broker.provision("i", "small", "{}");
            await().during(AWAY)
                    .atMost(AWAY.plusSeconds(20))
                    .pollDelay(Duration.ZERO)
                    .until(() -> broker.poll("i") instanceof Answer.InProgress);
        } finally {
            EmbeddedPostgresServer.start(Path.of("target", "postgresql"));
        }
        assertThat(broker.ended("i")).isInstanceOf(Answer.Succeeded.class);
        broker.gone("i", "small");
    }

    @Test
    void aServerThatGoesInTheMiddleOfAProvisioningIsWaitedFor() throws IOException, SQLException {
        broker.close();
        var attempts = new AtomicInteger();
        var service = new PostgresService(Postgres.server(), Broker.PLANS, () -> {});
        broker = Broker.start(folder, counted(service, attempts), Broker.catalog());
        broker.provision("i", "slow", "{}");
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> broker.poll("i").equals(inProgress("create database")));
        Postgres.embedded().crash();
        try {
            var before = attempts.get();
            // Each attempt after the first finds the server away.
            await().atMost(Duration.ofMinutes(1)).until(() -> attempts.get() >= before + 2);
            assertThat(broker.poll("i")).isInstanceOf(Answer.InProgress.class);
        } finally {
            EmbeddedPostgresServer.start(Path.of("target", "postgresql"));
        }
        assertThat(broker.ended("i")).isInstanceOf(Answer.Succeeded.class);
        try (var connection = open(broker.bound("i", "b", "slow", "{}", NONE))) {
            execute(connection, "CREATE TABLE notes (note text)");
        }
        broker.gone("i", "slow");
    }

    /** The same service, whose attempts to provision are counted. */
    private static Service counted(Service service, AtomicInteger attempts) {
        return new Service() {
            @Override
            public void provision(Instance instance) throws Exception {
                attempts.incrementAndGet();
                service.provision(instance);
            }

            @Override
            public void deprovision(Instance instance) throws Exception {
                service.deprovision(instance);
            }

            @Override
            public Credentials bind(Instance instance, Binding binding) throws Exception {
                return service.bind(instance, binding);
            }

            @Override
            public void unbind(Instance instance, Binding binding) throws Exception {
                service.unbind(instance, binding);
            }
        };
    }
}
