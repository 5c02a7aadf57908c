package io.chandler.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Change;
import io.chandler.resources.store.Store;
import io.chandler.store.kit.StoreContract;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A cluster of three, of which one member is away, or the leader goes while it is written to. */
class ThreeMembersTest {

    private static EtcdCluster etcd;

    @BeforeAll
    static void start() throws IOException {
        etcd = EtcdCluster.launch(3);
    }

    @AfterAll
    static void stop() {
        etcd.close();
    }

    /** The store behaves as ever while one of three members is down. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneIsDown implements StoreContract {

        @BeforeAll
        void kill() throws InterruptedException {
            etcd.kill(1);
        }

        @AfterAll
        void restart() throws IOException {
            etcd.start(1);
        }

        @Override
        public Store open() {
            return EtcdStore.open(etcd.settings());
        }
    }

    @Test
    void whenTheLeaderIsKilledNothingAcknowledgedIsLostAndNothingIsDoneTwice() throws Exception {
        writeWhile(() -> {
            int leader = etcd.leader();
            etcd.kill(leader);
            return () -> {
                etcd.start(leader);
                return null;
            };
        });
    }

    @Test
    void whenTheLeaderHangsNothingAcknowledgedIsLostAndNothingIsDoneTwice() throws Exception {
        writeWhile(() -> {
            int leader = etcd.leader();
            etcd.pause(leader);
            return () -> {
                etcd.resume(leader);
                return null;
            };
        });
    }

    @Test
    void withoutAMajorityItSaysSoAndGoesOnByItself() throws Exception {
        try (var patient = EtcdStore.open(etcd.settings());
                var store = EtcdStore.open(etcd.settings(prefixOf(patient)).withTimeout(Duration.ofSeconds(3)))) {
            var first = patient.create("a", "", bytes("1"));
            int leader = etcd.leader();
            int other = (leader + 1) % 3;
            etcd.kill(leader);
            etcd.kill(other);
            try {
                assertThatThrownBy(() -> store.get("a"))
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("etcd at 127.0.0.1:");
                assertThatThrownBy(store::ping).isInstanceOf(StoreException.Unavailable.class);
            } finally {
                etcd.start(leader);
                etcd.start(other);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> store.get("a").isPresent());
            patient.ping();
            assertThat(patient.compareAndSwap("a", first, "", bytes("2"))).isGreaterThan(first);
        }
    }

    /** Writes and watches during a disturbance and for a while after it; then compares all that was told with what is. */
    private static void writeWhile(Callable<Callable<Void>> disturbance) throws Exception {
        try (var store = EtcdStore.open(etcd.settings());
                var watcher = EtcdStore.open(etcd.settings(prefixOf(store)))) {
            var start = store.current();
            for (int i = 0; i < 8; i++) {
                store.create("counter/" + i, "", bytes("0"));
            }
            var stop = new AtomicBoolean();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor();
                    var watch = watcher.watch("", start)) {
                var writers = new ArrayList<Future<Tally>>();
                for (int i = 0; i < 8; i++) {
                    String key = "counter/" + i;
                    writers.add(executor.submit(() -> count(store, key, stop)));
                }
                var progress = store.current();
                var undo = disturbance.call();
                try {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(40))
                            .ignoreExceptions()
                            .until(() -> store.current().asLong() > progress.asLong() + 100);
                } finally {
                    undo.call();
                    stop.set(true);
                }
                for (int i = 0; i < 8; i++) {
                    var tally = writers.get(i).get(60, TimeUnit.SECONDS);
                    int value = Integer.parseInt(
                            new String(store.get("counter/" + i).orElseThrow().value(), UTF_8));
                    assertThat(value).isBetween(tally.acknowledged, tally.acknowledged + tally.unknown);
                }
                var end = store.create("end", "", bytes("end"));
                assertHistory(read(watch, end), store);
            }
        }
    }

    private static String prefixOf(EtcdStore store) {
        var text = store.toString();
        return text.substring(text.lastIndexOf(' ') + 1, text.length() - 1);
    }

    private record Tally(int acknowledged, int unknown) {}

    /** Counts up by one writer alone, so that a conflict means that one of its own writes was done after all. */
    private static Tally count(Store store, String key, AtomicBoolean stop) {
        int acknowledged = 0;
        int unknown = 0;
        while (!stop.get()) {
            try {
                var entry = store.get(key).orElseThrow();
                int value = Integer.parseInt(new String(entry.value(), UTF_8));
                store.compareAndSwap(key, entry.revision(), "", bytes(String.valueOf(value + 1)));
                acknowledged++;
            } catch (StoreException.Unavailable e) {
                unknown += e.certain() ? 0 : 1;
            } catch (StoreException.Conflict e) {
                assertThat(unknown).as("a conflict without an unknown write").isPositive();
            }
        }
        return new Tally(acknowledged, unknown);
    }

    private static List<Change> read(io.chandler.resources.store.Subscription watch, Revision end)
            throws InterruptedException {
        var changes = new ArrayList<Change>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (changes.isEmpty() || changes.getLast().entry().revision().compareTo(end) < 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            changes.addAll(watch.next(Duration.ofSeconds(1)));
        }
        return changes;
    }

    private static void assertHistory(List<Change> changes, Store store) {
        Map<String, Revision> state = new HashMap<>();
        var last = Revision.ZERO;
        for (var change : changes) {
            assertThat(change.entry().revision()).isGreaterThan(last);
            last = change.entry().revision();
            assertThat(Optional.ofNullable(state.put(change.entry().key(), last)))
                    .isEqualTo(change.previous().map(entry -> entry.revision()));
        }
        store.range("", "", "", 100, Optional.empty())
                .entries()
                .forEach(entry -> assertThat(state).containsEntry(entry.key(), entry.revision()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
