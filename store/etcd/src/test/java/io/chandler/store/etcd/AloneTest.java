package io.chandler.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreException;
import io.chandler.resources.StoreOpenException;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that one process has for itself. */
class AloneTest {

    private static EtcdCluster etcd;

    private EtcdSettings settings;

    @BeforeAll
    static void start() throws Exception {
        etcd = EtcdCluster.launch(1);
    }

    @AfterAll
    static void stop() {
        etcd.close();
    }

    @BeforeEach
    void name() {
        settings = etcd.settings();
    }

    /** What a process suffers that hangs for longer than its leases live. */
    private static void letLeasesRunOut() throws Exception {
        for (var line : etcd.etcdctl("lease", "list").lines().skip(1).toList()) {
            etcd.etcdctl("lease", "revoke", line);
        }
    }

    @Test
    void whatABrokerUsesIsNotTakenFromItAndWhatIsTakenNoBrokerUses() {
        try (var store = EtcdStore.open(settings)) {
            assertThatThrownBy(() -> EtcdStore.openAlone(settings))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("a broker is using the store in etcd; end all its replicas first");
            store.create("a", "", new byte[0]);
        }
        try (var alone = EtcdStore.openAlone(settings)) {
            assertThatThrownBy(() -> EtcdStore.open(settings))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("is being copied");
            assertThatThrownBy(() -> EtcdStore.openAlone(settings))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("is being copied");
            var created = alone.create("b", "t", new byte[0]);
            alone.compareAndDelete("b", alone.compareAndSwap("b", created, "", new byte[1]));
            try (var reading = EtcdStore.openExisting(settings)) {
                assertThat(reading.get("a")).isPresent();
            }
            try (var other = EtcdStore.open(etcd.settings())) {
                other.create("a", "", new byte[0]);
            }
        }
        try (var one = EtcdStore.open(settings);
                var two = EtcdStore.open(settings)) {
            one.create("c", "", new byte[0]);
            assertThat(two.get("c")).isPresent();
        }
        EtcdStore.openAlone(settings).close();
    }

    @Test
    void aRefusedProcessLeavesNothingBehind() {
        try (var _ = EtcdStore.openAlone(settings)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> EtcdStore.open(settings)).isInstanceOf(StoreOpenException.class);
            }
        }
        EtcdStore.openAlone(settings).close();
        assertThatThrownBy(() -> EtcdStore.openExisting(etcd.settings())).hasMessageContaining("there is no store");
    }

    @Test
    void aBrokerThatHungWritesNothingWhileItsStoreIsCopiedAndGoesOnAfterwards() throws Exception {
        try (var store = EtcdStore.open(settings)) {
            var first = store.create("a", "", new byte[0]);
            letLeasesRunOut();
            try (var alone = EtcdStore.openAlone(settings)) {
                assertThatThrownBy(() -> store.create("b", "", new byte[0]))
                        .isInstanceOfSatisfying(
                                StoreException.Unavailable.class,
                                e -> assertThat(e.certain()).isTrue())
                        .hasMessageContaining("is being copied");
                assertThatThrownBy(() -> store.compareAndSwap("a", first, "", new byte[1]))
                        .isInstanceOf(StoreException.Unavailable.class);
                assertThatThrownBy(() -> store.compareAndDelete("a", first))
                        .isInstanceOf(StoreException.Unavailable.class);
                assertThat(alone.range("", "", "", 10, Optional.empty()).entries())
                        .hasSize(1);
            }
            store.compareAndSwap("a", first, "", new byte[1]);
            // Its presence is shown again before long.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> EtcdStore.openAlone(settings).close())
                            .hasMessageContaining("a broker is using"));
        }
    }

    @Test
    void aCopyThatHungWritesNothingWhereABrokerHasStarted() throws Exception {
        try (var alone = EtcdStore.openAlone(settings)) {
            alone.create("a", "", new byte[0]);
            letLeasesRunOut();
            try (var store = EtcdStore.open(settings)) {
                store.create("b", "", new byte[0]);
                assertThatThrownBy(() -> alone.create("c", "", new byte[0]))
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("not this process's alone any more");
                assertThat(store.get("c")).isEmpty();
            }
        }
    }
}
