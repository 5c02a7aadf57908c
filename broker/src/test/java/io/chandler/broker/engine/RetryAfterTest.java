package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.broker.EngineSettings;
import io.chandler.osb.Answer;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a platform is told to ask again. */
class RetryAfterTest {

    private static final Duration PAUSE = Duration.ofMinutes(20);

    private static EngineSettings patient() {
        var quick = House.QUICK;
        return new EngineSettings(
                quick.replica(),
                quick.workers(),
                quick.claimDuration(),
                PAUSE,
                PAUSE,
                Duration.ofHours(1),
                quick.synchronousLimit(),
                quick.retention(),
                quick.historyLimit(),
                quick.cascade());
    }

    @Test
    void afterAFailureNotBeforeTheNextRun() {
        var workshop = new Workshop();
        try (var house = new House(workshop, new MemoryStore(), patient())) {
            house.provision("i", SLOW, "{\"fail\":\"provision\"}");
            await().until(() -> house.causes.size() == 1);

            await().untilAsserted(() -> assertThat(house.poll("i", ""))
                    .isInstanceOfSatisfying(
                            Answer.InProgress.class,
                            progress -> assertThat(progress.retryAfter().orElseThrow())
                                    // A fifth of a pause is left to chance.
                                    .isBetween(PAUSE.dividedBy(2), PAUSE.plusSeconds(1))));
            assertThat(house.update("i", Optional.empty(), "{}"))
                    .isInstanceOfSatisfying(
                            Answer.ConcurrencyError.class,
                            busy -> assertThat(busy.retryAfter().orElseThrow()).isGreaterThan(PAUSE.dividedBy(2)));
        }
    }

    @Test
    void whileARunGoesOnAsThePlanSays() throws Exception {
        var workshop = new Workshop();
        try (var house = new House(workshop, new MemoryStore(), patient())) {
            house.provision("i", SLOW, "{\"wait\":\"provision\"}");
            workshop.awaitArrival("i");

            assertThat(((Answer.InProgress) house.poll("i", "")).retryAfter()).contains(Duration.ofSeconds(1));
            workshop.open("i");
            house.ended("i");
        }
    }
}
