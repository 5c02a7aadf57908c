package io.chandler.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.client.BindingRequest;
import io.chandler.osb.client.BrokerClient;
import io.chandler.osb.client.FetchedCatalog;
import io.chandler.osb.client.InstanceRequest;
import io.chandler.osb.client.OperationPoller;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PollResult;
import io.chandler.osb.client.PollSchedule;
import io.chandler.osb.client.Waiter;
import io.chandler.resources.StoreOpenException;
import io.chandler.server.Chandler;
import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service as the configuration of a broker makes it. */
class PostgresServiceFactoryTest {

    private static final PollSchedule OFTEN =
            new PollSchedule(Duration.ofMillis(50), Duration.ofMillis(50), 1, Duration.ofMinutes(1));

    @TempDir
    private Path folder;

    private Chandler broker(String settings) throws IOException {
        Files.writeString(folder.resolve("catalog.yml"), Broker.catalog());
        var text = """
                server: {address: 127.0.0.1, port: 0}
                users: [{name: platform, password: for this test}]
                log: {level: error, audit: false}
                catalog: %s
                data-folder: %s
                services:
                  postgres:
                %s""".formatted(folder.resolve("catalog.yml"), folder.resolve("data"), settings.indent(4));
        return Chandler.configuration(Configuration.parse(text, folder, Map.of()));
    }

    @Test
    void withoutAnAddressTheBrokerBringsItsOwnServer() throws Exception {
        var settings = "plans: {small: {connections: 3, statement-timeout: 7s}}";
        String jdbcUrl;
        try (var running = broker(settings).start();
                var client = BrokerClient.builder(running.address())
                        .basic("platform", "for this test")
                        .build()) {
            var offering = ((Outcome.Done<FetchedCatalog>) client.catalog())
                    .value()
                    .catalog()
                    .offerings()
                    .getFirst();
            var plan = offering.plans().getFirst().id();
            var provision =
                    InstanceRequest.Provision.of("i", offering.id(), plan).acceptsIncomplete(true);
            if (client.provision(provision) instanceof Outcome.InProgress<?> accepted) {
                assertThat(new OperationPoller(client, OFTEN, Waiter.SLEEP)
                                .await(provision.pending(accepted.operation()), Optional.empty(), _ -> {}))
                        .isInstanceOf(PollResult.Succeeded.class);
            }
            var bound = client.bind(BindingRequest.Bind.of("i", "b", offering.id(), plan));
            jdbcUrl = ((Outcome.Done<BindingDetails>) bound)
                    .value()
                    .credentials()
                    .orElseThrow()
                    .get("jdbcUrl")
                    .asString();
            try (var connection = DriverManager.getConnection(jdbcUrl)) {
                assertThat(Jdbc.column(connection, "SHOW statement_timeout")).containsExactly("7s");
            }
        }
        assertThatThrownBy(() -> DriverManager.getConnection(jdbcUrl)).hasMessageContaining("refused");
    }

    @Test
    void aSecondBrokerOnTheSameDataLeavesTheServerOfTheFirstAlone() throws Exception {
        var settings = "plans: {small: {connections: 3, statement-timeout: 7s}}";
        try (var _ = broker(settings).start()) {
            var pid = folder.resolve("data/postgresql/data/postmaster.pid");
            assertThat(pid).exists();

            assertThatThrownBy(() -> broker(settings).start()).isInstanceOf(StoreOpenException.class);
            assertThat(pid).exists();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    url: nonsense;user: u;password: p                                   | services.postgres.url (line 8) must be like jdbc:postgresql://host:5432/postgres
                    url: jdbc:postgresql://h/d;user: u                                  | services.postgres.password (line 8) must be given, or password-file, and not both
                    url: jdbc:postgresql://h/d;password: p                              | services.postgres.user (line 8) is required
                    url: jdbc:postgresql://h/d;user: u;password-file: nothing           | services.postgres.password-file (line 10) cannot be read
                    plans: {small: {statement-timeout: 3s}}                             | services.postgres.plans.small.connections (line 8) is required and must be more than 0
                    plans: {small: {connections: 0, statement-timeout: 3s}}             | services.postgres.plans.small.connections (line 8) is required and must be more than 0
                    plans: {small: {connections: 1, statement-timeout: soon}}           | services.postgres.plans.small.statement-timeout (line 8) must be a duration such as 250ms, 10s, 5m, 2h
                    url: jdbc:postgresql://h/d;user: u;password: p;plan: {}             | services.postgres.plan (line 11) is not a setting: did you mean plans?
                    """)
    void aMistakeInTheSettingsIsNamed(String settings, String message) {
        assertThatThrownBy(() -> broker(settings.replace(";", "\n")).start())
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems()).containsExactly(message));
    }
}
