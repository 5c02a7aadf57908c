package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.EngineSettings;
import io.chandler.osb.Answer;
import io.chandler.resources.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** More operations than the memory can hold. */
class BacklogTest {

    private static final int MOST = 3;

    private static EngineSettings oneWorker() {
        var quick = House.QUICK;
        return new EngineSettings(
                quick.replica(),
                1,
                quick.claimDuration(),
                quick.retryFirst(),
                quick.retryLongest(),
                quick.deadline(),
                quick.synchronousLimit(),
                quick.retention(),
                quick.historyLimit(),
                quick.cascade());
    }

    @Test
    void aRequestWaitsForRoomAndIsRefusedWhereThereIsNone() throws InterruptedException {
        var workshop = new Workshop();
        try (var house =
                new House(workshop, new MemoryStore(), oneWorker(), Clock.systemUTC(), TestCatalog.keyring(), MOST)) {
            house.provision("runs", SLOW, "{\"wait\":\"provision\"}");
            workshop.awaitArrival("runs");
            for (int i = 0; i < MOST; i++) {
                assertThat(house.provision("waits-" + i, SLOW, "{}")).isInstanceOf(Answer.InstanceAccepted.class);
            }
            assertThat(house.provision("late", SLOW, "{}"))
                    .isInstanceOfSatisfying(
                            Answer.Busy.class,
                            busy -> assertThat(busy.retryAfter()).isPositive());
            assertThat(house.fetch("late")).isInstanceOf(Answer.NotFound.class);

            var patient = CompletableFuture.supplyAsync(() -> house.provision("patient", SLOW, "{}"));
            workshop.open("runs");
            assertThat(patient.join()).isInstanceOf(Answer.InstanceAccepted.class);
            assertThat(house.ended("patient")).isInstanceOf(Answer.Succeeded.class);
        }
    }

    @Test
    void roomIsLookedForUntilTheWaitIsOver() {
        var pending = new AtomicInteger(2);
        assertThat(new Backlog(() -> pending.getAndUpdate(n -> Math.max(0, n - 1)), 1, Duration.ofSeconds(5)).hasRoom())
                .isTrue();
        assertThat(new Backlog(() -> 1, 1, Duration.ofMillis(50)).hasRoom()).isFalse();
        assertThat(Backlog.fitting()).isGreaterThan(10_000);
    }
}
