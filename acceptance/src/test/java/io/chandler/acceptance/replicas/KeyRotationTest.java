package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.osb.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two replicas get other encryption keys by rolling restarts, in the order that the operator's guide tells and in wrong ones.
 * The key that is not needed any more can be taken away after two minutes, which only
 * {@code -Dchandler.test.long=true} waits for.
 */
class KeyRotationTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration ROTATION = Duration.ofMinutes(6);
    private static final String OLD = Fleet.KEY;
    private static final String NEW = "second=" + Base64.getEncoder().encodeToString(filled(32));
    private static final String ROTATED = "All stored values are sealed with the first encryption key";
    private static final String PLAN = "synchronous-id";

    private static PostgresServer server;

    @TempDir
    Path folder;

    private final Map<String, JsonNode> credentials = new HashMap<>();
    private Place store;
    private Fleet fleet;

    private static byte[] filled(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start(TestInfo test) throws Exception {
        store = Place.postgres(
                server, test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT));
        fleet = Fleet.start(store, folder, 2);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void anAdditionalKeyIsAddedPutFirstAndOnlyThenTheOldOneTakenAway() throws Exception {
        make("before", 0);
        rollingRestart(OLD, OLD + "," + NEW);
        make("added", 1);
        allIsReadByAll();

        restart(fleet.get(0), OLD + "," + NEW, NEW + "," + OLD);
        // Now they seal with different keys.
        make("by the first", 0);
        make("by the second", 1);
        allIsReadByAll();
        restart(fleet.get(1), OLD + "," + NEW, NEW + "," + OLD);
        make("after", 1);
        allIsReadByAll();

        // Too early: what is there is sealed with the old key still.
        var hasty = fleet.get(0);
        hasty.terminate();
        hasty.reconfigure(NEW + "," + OLD, NEW);
        assertRefused(hasty, "shared");
        hasty.reconfigure(NEW, NEW + "," + OLD);
        hasty.start();
        hasty.awaitReady();
        allIsReadByAll();

        if (Boolean.getBoolean("chandler.test.long")) {
            await().atMost(ROTATION)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> fleet.get(0).printed().contains(ROTATED)
                            || fleet.get(1).printed().contains(ROTATED));
            assertThat(sealedWith("shared")).isZero();
            rollingRestart(NEW + "," + OLD, NEW);
            make("without the old key", 0);
            allIsReadByAll();
        } else {
            assertThat(sealedWith("shared")).isPositive();
        }
    }

    @Test
    void aKeyThatOneReplicaLacksIsToldAndNothingIsLost() throws Exception {
        make("before", 0);
        // The wrong order: first at once, while the other replica does not have it.
        restart(fleet.get(0), OLD, NEW + "," + OLD);
        make("by the first", 0);
        var lacking = fleet.get(1);
        assertThat(fleet.send(lacking, Request.fetchBinding("before", "b"), LIMIT)
                        .status())
                .isEqualTo(200);
        var unread = fleet.send(lacking, Request.fetchBinding("by the first", "b"), LIMIT);
        assertThat(unread.status()).isEqualTo(500);
        assertThat(unread.body().toString()).doesNotContain("service-password");
        await().atMost(LIMIT).until(() -> lacking.printed().contains("another replica seals with an encryption key"));

        lacking.terminate();
        assertRefused(lacking, "second");
        lacking.reconfigure(OLD, NEW + "," + OLD);
        lacking.start();
        lacking.awaitReady();
        allIsReadByAll();
    }

    @Test
    void aReplicaWithOnlyAnotherKeyDoesNotStart() throws Exception {
        make("before", 0);
        var wrong = fleet.get(1);
        wrong.terminate();
        wrong.reconfigure(OLD, NEW);
        assertRefused(wrong, "shared");
        // Another key under the same name.
        wrong.reconfigure(NEW, NEW.replace("second=", "shared="));
        assertRefused(wrong, "shared");
        wrong.reconfigure(NEW.replace("second=", "shared="), OLD);
        wrong.start();
        wrong.awaitReady();
        allIsReadByAll();
    }

    private void rollingRestart(String keys, String other) throws Exception {
        for (var replica : fleet.replicas()) {
            restart(replica, keys, other);
        }
    }

    private static void restart(Replica replica, String keys, String other) throws Exception {
        replica.terminate();
        replica.reconfigure("keys: " + keys + "\n", "keys: " + other + "\n");
        replica.start();
        replica.awaitReady();
    }

    /** It does not start, and names the key. */
    private static void assertRefused(Replica replica, String key) throws Exception {
        replica.start();
        assertThat(replica.awaitEnd()).isNotZero();
        assertThat(replica.printed())
                .contains("encryption keys do not fit the store", key, "Nothing was changed")
                .doesNotContain("\tat ", NEW.substring(7), OLD.substring(7));
    }

    private void make(String id, int replica) throws Exception {
        var provision = Request.provision(id, PLAN, Json.object().put("value", id));
        assertThat(fleet.send(fleet.get(replica), provision, LIMIT).status()).isEqualTo(201);
        var bound = fleet.send(fleet.get(replica), Request.bind(id, "b", PLAN, Json.object()), LIMIT);
        assertThat(bound.status()).isEqualTo(201);
        credentials.put(id, bound.body().get("credentials"));
    }

    private void allIsReadByAll() throws Exception {
        for (var replica : fleet.replicas()) {
            for (var known : credentials.entrySet()) {
                var binding = fleet.send(replica, Request.fetchBinding(known.getKey(), "b"), LIMIT);
                assertThat(binding.status()).isEqualTo(200);
                assertThat(binding.body().get("credentials")).isEqualTo(known.getValue());
            }
        }
    }

    private long sealedWith(String key) {
        return store.entries().stream()
                .filter(entry -> new String(entry.value(), StandardCharsets.UTF_8).contains("v1." + key + "."))
                .count();
    }
}
