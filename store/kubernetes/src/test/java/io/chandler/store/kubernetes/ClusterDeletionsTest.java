package io.chandler.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.WatchEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Objects with finalizers that another client of the cluster deletes, as {@code kubectl} does. */
class ClusterDeletionsTest {

    private static final ResourceType<Map<String, String>, Map<String, String>> THINGS =
            new ResourceType<>("widgets", "Widget", map(), map(), Optional.empty());
    private static final String OURS = "broker.chandler.io/deprovision";

    @TempDir
    private Path folder;

    private TestCluster cluster;
    private KubernetesResourceStores stores;
    private ResourceStore<Map<String, String>, Map<String, String>> things;
    private Kubectl kubectl;

    @SuppressWarnings("unchecked")
    private static Class<Map<String, String>> map() {
        return (Class<Map<String, String>>) (Class<?>) Map.class;
    }

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(folder, "Widget");
        stores = KubernetesResourceStores.unchecked(cluster.location(""));
        things = stores.of(THINGS, JsonMapper.shared(), Clock.systemUTC());
        kubectl = new Kubectl(cluster.address());
    }

    @AfterEach
    void stop() {
        stores.close();
        cluster.close();
    }

    private Resource<Map<String, String>, Map<String, String>> create(String name, String... finalizers) {
        var metadata = Metadata.of(new Ref("default", name)).withFinalizers(List.of(finalizers));
        return things.create(new Resource<>(metadata, Map.of("colour", "red"), Map.of("phase", "READY")));
    }

    private static Resource<Map<String, String>, Map<String, String>> released(
            Resource<Map<String, String>, Map<String, String>> object, String... left) {
        return object.withStatus(Map.of("phase", "GONE"))
                .withMetadata(object.metadata().withFinalizers(List.of(left)));
    }

    @Test
    void anObjectWithAFinalizerIsOnlyMarkedAndGoesWithIt() throws Exception {
        var created = create("a", OURS);
        assertThat(kubectl.finalizers("a")).containsExactly(OURS);
        try (var watch = things.watch(Scope.all(), Selector.everything(), created.revision())) {
            kubectl.delete("a");
            var marked = watch.next(Duration.ofSeconds(10)).orElseThrow();
            assertThat(marked).isInstanceOf(WatchEvent.Modified.class);
            assertThat(marked.resource().deleting()).isTrue();
            assertThat(marked.resource().metadata().finalizers()).containsExactly(OURS);
            assertThat(things.get(created.ref())).contains(marked.resource());

            var busy = things.replace(marked.resource().withStatus(Map.of("phase", "DELETING")), marked.resource());
            assertThat(busy.metadata().deletionTimestamp())
                    .isEqualTo(marked.resource().metadata().deletionTimestamp());
            assertThat(watch.next(Duration.ofSeconds(10)).orElseThrow().resource())
                    .isEqualTo(busy);

            things.replace(released(busy), busy);
            assertThat(things.get(created.ref())).isEmpty();
            assertThat(kubectl.metadata("a")).isEmpty();
            assertThat(watch.next(Duration.ofSeconds(10)).orElseThrow()).isInstanceOf(WatchEvent.Deleted.class);
        }
        assertThat(create("a", OURS).metadata().uid())
                .isNotEqualTo(created.metadata().uid());
    }

    @Test
    void anObjectWithoutGoesAtOnce() throws Exception {
        var created = create("a");
        kubectl.delete("a");
        assertThat(things.get(created.ref())).isEmpty();
    }

    @Test
    void whoReadItBeforeTheDeletionMustReadAgain() throws Exception {
        var created = create("a", OURS);
        kubectl.delete("a");
        assertThatThrownBy(() -> things.replace(created.withStatus(Map.of("phase", "BUSY")), created))
                .isInstanceOf(StoreException.Conflict.class);
        var marked = things.get(created.ref()).orElseThrow();
        assertThatThrownBy(() -> things.delete(created.ref(), Optional.of(created.revision())))
                .isInstanceOf(StoreException.Conflict.class);
        assertThat(things.delete(created.ref(), Optional.empty())).isEqualTo(marked);
    }

    @Test
    void finalizersOfOthersAreKeptAndHoldIt() throws Exception {
        var created = create("a", OURS);
        kubectl.patchFinalizers("a", OURS, "example.com/backup");
        var found = things.get(created.ref()).orElseThrow();
        things.replace(found.withStatus(Map.of("phase", "BUSY")), found);
        assertThat(kubectl.finalizers("a")).containsExactly(OURS, "example.com/backup");

        kubectl.delete("a");
        var marked = things.get(created.ref()).orElseThrow();
        var memory = things.replace(released(marked, "example.com/backup"), marked);
        assertThat(things.get(created.ref())).contains(memory);
        kubectl.patchFinalizers("a");
        assertThat(things.get(created.ref())).isEmpty();
    }

    @Test
    void oneThatSomebodyTakesAwayIsGivenUp() throws Exception {
        var created = create("a", OURS);
        kubectl.delete("a");
        kubectl.patchFinalizers("a");
        assertThat(things.get(created.ref())).isEmpty();
    }

    @Test
    void anObjectOfTheFirstVersionIsReadAndGetsAFinalizer() throws Exception {
        var object = JsonMapper.shared().readTree("""
                {"apiVersion": "broker.chandler.io/v1", "kind": "Widget",
                 "metadata": {"name": "old", "namespace": "brokers", "labels": {"chandler.io/platform": "default"}},
                 "spec": {}}""");
        ((ObjectNode) object.path("spec")).put("record", """
                {"metadata":{"namespace":"default","name":"old","uid":"u","generation":1,
                 "creationTimestamp":"2026-03-01T12:00:00.123Z","deletionTimestamp":null,"labels":{},"annotations":{},
                 "finalizers":[]},"spec":{"colour":"red"},"status":{"phase":"READY"}}""");
        kubectl.create(object.toString());
        var found = things.get(new Ref("default", "old")).orElseThrow();
        assertThat(found.deleting()).isFalse();
        assertThat(found.metadata().finalizers()).isEmpty();
        var held = things.replace(found.withMetadata(found.metadata().withFinalizers(List.of(OURS))), found);
        assertThat(kubectl.finalizers("old")).containsExactly(OURS);
        assertThat(held.metadata().uid()).isEqualTo("u");
        // A replica of that version expects the member.
        assertThat(cluster.read("widgets/old").at("/spec/record").asString()).contains("\"finalizers\":[]");
    }
}
