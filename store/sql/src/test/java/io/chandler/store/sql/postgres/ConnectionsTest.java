package io.chandler.store.sql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.store.Store;
import io.chandler.resources.store.Subscription;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How many connections of the server a store takes. */
class ConnectionsTest {

    /** One that writes, four that read, one that listens: what the operator's guide tells to count with. */
    private static final int PROMISED = 6;

    private static final int CLIENTS = 200;

    @Test
    void howeverManyClientsAskThereAreNoMoreConnectionsThanPromised() throws Exception {
        var server = TestServer.shared();
        var database = server.database();
        int most = 0;
        try (var observer = server.connect("postgres")) {
            try (var store = PostgresStore.open(server.location(database), PostgresSettings.defaults());
                    var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var start = store.current();
                var watches =
                        Stream.generate(() -> store.watch("", start)).limit(20).toList();
                var clients = new ArrayList<Future<?>>();
                for (int i = 0; i < CLIENTS; i++) {
                    int client = i;
                    clients.add(executor.submit(() -> work(store, client)));
                }
                while (!clients.stream().allMatch(Future::isDone)) {
                    most = Math.max(most, connections(observer, database));
                }
                for (var client : clients) {
                    client.get();
                }
                for (var watch : watches) {
                    assertThat(watch.next(Duration.ofSeconds(10))).isNotEmpty();
                }
                watches.forEach(Subscription::close);
            }
            assertThat(most).as("connections under load").isBetween(2, PROMISED);
            Awaitility.await("connections of a closed store end").until(() -> connections(observer, database) == 0);
        }
    }

    private static void work(Store store, int client) {
        for (int i = 0; i < 20; i++) {
            var key = "/things/" + client + "/" + i;
            var revision = store.create(key, "", key.getBytes(UTF_8));
            assertThat(store.get(key)).isPresent();
            store.compareAndSwap(key, revision, "active", key.getBytes(UTF_8));
            assertThat(store.range("/things/" + client + "/", "", "", 10, Optional.empty())
                            .entries())
                    .isNotEmpty();
        }
    }

    private static int connections(Connection observer, String database) throws SQLException {
        try (var statement = observer.prepareStatement("SELECT count(*) FROM pg_stat_activity WHERE datname = ?")) {
            statement.setString(1, database);
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getInt(1);
            }
        }
    }
}
