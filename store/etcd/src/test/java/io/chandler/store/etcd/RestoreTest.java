package io.chandler.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that is restored from a snapshot behind the back of a store. */
class RestoreTest {

    @TempDir
    Path folder;

    @Test
    void aStoreThatRunsOnReadsEverythingAnew() throws Exception {
        try (var etcd = EtcdCluster.launch(1);
                var store = EtcdStore.open(etcd.settings().withTimeout(Duration.ofSeconds(3)))) {
            var first = store.create("a", "old", bytes("1"));
            etcd.etcdctl("snapshot", "save", folder.resolve("snapshot").toString());
            var lost = store.compareAndSwap("a", first, "lost", bytes("2"));
            store.create("b", "", bytes("1"));
            try (var watch = store.watch("", lost)) {
                assertThat(watch.next(Duration.ofSeconds(20))).hasSize(1);
                etcd.restore(folder.resolve("snapshot"));
                assertThatThrownBy(() -> Awaitility.await()
                                .atMost(Duration.ofSeconds(30))
                                .until(() -> !watch.next(Duration.ofSeconds(1)).isEmpty()))
                        .isInstanceOf(StoreException.Expired.class);
            }
            assertThat(store.get("b")).isEmpty();
            var now = store.get("a").orElseThrow();
            assertThat(now.revision()).isEqualTo(first);
            try (var watch = store.watch("", store.current())) {
                var swapped = store.compareAndSwap("a", first, "new", bytes("3"));
                assertThat(watch.next(Duration.ZERO)).singleElement().satisfies(change -> {
                    assertThat(change.entry().revision()).isEqualTo(swapped);
                    assertThat(change.previous().orElseThrow().tag()).isEqualTo("old");
                });
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
