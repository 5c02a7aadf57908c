package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.osb.Json;
import io.chandler.resources.StoreOpenException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A broker's state moves from one kind of store to another: {@code chandler store copy} as operators run it. */
class MovedStoreTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern DIGEST =
            Pattern.compile("Both hold ([0-9,]+) entries with the SHA-256 ([0-9a-f]{64})");
    private static final int INSTANCES = 25;
    private static final int ENTRIES = 12_000;

    private static PostgresServer postgres;
    private static EtcdMembers etcd;

    @TempDir
    Path folder;

    private final Map<String, JsonNode> credentials = new HashMap<>();

    @BeforeAll
    static void startServers() throws Exception {
        postgres = PostgresServer.start();
        etcd = EtcdMembers.start();
    }

    @AfterAll
    static void stopServers() {
        postgres.close();
        etcd.close();
    }

    /** What the command printed, and how it ended. */
    private record Ended(int exitCode, String output) {}

    private Process copying(Place from, Place to, String... more) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.chandler.cli.Main",
                "store",
                "copy",
                from.url(),
                to.url()));
        command.addAll(List.of(more));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("copy.out").toFile());
        from.password().ifPresent(text -> builder.environment().put("CHANDLER_FROM_PASSWORD", text));
        to.password().ifPresent(text -> builder.environment().put("CHANDLER_TO_PASSWORD", text));
        return builder.start();
    }

    private Ended copy(Place from, Place to, String... more) throws Exception {
        var process = copying(from, to, more);
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(folder.resolve("copy.out")));
    }

    /** Copies, and gives count and hash. */
    private String copied(Place from, Place to, String... more) throws Exception {
        var ended = copy(from, to, more);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        var matcher = DIGEST.matcher(ended.output());
        assertThat(matcher.find()).as(ended.output()).isTrue();
        return matcher.group();
    }

    private void assertRefused(Place from, Place to, String reason) throws Exception {
        var ended = copy(from, to);
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).containsPattern(reason).doesNotContain(PostgresServer.PASSWORD, "\tat ");
    }

    // ---- A broker on each kind of store, one after the other
    // ----------------------------------------------------------

    @Test
    void aBrokerGoesOnWhereverItsStoreIsCopied() throws Exception {
        var file = Place.sqlite(folder.resolve("first.db"));
        var database = Place.postgres(postgres, "moved");
        var cluster = Place.etcd(etcd, "moved");
        var fileAgain = Place.sqlite(folder.resolve("second.db"));
        try (var fleet = Fleet.start(file, folder, 1)) {
            live(fleet);
            assertRefused(file, database, "in use by process");
            fleet.get(0).terminate();
            fleet.remove("gate");
        }

        var digest = copied(file, database);
        assertThat(copied(database, cluster)).isEqualTo(digest);
        assertThat(copied(cluster, fileAgain)).isEqualTo(digest);

        for (var place : List.of(database, cluster, fileAgain)) {
            try (var fleet = Fleet.start(place, folder, 1)) {
                goesOn(fleet);
                assertRefused(
                        place,
                        Place.sqlite(folder.resolve("never.db")),
                        "in use by process|a broker is using the store");
                assertRefused(file, place, "in use by process|a broker is using the store");
            }
        }
        assertThat(folder.resolve("never.db")).doesNotExist();
    }

    /** Makes instances and bindings, and leaves an operation behind that has not ended. */
    private void live(Fleet fleet) throws Exception {
        var replica = fleet.get(0);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < INSTANCES; i++) {
                var id = "instance/" + i;
                Future<?> _ = executor.submit(() -> {
                    assertThat(fleet.send(replica, provision(id, "synchronous-id"), LIMIT)
                                    .status())
                            .isEqualTo(201);
                    var bound = fleet.send(replica, Request.bind(id, "b", "synchronous-id", Json.object()), LIMIT);
                    assertThat(bound.status()).isEqualTo(201);
                    synchronized (credentials) {
                        credentials.put(id, bound.body().get("credentials"));
                    }
                    return null;
                });
            }
        }
        assertThat(credentials).hasSize(INSTANCES);
        fleet.put("gate");
        assertThat(fleet.send(replica, provision("unfinished", "slow-id"), LIMIT)
                        .status())
                .isEqualTo(202);
        await().atMost(LIMIT)
                .until(() ->
                        fleet.journal().stream().anyMatch(line -> line.step() == 2 && line.event() == Event.BEGIN));
    }

    private static Request provision(String id, String plan) {
        return Request.provision(id, plan, Json.object().put("steps", 2).put("value", id));
    }

    /** Everything that was there before is there, and can be used, changed and removed. */
    private void goesOn(Fleet fleet) throws Exception {
        var replica = fleet.get(0);
        for (var known : credentials.entrySet()) {
            var id = known.getKey();
            var instance = fleet.send(replica, Request.fetch(id), LIMIT);
            assertThat(instance.status()).isEqualTo(200);
            assertThat(instance.body().at("/parameters/value").stringValue()).isEqualTo(id);
            var binding = fleet.send(replica, Request.fetchBinding(id, "b"), LIMIT);
            assertThat(binding.status()).isEqualTo(200);
            assertThat(binding.body().get("credentials")).isEqualTo(known.getValue());
        }
        await().atMost(LIMIT)
                .until(() -> fleet.send(replica, Request.poll("unfinished", Optional.empty()), LIMIT)
                        .state()
                        .equals("succeeded"));
        assertThat(fleet.send(replica, provision("instance/0", "synchronous-id"), LIMIT)
                        .status())
                .isEqualTo(200);
        assertThat(fleet.send(replica, provision("new", "synchronous-id"), LIMIT)
                        .status())
                .isEqualTo(201);
        assertThat(fleet.send(replica, Request.unbind("instance/1", "b", "synchronous-id"), LIMIT)
                        .status())
                .isEqualTo(200);
        assertThat(fleet.send(replica, Request.deprovision("instance/1", "synchronous-id"), LIMIT)
                        .status())
                .isEqualTo(200);
        replica.awaitReady();
    }

    // ---- A copy that is killed
    // ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql", "etcd"})
    void aCopyThatIsKilledIsTakenUpAgain(String kind) throws Exception {
        var source = Place.sqlite(folder.resolve("source.db"));
        fill(source, ENTRIES);
        var target = killedInTheMidst(kind, source);

        // What a killed process had may count as its own for a while: in etcd until its lease has run out.
        etcd.endLeases(LIMIT);
        var without = await().atMost(LIMIT)
                .until(() -> copy(source, target), ended -> !ended.output().contains("is being copied"));
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.output()).contains("is not empty", "--resume");

        var resumed = copy(source, target, "--resume");
        assertThat(resumed.exitCode()).as(resumed.output()).isZero();
        assertThat(resumed.output())
                .contains(" were there.")
                .containsPattern("Both hold 12,000 entries with the SHA-256 [0-9a-f]{64}");
        assertThat(describe(target)).isEqualTo(describe(source));
    }

    /** Where a copy was begun and killed; on a busy machine it may have ended before anybody looks, and is begun anew. */
    private Place killedInTheMidst(String kind, Place source) throws Exception {
        for (int attempt = 0; attempt < 20; attempt++) {
            var name = "killed_" + attempt;
            var target = switch (kind) {
                case "sqlite" -> Place.sqlite(folder.resolve(name + ".db"));
                case "postgresql" -> Place.postgres(postgres, name);
                default -> Place.etcd(etcd, name);
            };
            var process = copying(source, target);
            try {
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> !process.isAlive() || count(target) >= 200);
            } finally {
                process.destroyForcibly().onExit().join();
            }
            int done = count(target);
            assertThat(done).isBetween(200, ENTRIES);
            if (done < ENTRIES) {
                return target;
            }
        }
        throw new AssertionError("never killed in the midst");
    }

    private static void fill(Place place, int entries) throws Exception {
        var random = new Random(1);
        try (var store = place.open();
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < entries; i++) {
                var key = "/things/" + i;
                var tag = i % 3 == 0 ? "active" : "";
                var value = new byte[random.nextInt(600)];
                random.nextBytes(value);
                Future<?> _ = executor.submit(() -> store.create(key, tag, value));
            }
        }
    }

    private static int count(Place place) {
        try {
            return place.entries().size();
        } catch (StoreOpenException e) {
            // It is not made yet.
            return 0;
        }
    }

    private static List<String> describe(Place place) {
        return place.entries().stream()
                .map(entry ->
                        entry.key() + " " + entry.tag() + " " + new String(entry.value(), StandardCharsets.ISO_8859_1))
                .toList();
    }
}
