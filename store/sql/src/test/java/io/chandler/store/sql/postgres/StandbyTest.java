package io.chandler.store.sql.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.store.StoreLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A primary with a synchronous standby, both of which the URL names. */
class StandbyTest {

    private static final PostgresSettings SETTINGS = PostgresSettings.defaults();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static StoreLocation both(TestServer primary, TestServer standby, String database) {
        var location = primary.location(database);
        return new StoreLocation(
                location.url()
                        .replace(
                                "127.0.0.1:" + primary.port(),
                                "127.0.0.1:" + primary.port() + ",127.0.0.1:" + standby.port()),
                location.folder(),
                location.user(),
                location.password());
    }

    @Test
    void whenTheStandbyTakesOverNothingIsLostAndWatchesGoOn() throws Exception {
        try (var primary = TestServer.start("")) {
            var database = primary.database();
            try (var standby = primary.standby();
                    var store = PostgresStore.open(both(primary, standby, database), SETTINGS);
                    var watch = store.watch("", store.current())) {
                Map<String, Revision> acknowledged = new ConcurrentHashMap<>();
                var refused = new ConcurrentSkipListSet<String>();
                var stop = new AtomicBoolean();
                var writers = new ArrayList<Thread>();
                for (int i = 0; i < 8; i++) {
                    var prefix = i + "/";
                    writers.add(Thread.ofVirtual().start(() -> write(store, prefix, acknowledged, refused, stop)));
                }
                Awaitility.await().atMost(PATIENCE).until(() -> acknowledged.size() > 200);
                primary.kill();
                standby.promote();
                int before = acknowledged.size();
                Awaitility.await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 200);
                stop.set(true);
                for (var writer : writers) {
                    writer.join();
                }
                var end = store.create("end", "", new byte[0]);
                for (var write : acknowledged.entrySet()) {
                    assertThat(store.get(write.getKey()).orElseThrow().revision())
                            .isEqualTo(write.getValue());
                }
                assertThat(refused).noneMatch(key -> store.get(key).isPresent());
                long told = 0;
                while (told < end.asLong()) {
                    for (var change : watch.next(Duration.ofSeconds(20))) {
                        assertThat(change.entry().revision().asLong()).isEqualTo(++told);
                    }
                }
            }
        }
    }

    private static void write(
            PostgresStore store,
            String prefix,
            Map<String, Revision> acknowledged,
            ConcurrentSkipListSet<String> refused,
            AtomicBoolean stop) {
        for (int n = 0; !stop.get(); n++) {
            var key = prefix + n;
            try {
                acknowledged.put(key, store.create(key, "tag", key.getBytes(UTF_8)));
            } catch (StoreException.Unavailable e) {
                if (e.certain()) {
                    refused.add(key);
                }
            }
        }
    }

    @Test
    void aStandbyAloneIsNoStore() throws Exception {
        try (var primary = TestServer.start("")) {
            var database = primary.database();
            try (var standby = primary.standby()) {
                assertThatThrownBy(() -> PostgresStore.open(standby.location(database), SETTINGS))
                        .isInstanceOf(StoreOpenException.class)
                        .hasMessageContaining("127.0.0.1:" + standby.port())
                        .hasMessageNotContaining(TestServer.PASSWORD)
                        .message()
                        .containsAnyOf("read-only", "standby", "primary");
                // It becomes one when it is promoted.
                primary.kill();
                standby.promote();
                try (var store = PostgresStore.open(standby.location(database), SETTINGS)) {
                    store.create("a", "", new byte[0]);
                }
            }
        }
    }
}
