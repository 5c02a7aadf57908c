package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.osb.Answer;
import io.chandler.resources.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long the end of what is gone can be asked for. */
class MemoryOfTheDeletedTest {

    private final Workshop workshop = new Workshop();
    private final MemoryStore store = new MemoryStore();

    private House after(Duration time) {
        return new House(workshop, store, House.QUICK, Clock.offset(Clock.systemUTC(), time));
    }

    @Test
    void theDeletedAreRememberedForAWeekAndThenForgotten() {
        try (var house = after(Duration.ZERO)) {
            house.provision("gone", QUICK, "{}");
            house.provision("there", QUICK, "{}");
            house.bind("gone", "b", QUICK, "{}");
            house.deprovision("gone", QUICK);
            assertThat(house.poll("gone", "")).isInstanceOf(Answer.DeleteSucceeded.class);
            assertThat(house.pollBinding("gone", "b")).isInstanceOf(Answer.DeleteSucceeded.class);
        }
        try (var house = after(Duration.ofDays(6))) {
            assertThat(house.poll("gone", "")).isInstanceOf(Answer.DeleteSucceeded.class);
        }
        try (var house = after(Duration.ofDays(9))) {
            await().untilAsserted(() -> assertThat(house.poll("gone", "")).isInstanceOf(Answer.NotFound.class));
            await().untilAsserted(
                            () -> assertThat(house.pollBinding("gone", "b")).isInstanceOf(Answer.NotFound.class));
            assertThat(house.fetch("there")).isInstanceOf(Answer.Instance.class);
            var names = store.range("/service", "", "", 10, Optional.empty()).entries();
            assertThat(names).hasSize(1);
        }
    }
}
