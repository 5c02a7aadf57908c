package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.QUICK;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.broker.secrets.Keyring;
import io.chandler.osb.Answer;
import io.chandler.resources.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of stored secrets when the encryption keys change. */
class KeyRotationTest {

    private final Workshop workshop = new Workshop();
    private final MemoryStore store = new MemoryStore();

    /** Keys of these ids, the primary first; the same id is always the same key. */
    private static Keyring keys(String... ids) {
        var keys = new LinkedHashMap<String, byte[]>();
        for (var id : ids) {
            keys.put(id, Arrays.copyOf((id + "-32-bytes-").repeat(4).getBytes(StandardCharsets.UTF_8), 32));
        }
        return Keyring.of(keys);
    }

    private House with(Keyring keys) {
        return new House(workshop, store, House.QUICK, Clock.systemUTC(), keys);
    }

    /** How many entries of the store hold something that this key has sealed. */
    private long sealedWith(String key) {
        return store.range("/", "", "", 1_000, Optional.empty()).entries().stream()
                .filter(entry -> new String(entry.value(), StandardCharsets.UTF_8).contains("v1." + key + "."))
                .count();
    }

    @Test
    void afterARotationEverythingOpensWithTheNewKeyAlone() throws InterruptedException {
        Answer.FetchBinding before;
        try (var house = with(keys("old"))) {
            for (int i = 0; i < 450; i++) {
                house.provision("instance-" + i, QUICK, "{\"secret\":\"s\"}");
            }
            for (int i = 0; i < 450; i++) {
                house.ended("instance-" + i);
            }
            house.bind("instance-0", "b", QUICK, "{}");
            house.endedBinding("instance-0", "b");
            before = house.fetchBinding("instance-0", "b");
            assertThat(before).isInstanceOf(Answer.Binding.class);
        }
        assertThat(sealedWith("old")).isGreaterThan(450);
        try (var house = with(keys("new", "old"))) {
            assertThat(house.rotated.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(house.fetchBinding("instance-0", "b")).isEqualTo(before);
        }
        assertThat(sealedWith("old")).isZero();
        try (var house = with(keys("new"))) {
            assertThat(house.fetchBinding("instance-0", "b")).isEqualTo(before);
            assertThat(house.fetch("instance-449")).isInstanceOf(Answer.Instance.class);
        }
    }

    @Test
    void aKeyThatIsStillNeededCannotBeLeftOut() throws InterruptedException {
        try (var house = with(keys("old"))) {
            house.ready("settled", SLOW);
            house.provision("i", SLOW, "{\"wait\":\"provision\"}");
            workshop.awaitArrival("i");
        }
        try (var house = with(keys("new", "old"))) {
            workshop.awaitArrival("i");
            assertThat(house.poll("i", "")).isInstanceOf(Answer.InProgress.class);
        }
        assertThatThrownBy(() -> with(keys("new")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'old'")
                .hasMessageContaining("Nothing was changed");
        try (var house = with(keys("new", "old"))) {
            workshop.open("i");
            assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
            assertThat(house.rotated.await(20, TimeUnit.SECONDS)).isTrue();
        }
        with(keys("new")).close();
    }

    @Test
    void otherKeysThanTheStoresAreRefused() {
        with(keys("old")).close();
        assertThatThrownBy(() -> with(keys("new"))).hasMessageContaining("'old'");
        var another = new LinkedHashMap<String, byte[]>();
        another.put("old", new byte[32]);
        assertThatThrownBy(() -> with(Keyring.of(another)))
                .hasMessageContaining("another key had this id")
                .hasMessageContaining("Nothing was changed");
        with(keys("old")).close();
    }
}
