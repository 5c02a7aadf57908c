package io.chandler.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.ListOptions;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Revision;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.store.Capabilities;
import io.chandler.store.kit.ResourceReadContract;
import io.chandler.store.kit.ResourceWriteContract;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every store of objects must do, done in a cluster. In two things a cluster differs: lists are in the order of the
 * names that objects have there, and the first watch of one that never held an object must not begin at zero.
 */
class ClusterContractTest implements ResourceWriteContract, ResourceReadContract {

    private static final ResourceType<Map<String, String>, Map<String, String>> THINGS =
            new ResourceType<>("widgets", "Widget", map(), map(), Optional.empty());

    @TempDir
    private Path folder;

    @SuppressWarnings("unchecked")
    private static Class<Map<String, String>> map() {
        return (Class<Map<String, String>>) (Class<?>) Map.class;
    }

    /** Objects with the cluster that they live in. */
    private record InCluster(TestCluster cluster, ResourceStores stores) implements ResourceStores {

        @Override
        public <S, T> ResourceStore<S, T> of(ResourceType<S, T> type, JsonMapper mapper, Clock clock) {
            return stores.of(type, mapper, clock);
        }

        @Override
        public Capabilities capabilities() {
            return stores.capabilities();
        }

        @Override
        public void ping() {
            stores.ping();
        }

        @Override
        public long writes() {
            return stores.writes();
        }

        @Override
        public void close() {
            stores.close();
            cluster.close();
        }
    }

    @Override
    public ResourceStores openResources() throws Exception {
        var cluster = new TestCluster(folder, "Widget");
        return new InCluster(cluster, KubernetesResourceStores.unchecked(cluster.location("")));
    }

    /** All of a list is there once, and in the same order each time; that order is the cluster's. */
    @Override
    @Test
    public void listsAreInOrderAndScoped() throws Exception {
        try (var stores = openResources()) {
            var things = stores.of(THINGS, JsonMapper.shared(), Clock.systemUTC());
            var refs = List.of(
                    new Ref("", "z"),
                    new Ref("a", "a"),
                    new Ref("a", "a/b"),
                    new Ref("a", "a/c/d"),
                    new Ref("a", "ab"),
                    new Ref("a", "%"),
                    new Ref("a b", "a"),
                    new Ref("default", "a"));
            for (var ref : refs) {
                things.create(new Resource<>(Metadata.of(ref), Map.of(), Map.of()));
            }
            assertThat(names(things, Scope.all(), 3)).containsExactlyInAnyOrderElementsOf(refs);
            assertThat(names(things, Scope.all(), 2)).isEqualTo(names(things, Scope.all(), 100));
            assertThat(names(things, new Scope.Namespace("a"), 2))
                    .containsExactlyInAnyOrderElementsOf(refs.subList(1, 6));
            assertThat(names(things, new Scope.Namespace(""), 2)).containsExactly(new Ref("", "z"));
            assertThat(names(things, new Scope.NamePrefix("a", "a"), 1))
                    .containsExactlyInAnyOrder(refs.get(1), refs.get(2), refs.get(3), refs.get(4));
            assertThat(names(things, new Scope.NamePrefix("a", "a/"), 1))
                    .containsExactlyInAnyOrder(refs.get(2), refs.get(3));
        }
    }

    private static List<Ref> names(
            ResourceStore<Map<String, String>, Map<String, String>> things, Scope scope, int limit) {
        var names = new ArrayList<Ref>();
        var options = ListOptions.first(limit);
        while (true) {
            var page = things.list(scope, Selector.everything(), options);
            page.items().forEach(item -> names.add(item.ref()));
            if (page.continuation().isEmpty()) {
                return names;
            }
            options = new ListOptions(limit, page.continuation());
        }
    }

    @Override
    public void compact(ResourceStores stores, Revision revision) {
        ((InCluster) stores).cluster().compact(revision);
    }
}
