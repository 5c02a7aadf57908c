package io.chandler.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.store.Change;
import io.chandler.resources.store.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many subscriptions that have to read more history than a process keeps in memory. */
class FarBehindTest {

    private static final int VALUE = 100 * 1024;
    private static final int CHANGES = 120;
    private static final Duration WAIT = Duration.ofSeconds(20);

    @Test
    void manyTakeLittleAtATimeAndNoneMissesAnything() throws Exception {
        try (var store = EtcdStore.open(EtcdCluster.shared().settings())) {
            var first = store.create("first", "", new byte[0]);
            try (var writers = Executors.newFixedThreadPool(4)) {
                for (int i = 0; i < CHANGES; i++) {
                    var key = "key " + i;
                    Future<?> _ = writers.submit(() -> store.create(key, "", new byte[VALUE]));
                }
            }
            // Once all are told, memory has the newest two thirds of them alone.
            try (var upToDate = store.watch("", first)) {
                readAll(upToDate, Long.MAX_VALUE);
            }
            var subscriptions = new ArrayList<Subscription>();
            try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 64; i++) {
                    subscriptions.add(store.watch("", first));
                }
                var reading = subscriptions.subList(0, 8).stream()
                        .map(subscription -> readers.submit(() -> readAll(subscription, 256 * 1024 + 2 * VALUE)))
                        .toList();
                var all = reading.getFirst().get();
                assertThat(all).hasSize(CHANGES).doesNotHaveDuplicates().isSorted();
                for (var others : reading) {
                    assertThat(others.get()).isEqualTo(all);
                }
            } finally {
                subscriptions.forEach(Subscription::close);
            }
            // One alone takes more.
            try (var alone = store.watch("", first)) {
                assertThat(bytes(alone.next(WAIT))).isGreaterThan(1024 * 1024);
            }
        }
    }

    /** Reads all changes; none of the pieces of the older history may have more bytes than a limit. */
    private static List<Long> readAll(Subscription subscription, long most) throws InterruptedException {
        var revisions = new ArrayList<Long>();
        boolean history = true;
        while (revisions.size() < CHANGES) {
            var changes = subscription.next(WAIT);
            assertThat(changes).isNotEmpty();
            history &= revisions.size() < CHANGES / 4;
            if (history) {
                assertThat(bytes(changes)).isLessThan(most);
            }
            changes.forEach(change -> revisions.add(change.entry().revision().asLong()));
        }
        return revisions;
    }

    private static long bytes(List<Change> changes) {
        return changes.stream()
                .mapToLong(change -> change.entry().value().length)
                .sum();
    }
}
