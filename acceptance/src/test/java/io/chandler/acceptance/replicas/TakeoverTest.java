package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.acceptance.service.Journal.Line;
import io.chandler.osb.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What one replica does of another's work, and what becomes of the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TakeoverTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private SharedStore store;

    @TempDir
    Path folder;

    private Fleet fleet;

    /** What keeps the state of all replicas. */
    SharedStore startStore() throws Exception {
        return PostgresServer.start();
    }

    @BeforeAll
    void openStore() throws Exception {
        store = startStore();
    }

    @AfterAll
    void closeStore() {
        store.close();
    }

    @BeforeEach
    void start() throws Exception {
        fleet = Fleet.start(store, folder, 2);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void aStoppedReplicaThatGoesOnCannotStoreWhatItDid() throws Exception {
        var stopped = fleet.get(0);
        var other = fleet.get(1);
        fleet.put("gate");
        var accepted = provision(stopped, "taken over", "slow-id");
        assertThat(accepted.status()).isEqualTo(202);
        awaitLine(line -> line.step() == 2 && line.event() == Event.BEGIN && by(line, stopped));

        stopped.stop();
        awaitLine(line -> line.step() == 2 && line.event() == Event.BEGIN && by(line, other));
        fleet.remove("gate");
        await().atMost(LIMIT).until(() -> state(other, "taken over").equals("succeeded"));

        stopped.goOn();
        awaitLine(
                line -> line.step() == 2 && Set.of(Event.END, Event.LEFT).contains(line.event()) && by(line, stopped));
        await().atMost(LIMIT).until(stopped::ready);
        assertThat(state(stopped, "taken over")).isEqualTo("succeeded");
        assertThat(fleet.journal())
                .noneMatch(line -> line.step() == 2 && line.event() == Event.KEPT && by(line, stopped));
        // What the first replica had kept, the second did not do again.
        assertThat(fleet.journal())
                .noneMatch(line -> line.step() == 1 && line.event() == Event.BEGIN && by(line, other));
        assertThat(RunRules.read(fleet.journal(), stopped.processes()).violations())
                .isEmpty();
    }

    @Test
    void aRequestThatWaitsIsAnsweredThoughAnotherReplicaEndedItsOperation() throws Exception {
        var cut = fleet.get(0);
        var other = fleet.get(1);
        fleet.put("gate");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = executor.submit(() -> provision(cut, "waited for", "synchronous-id"));
            awaitLine(line -> line.step() == 2 && line.event() == Event.BEGIN && by(line, cut));

            cut.cut(false);
            awaitLine(line -> line.step() == 2 && line.event() == Event.LEFT && by(line, cut));
            awaitLine(line -> line.step() == 2 && line.event() == Event.BEGIN && by(line, other));
            fleet.remove("gate");
            await().atMost(LIMIT).until(() -> state(other, "waited for").equals("succeeded"));
            assertThat(waiting.isDone()).isFalse();

            cut.mend();
            assertThat(waiting.get(30, TimeUnit.SECONDS).status()).isEqualTo(201);
        }
        assertThat(RunRules.read(fleet.journal(), Set.of()).violations()).isEmpty();
    }

    @Test
    void identicalRequestsToAllReplicasAreOneOperation() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                var id = "same " + round;
                var answers = new ArrayList<Future<Answer>>();
                for (int i = 0; i < 8; i++) {
                    var replica = fleet.get(i);
                    answers.add(executor.submit(() -> provision(replica, id, "slow-id")));
                }
                var operations = new ArrayList<String>();
                for (var answer : answers) {
                    assertThat(answer.get().status()).isIn(200, 202);
                    answer.get().operation().ifPresent(operations::add);
                }
                assertThat(operations.stream().distinct())
                        .as("operations of %s", id)
                        .hasSize(1);
                await().atMost(LIMIT).until(() -> state(fleet.get(0), id).equals("succeeded"));
            }
        }
        assertThat(fleet.journal().stream()
                        .filter(line -> line.event() == Event.CALL)
                        .map(Line::operation)
                        .distinct())
                .as("operations that the service was called for")
                .hasSize(20);
    }

    private Answer provision(Replica replica, String id, String plan) throws Exception {
        var parameters = Json.object().put("steps", 2).put("value", id);
        return fleet.send(replica, Request.provision(id, plan, parameters), Duration.ofMinutes(2));
    }

    private String state(Replica replica, String id) throws Exception {
        return fleet.send(replica, Request.poll(id, Optional.empty()), LIMIT).state();
    }

    private static boolean by(Line line, Replica replica) {
        return replica.processes().contains(line.process());
    }

    private void awaitLine(Predicate<Line> wanted) {
        List<Line> journal = await().atMost(LIMIT)
                .until(fleet::journal, lines -> lines.stream().anyMatch(wanted));
        assertThat(journal).isNotEmpty();
    }
}
