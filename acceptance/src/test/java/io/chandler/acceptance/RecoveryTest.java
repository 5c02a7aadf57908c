package io.chandler.acceptance;

import static io.chandler.acceptance.Platform.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.acceptance.service.Journal.Line;
import io.chandler.acceptance.service.Things;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations that were running when the process ended. */
class RecoveryTest {

    private static final int OPERATIONS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void allInterruptedOperationsAreCarriedOnAndNoneTwice() throws Exception {
        var site = Site.in(folder);
        site.put("gate");
        var operations = new HashMap<String, Optional<String>>();
        try (var platform = new Platform(site)) {
            try (var broker = BrokerProcess.start(site)) {
                for (int i = 0; i < OPERATIONS; i++) {
                    var id = "instance " + i;
                    var reply = platform.provision(id, "slow-id", parameters("steps", 3, "value", id));
                    assertThat(reply.status()).isEqualTo(202);
                    operations.put(id, reply.operation());
                }
                // As many as there are workers wait at the gate; the others have not begun.
                await().atMost(LIMIT).until(() -> waiting(site) >= 32);
                broker.kill();
            }
            site.remove("gate");
            try (var broker = BrokerProcess.start(site)) {
                for (var operation : operations.entrySet()) {
                    var end = platform.await(operation.getKey(), operation.getValue());
                    assertThat(end.state()).isEqualTo("succeeded");
                    assertThat(site.things().content(Things.name(operation.getKey())))
                            .hasValue(operation.getKey());
                }
                assertThat(broker.alive()).isTrue();
            }
        }
        assertThat(JournalRules.violations(site.journal())).isEmpty();
        assertThat(site.things().names()).hasSize(OPERATIONS);
        assertThat(runs(site).values())
                .as("runs of the first step")
                .hasSize(OPERATIONS)
                .containsOnly(1);
    }

    @Test
    void operationsThatRunAtTheEndOfTheProcessAreHandedOver() throws Exception {
        var site = Site.in(folder);
        site.put("gate");
        try (var platform = new Platform(site)) {
            Optional<String> operation;
            try (var broker = BrokerProcess.start(site)) {
                operation = platform.provision("one", "slow-id", parameters("steps", 3))
                        .operation();
                await().atMost(LIMIT).until(() -> waiting(site) == 1);
                assertThat(broker.terminate()).isZero();
                assertThat(broker.printed()).doesNotContain("Exception");
            }
            site.remove("gate");
            try (var broker = BrokerProcess.start(site)) {
                assertThat(platform.await("one", operation).state()).isEqualTo("succeeded");
                assertThat(broker.terminate()).isZero();
            }
        }
        assertThat(JournalRules.violations(site.journal())).isEmpty();
        assertThat(runs(site).values()).containsExactly(1);
    }

    @Test
    void operationsThatEndInTimeEndWithTheProcess() throws Exception {
        var site = Site.in(folder);
        var text = Files.readString(site.configuration());
        Files.writeString(site.configuration(), text.replace("shutdown-deadline: 2s", "shutdown-deadline: 30s"));
        try (var platform = new Platform(site)) {
            Optional<String> operation;
            try (var broker = BrokerProcess.start(site)) {
                operation = platform.provision("one", "slow-id", parameters("steps", 2, "millis", 200))
                        .operation();
                await().atMost(LIMIT).until(() -> !site.journal().isEmpty());
                assertThat(broker.terminate()).isZero();
            }
            assertThat(site.journal())
                    .filteredOn(line -> line.event() == Event.KEPT)
                    .hasSize(2);
            try (var broker = BrokerProcess.start(site)) {
                assertThat(platform.poll("one", operation).state()).isEqualTo("succeeded");
                assertThat(broker.alive()).isTrue();
            }
        }
        assertThat(JournalRules.calls(site.journal(), "provision")).isEqualTo(1);
    }

    @Test
    void anOperationWaitsForABackendThatIsAway() throws Exception {
        var site = Site.in(folder);
        site.put("backend-away");
        try (var broker = BrokerProcess.start(site);
                var platform = new Platform(site)) {
            var operation = platform.provision("one", "slow-id", parameters("value", "patience"))
                    .operation();
            await().atMost(LIMIT).until(() -> JournalRules.calls(site.journal(), "provision") >= 3);
            var meanwhile = platform.poll("one", operation);
            assertThat(meanwhile.state()).isEqualTo("in progress");
            assertThat(meanwhile.body().toString()).doesNotContain("IOException", "The backend is away");
            site.remove("backend-away");
            assertThat(platform.await("one", operation).state()).isEqualTo("succeeded");
            assertThat(site.things().content(Things.name("one"))).hasValue("patience");
            assertThat(broker.alive()).isTrue();
        }
    }

    private static long waiting(Site site) {
        var begun = new HashSet<String>();
        for (var line : site.journal()) {
            if (line.step() == 2 && line.event() == Event.BEGIN) {
                begun.add(line.subject());
            }
        }
        return begun.size();
    }

    private static Map<String, Integer> runs(Site site) {
        var runs = new HashMap<String, Integer>();
        site.journal().stream()
                .filter(line -> line.step() == 1 && line.event() == Event.BEGIN)
                .map(Line::subject)
                .forEach(subject -> runs.merge(subject, 1, Integer::sum));
        return runs;
    }
}
