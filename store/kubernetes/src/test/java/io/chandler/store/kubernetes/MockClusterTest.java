package io.chandler.store.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.ListOptions;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceType;
import io.chandler.resources.Scope;
import io.chandler.resources.Selector;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.StoreLocation;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * The store on the mock of a cluster that fabric8 makes, an API server that is not ours. It keeps objects, selects them by
 * labels and heeds the revision of a write. It refuses without saying why, so that what is missing or there already cannot
 * be told from other failures; it tells watches by WebSocket alone, and has no pages of a list, no history and no selectors
 * of sets. All that is tested on our own API server.
 */
class MockClusterTest {

    private static final ResourceType<Map<String, String>, Map<String, String>> THINGS =
            new ResourceType<>("widgets", "Widget", map(), map(), Optional.empty());

    @TempDir
    private Path folder;

    private KubernetesMockServer server;
    private KubernetesResourceStores stores;
    private ResourceStore<Map<String, String>, Map<String, String>> things;

    @SuppressWarnings("unchecked")
    private static Class<Map<String, String>> map() {
        return (Class<Map<String, String>>) (Class<?>) Map.class;
    }

    @BeforeEach
    void start() throws IOException {
        var answers = new HashMap<ServerRequest, Queue<ServerResponse>>();
        server = new KubernetesMockServer(
                new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers), false);
        server.init();
        var kubeconfig =
                Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: mock
                clusters:
                  - name: mock
                    cluster: {server: "http://%s:%d"}
                users:
                  - name: mock
                    user: {token: "secret-token"}
                contexts:
                  - name: mock
                    context: {cluster: mock, user: mock, namespace: brokers}
                """.formatted(server.getHostName(), server.getPort()));
        stores = KubernetesResourceStores.unchecked(StoreLocation.of("kubernetes:?kubeconfig=" + kubeconfig, folder));
        things = stores.of(THINGS, JsonMapper.shared(), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        stores.close();
        server.destroy();
    }

    private Resource<Map<String, String>, Map<String, String>> create(String name, Map<String, String> labels) {
        var metadata = Metadata.of(new Ref("default", name)).withLabels(labels);
        return things.create(new Resource<>(metadata, Map.of("colour", "red"), Map.of("phase", "NEW")));
    }

    @Test
    void whatIsCreatedCanBeReadChangedAndDeleted() {
        var created = create("a/b%c", Map.of());
        assertThat(things.get(created.ref())).contains(created);

        var changed = things.replace(created.withStatus(Map.of("phase", "READY")), created);
        assertThat(changed.revision()).isGreaterThan(created.revision());
        assertThat(things.get(created.ref())).contains(changed);
        assertThat(changed.metadata().generation()).isEqualTo(1);
        assertThat(changed.metadata().uid()).isEqualTo(created.metadata().uid());

        things.delete(created.ref(), Optional.of(changed.revision()));
        assertThat(things.list(Scope.all(), Selector.everything(), ListOptions.first(100))
                        .items())
                .isEmpty();
    }

    @Test
    void ofTwoWritesOneLoses() {
        var created = create("a", Map.of());
        things.replace(created.withStatus(Map.of("phase", "FIRST")), created);
        assertThatThrownBy(() -> things.replace(created.withStatus(Map.of("phase", "SECOND")), created))
                .isInstanceOf(StoreException.Conflict.class);
        assertThat(things.get(created.ref()).orElseThrow().status()).containsEntry("phase", "FIRST");
        assertThatThrownBy(() -> create("a", Map.of())).isInstanceOf(StoreException.class);
        assertThat(things.get(created.ref()).orElseThrow().status()).containsEntry("phase", "FIRST");
    }

    @Test
    void whatAnotherClientDeletesHoldsOnByItsFinalizer() throws Exception {
        var fresh = create("a", Map.of());
        var held = things.replace(
                fresh.withMetadata(fresh.metadata().withFinalizers(List.of("broker.chandler.io/deprovision"))), fresh);
        new Kubectl(URI.create("http://" + server.getHostName() + ":" + server.getPort() + "/")).delete("a");
        assertThatThrownBy(() -> things.replace(held.withStatus(Map.of("phase", "BUSY")), held))
                .isInstanceOf(StoreException.Conflict.class);
        var marked = things.get(fresh.ref()).orElseThrow();
        assertThat(marked.deleting()).isTrue();
        var busy = things.replace(marked.withStatus(Map.of("phase", "DELETING")), marked);
        assertThat(things.get(fresh.ref())).contains(busy);
        things.replace(busy.withMetadata(busy.metadata().withFinalizers(List.of())), busy);
        assertThat(things.list(Scope.all(), Selector.everything(), ListOptions.first(100))
                        .items())
                .isEmpty();
    }

    @Test
    void listsAreSelectedByLabels() {
        create("a", Map.of("chandler.io/work", "pending"));
        create("b", Map.of());
        var pending = Selector.label("chandler.io/work", "pending");
        assertThat(things.list(Scope.all(), pending, ListOptions.first(100)).items())
                .extracting(item -> item.ref().name())
                .containsExactly("a");
        assertThat(things.list(new Scope.Namespace("default"), Selector.everything(), ListOptions.first(100))
                        .items())
                .extracting(item -> item.ref().name())
                .containsExactlyInAnyOrder("a", "b");
        assertThat(things.list(new Scope.Namespace("other"), Selector.everything(), ListOptions.first(100))
                        .items())
                .isEmpty();
    }
}
