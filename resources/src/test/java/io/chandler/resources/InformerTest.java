package io.chandler.resources;

import static io.chandler.resources.Jobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.Jobs.Spec;
import io.chandler.resources.Jobs.Status;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InformerTest {

    private final MemoryStore memory = new MemoryStore(50);
    private final TroubledStore connection = new TroubledStore(memory);
    private final LocalResourceStore<Spec, Status> others = Jobs.in(memory, new ManualClock());
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap<Ref, Resource<Spec, Status>> copy = new ConcurrentHashMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private final Informer<Spec, Status> informer =
            new Informer<>(Jobs.in(connection, new ManualClock()), Scope.all(), Jobs.PENDING, new Informer.Handler<>() {
                @Override
                public void added(Resource<Spec, Status> resource) {
                    told.add("+" + resource.ref().name());
                    if (copy.put(resource.ref(), resource) != null) {
                        contradictions.add("added twice");
                    }
                }

                @Override
                public void changed(Resource<Spec, Status> before, Resource<Spec, Status> after) {
                    told.add("*" + after.ref().name());
                    if (!before.equals(copy.put(after.ref(), after))) {
                        contradictions.add("changed from what was not known");
                    }
                }

                @Override
                public void removed(Resource<Spec, Status> last) {
                    told.add("-" + last.ref().name());
                    if (copy.remove(last.ref()) == null) {
                        contradictions.add("removed what was not there");
                    }
                }
            });

    @AfterEach
    void close() {
        informer.close();
        assertThat(contradictions).isEmpty();
    }

    private void change(String name, String line) {
        others.update(new Ref("n", name), found -> Jobs.logged(found, line));
    }

    @Test
    void showsWhatIsSelectedAndTellsOfChanges() throws Exception {
        others.create(job("a"));
        others.create(Jobs.finished(job("old"), "done"));
        informer.start();
        assertThat(informer.awaitSynced(Duration.ofSeconds(10))).isTrue();
        assertThat(informer.all()).hasSize(1);
        others.create(job("b"));
        change("a", "x");
        others.update(new Ref("n", "b"), found -> Jobs.finished(found, "done"));
        others.delete(new Ref("n", "a"), Optional.empty());
        await().until(() -> informer.all().isEmpty());
        assertThat(told).containsExactly("+a", "+b", "*a", "-b", "-a");
    }

    @Test
    void isNotSyncedBeforeTheStoreAnswers() throws Exception {
        connection.cut = true;
        others.create(job("a"));
        informer.start();
        assertThat(informer.awaitSynced(Duration.ofMillis(20))).isFalse();
        connection.cut = false;
        assertThat(informer.awaitSynced(Duration.ofSeconds(10))).isTrue();
        assertThat(informer.get(new Ref("n", "a"))).isPresent();
    }

    @Test
    void endsUpWithWhatIsThereThoughHistoryIsLost() throws Exception {
        informer.start();
        assertThat(informer.awaitSynced(Duration.ofSeconds(10))).isTrue();
        var random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            var ref = new Ref("n", "j" + random.nextInt(40));
            var found = others.get(ref);
            if (found.isEmpty()) {
                others.create(job(ref.name()));
            } else if (random.nextInt(3) == 0) {
                others.delete(ref, Optional.empty());
            } else if (random.nextInt(3) == 0) {
                others.update(ref, job -> Jobs.finished(job, "done"));
            } else {
                change(ref.name(), "" + i);
            }
            if (i % 500 == 0) {
                connection.compact(memory.current());
            }
        }
        var expected =
                others.list(Scope.all(), Jobs.PENDING, ListOptions.first(1_000)).items();
        await().untilAsserted(() -> assertThat(informer.all()).containsExactlyInAnyOrderElementsOf(expected));
        assertThat(copy.values()).containsExactlyInAnyOrderElementsOf(expected);
    }
}
