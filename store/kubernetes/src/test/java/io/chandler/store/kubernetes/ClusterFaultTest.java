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
import io.chandler.resources.StoreOpenException;
import io.chandler.resources.WatchEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A cluster that refuses, is busy, is not there or lacks what is needed. */
class ClusterFaultTest {

    private static final ResourceType<Map<String, String>, Map<String, String>> INSTANCES = type();

    @TempDir
    private Path folder;

    private TestCluster cluster;

    @SuppressWarnings("unchecked")
    private static ResourceType<Map<String, String>, Map<String, String>> type() {
        var map = (Class<Map<String, String>>) (Class<?>) Map.class;
        return new ResourceType<>("serviceinstances", "ServiceInstance", map, map, Optional.empty());
    }

    @BeforeEach
    void start() throws Exception {
        cluster = new TestCluster(folder, "ServiceInstance", "ServiceBinding", "KeyCheck");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Resource<Map<String, String>, Map<String, String>> instance(String name) {
        return new Resource<>(
                Metadata.of(new Ref("default", name)),
                Map.of("id", name, "planName", "small"),
                Map.of("phase", "READY"));
    }

    private static ResourceStore<Map<String, String>, Map<String, String>> in(KubernetesResourceStores stores) {
        return stores.of(INSTANCES, JsonMapper.shared(), Clock.systemUTC());
    }

    @Test
    void twoBrokersSeeEachOthersWritesAndOneWins() {
        try (var one = KubernetesResourceStores.open(cluster.location(""));
                var other = KubernetesResourceStores.open(cluster.location(""))) {
            assertThat(one.capabilities().shared()).isTrue();
            one.ping();
            var created = in(one).create(instance("a"));
            var seen = in(other).get(created.ref()).orElseThrow();
            assertThat(seen).isEqualTo(created);
            var changed = in(other).replace(seen.withStatus(Map.of("phase", "BUSY")), seen);
            assertThatThrownBy(() -> in(one).replace(created.withStatus(Map.of("phase", "GONE")), created))
                    .isInstanceOf(StoreException.Conflict.class);
            assertThat(in(one).get(created.ref())).contains(changed);
            assertThat(one.writes()).isEqualTo(1);
        }
    }

    @Test
    void aBusyClusterIsAskedAgainAfterTheTimeThatItNames() {
        try (var stores = KubernetesResourceStores.open(cluster.location(""))) {
            cluster.refuse(429, "1", 2);
            long began = System.nanoTime();
            var created = in(stores).create(instance("a"));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1_900));
            assertThat(in(stores).get(created.ref())).contains(created);
        }
    }

    @Test
    void whetherAWriteTookPlaceIsUncertainOnlyWhereItIs() {
        try (var stores = KubernetesResourceStores.open(cluster.location(""))) {
            cluster.refuse(500, "", 1);
            assertThatThrownBy(() -> in(stores).create(instance("a")))
                    .isInstanceOfSatisfying(
                            StoreException.Unavailable.class,
                            e -> assertThat(e.certain()).isFalse())
                    .hasMessageContaining("500");
            // Once more with credentials that were read anew.
            cluster.refuse(401, "", 2);
            assertThatThrownBy(() -> in(stores).create(instance("a")))
                    .isInstanceOfSatisfying(
                            StoreException.Unavailable.class,
                            e -> assertThat(e.certain()).isTrue())
                    .hasMessageContaining("credentials");
            cluster.refuse(503, "", 1);
            assertThatThrownBy(() -> in(stores).get(new Ref("default", "a")))
                    .isInstanceOfSatisfying(
                            StoreException.Unavailable.class,
                            e -> assertThat(e.certain()).isTrue());
            cluster.close();
            assertThatThrownBy(() -> in(stores).create(instance("a")))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("API server of the cluster");
        }
    }

    @Test
    void aMissingRightIsNamed() {
        try (var stores = KubernetesResourceStores.open(cluster.location("&namespace=forbidden"))) {
            assertThatThrownBy(() -> in(stores).create(instance("a")))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessage("the broker may not create serviceinstances of the group broker.chandler.io in the"
                            + " namespace forbidden: give its service account a Role with this verb");
        }
    }

    @Test
    void aClusterWithoutTheCustomResourcesIsRefusedAtTheStart() throws Exception {
        try (var other = new TestCluster(folder, "ServiceInstance")) {
            assertThatThrownBy(() -> KubernetesResourceStores.open(other.location("")))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("servicebindings.broker.chandler.io")
                    .hasMessageContaining("deploy/kubernetes/crds");
        }
    }

    @Test
    void aWatchGoesOnAfterItsConnectionBroke() throws Exception {
        try (var stores = KubernetesResourceStores.open(cluster.location(""));
                var watch = in(stores)
                        .watch(Scope.all(), Selector.everything(), in(stores).current())) {
            var first = in(stores).create(instance("a"));
            assertThat(watch.next(Duration.ofSeconds(20))).contains(new WatchEvent.Added<>(first));
            cluster.breakWatches();
            var second = in(stores).create(instance("b"));
            assertThat(watch.next(Duration.ofSeconds(20))).contains(new WatchEvent.Added<>(second));
        }
    }

    @Test
    void peopleSeeWhatAnObjectIs() throws Exception {
        try (var stores = KubernetesResourceStores.open(cluster.location(""))) {
            var _ = in(stores).create(instance("A_b"));
            var object = cluster.read("serviceinstances/x--z41z5fb");
            assertThat(object.at("/spec/id").asString()).isEqualTo("A_b");
            assertThat(object.at("/spec/planName").asString()).isEqualTo("small");
            assertThat(object.at("/metadata/labels/chandler.io~1platform").asString())
                    .isEqualTo("default");
        }
    }
}
