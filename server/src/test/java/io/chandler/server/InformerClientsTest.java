package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Informers of the fabric8 client, as operators written in Java have them. */
class InformerClientsTest {

    private static final ResourceDefinitionContext INSTANCES = new ResourceDefinitionContext.Builder()
            .withGroup(ApiBroker.GROUP)
            .withVersion("v1")
            .withKind("ServiceInstance")
            .withPlural("serviceinstances")
            .withNamespaced(true)
            .build();

    @TempDir
    Path folder;

    private static KubernetesClient client(ApiBroker broker, boolean onlyHttp) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(broker.api().toString())
                        .withOauthToken("operate-token")
                        .withNamespace("default")
                        .withOnlyHttpWatches(onlyHttp)
                        .build())
                .build();
    }

    private record Noted(List<String> seen) implements ResourceEventHandler<GenericKubernetesResource> {

        @Override
        public void onAdd(GenericKubernetesResource object) {
            seen.add("added " + object.getMetadata().getName());
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
            seen.add("updated " + object.getMetadata().getName());
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean unknown) {
            seen.add("deleted " + object.getMetadata().getName());
        }
    }

    @Test
    @DisplayName("M05 an informer begins with more objects than one piece of the list has")
    void largeBeginning() throws Exception {
        try (var broker = new ApiBroker(folder, "");
                var client = client(broker, false)) {
            var instances = client.genericKubernetesResources(INSTANCES).inNamespace("default");
            for (int i = 0; i < 450; i++) {
                instances.resource(boat("boat-" + i)).create();
            }
            try (var informer = client.genericKubernetesResources(INSTANCES)
                    .inAnyNamespace()
                    .inform(new Noted(new CopyOnWriteArrayList<>()))) {
                assertThat(informer.getStore().list()).hasSize(450);
            }
        }
    }

    private static GenericKubernetesResource boat(String name) {
        var boat = new GenericKubernetesResource();
        boat.setApiVersion(ApiBroker.GROUP + "/v1");
        boat.setKind("ServiceInstance");
        boat.setMetadata(new ObjectMetaBuilder().withName(name).build());
        boat.setAdditionalProperty("spec", Map.of("serviceName", "boats", "planName", "small"));
        return boat;
    }

    @ParameterizedTest(name = "only HTTP: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("M16 M18 an informer sees what comes, changes and goes")
    void informers(boolean onlyHttp) throws Exception {
        try (var broker = new ApiBroker(folder, "");
                var client = client(broker, onlyHttp)) {
            var seen = new CopyOnWriteArrayList<String>();
            try (var informer = client.genericKubernetesResources(INSTANCES)
                    .inAnyNamespace()
                    .inform(new Noted(seen))) {
                assertThat(informer.hasSynced()).isTrue();
                var instances = client.genericKubernetesResources(INSTANCES).inNamespace("default");
                instances.resource(boat("boat")).create();
                await().until(() -> seen.contains("added boat"));
                instances.withName("boat").edit(found -> {
                    found.getMetadata().setLabels(Map.of("tier", "gold"));
                    return found;
                });
                await().until(() -> informer.getStore().list().stream()
                        .anyMatch(object ->
                                "gold".equals(object.getMetadata().getLabels().get("tier"))));
                await().until(() -> seen.contains("updated boat"));
                instances.withName("boat").delete();
                await().until(() -> seen.contains("deleted boat"));
                assertThat(informer.getStore().list()).isEmpty();
                assertThat(informer.isWatching()).isTrue();
            }
        }
    }
}
