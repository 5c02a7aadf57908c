package io.chandler.store.etcd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.store.Change;
import io.chandler.store.etcd.EtcdCluster;
import io.chandler.store.etcd.EtcdStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Watches that are made while others write. */
class ChangesTest {

    private static final int WRITERS = 16;
    private static final int WATCHES = Boolean.getBoolean("chandler.test.long") ? 1_500 : 300;

    /** Etcd forgets that it was asked for what a change replaced, if the change comes before it has noted so. */
    @Test
    void theFirstChangesOfAWatchHaveWhatTheyReplaced() throws Exception {
        var settings = EtcdCluster.shared().settings();
        try (var store = EtcdStore.open(settings);
                var executor = Executors.newVirtualThreadPerTaskExecutor();
                var cluster = new Cluster(settings)) {
            var stop = new AtomicBoolean();
            List<Future<?>> writers = IntStream.range(0, WRITERS)
                    .<Future<?>>mapToObj(i -> executor.submit(() -> write(store, "key/" + i, stop)))
                    .toList();
            try {
                var layout = new Layout(settings.prefix());
                for (int i = 0; i < WATCHES; i++) {
                    var head = Head.read(cluster, layout);
                    try (var changes = new Changes(cluster, layout, head.etcd() + 1, head.newest())) {
                        assertThat(first(changes)).isNotEmpty();
                    }
                }
            } finally {
                stop.set(true);
            }
            for (var writer : writers) {
                writer.get();
            }
        }
    }

    private static void write(EtcdStore store, String key, AtomicBoolean stop) {
        var revision = store.create(key, "", new byte[10]);
        while (!stop.get()) {
            revision = store.compareAndSwap(key, revision, "", new byte[10]);
        }
    }

    private static List<Change> first(Changes changes) throws InterruptedException {
        while (true) {
            switch (changes.next(Duration.ofSeconds(10))) {
                case Changes.Answer.Gone gone -> throw new AssertionError("history is said to be gone: " + gone);
                case Changes.Answer.Some(var some)
                when !some.isEmpty() -> {
                    return some;
                }
                default -> {
                    // That the watch was made.
                }
            }
        }
    }
}
