package io.chandler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator written with java-operator-sdk that keeps backups of instances: a finalizer and a condition of its own. */
class OperatorSdkTest {

    private static final String FINALIZER = "example.com/backup";

    @TempDir
    Path folder;

    @Group(ApiBroker.GROUP)
    @Version("v1")
    @Kind("ServiceInstance")
    @Plural("serviceinstances")
    public static final class ServiceInstance extends CustomResource<Map<String, Object>, Map<String, Object>>
            implements Namespaced {
        private static final long serialVersionUID = 1L;
    }

    @ControllerConfiguration(finalizerName = FINALIZER)
    public static final class Backups implements Reconciler<ServiceInstance>, Cleaner<ServiceInstance> {

        private final boolean apply;
        private final List<String> seen = new CopyOnWriteArrayList<>();

        Backups(boolean apply) {
            this.apply = apply;
        }

        @Override
        public UpdateControl<ServiceInstance> reconcile(ServiceInstance instance, Context<ServiceInstance> context) {
            var status = instance.getStatus();
            if (status == null || !"Ready".equals(status.get("phase"))) {
                return UpdateControl.<ServiceInstance>noUpdate().rescheduleAfter(Duration.ofMillis(50));
            }
            var backup = Map.<String, Object>of("type", "Backup", "status", "True", "reason", "Nightly");
            if (conditions(status).stream().anyMatch(condition -> "Backup".equals(condition.get("type")))) {
                return UpdateControl.noUpdate();
            }
            seen.add("backed up " + instance.getMetadata().getFinalizers().contains(FINALIZER));
            if (apply) {
                var wanted = new ServiceInstance();
                wanted.setMetadata(new ObjectMetaBuilder()
                        .withName(instance.getMetadata().getName())
                        .withNamespace(instance.getMetadata().getNamespace())
                        .build());
                wanted.setStatus(new LinkedHashMap<>(Map.of("conditions", List.of(backup))));
                return UpdateControl.patchStatus(wanted);
            }
            var conditions = new ArrayList<>(conditions(status));
            conditions.add(backup);
            status.put("conditions", conditions);
            return UpdateControl.patchStatus(instance);
        }

        @Override
        public DeleteControl cleanup(ServiceInstance instance, Context<ServiceInstance> context) {
            seen.add("cleaned up");
            return DeleteControl.defaultDelete();
        }
    }

    @SuppressWarnings("unchecked") // the client reads objects as maps
    private static List<Map<String, Object>> conditions(Map<String, Object> status) {
        return (List<Map<String, Object>>) status.getOrDefault("conditions", List.of());
    }

    @ParameterizedTest(name = "server-side apply: {0}, only HTTP: {1}")
    @CsvSource({"true,false", "false,true"})
    @DisplayName("M13 F08 an operator adds its finalizer and condition, cleans up, and the object goes")
    void operator(boolean apply, boolean onlyHttp) throws Exception {
        try (var broker = new ApiBroker(folder, "");
                var client = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder()
                                .withAutoConfigure(false)
                                .withMasterUrl(broker.api().toString())
                                .withOauthToken("operate-token")
                                .withNamespace("default")
                                .withOnlyHttpWatches(onlyHttp)
                                .build())
                        .build()) {
            var backups = new Backups(apply);
            var operator = new Operator(settings -> settings.withKubernetesClient(client)
                    .withUseSSAToPatchPrimaryResource(apply)
                    .withCloseClientOnStop(false)
                    .checkingCRDAndValidateLocalModel(false));
            operator.register(backups, settings -> settings.settingNamespaces("default"));
            operator.start();
            try {
                var instances = client.resources(ServiceInstance.class).inNamespace("default");
                var boat = new ServiceInstance();
                boat.setMetadata(new ObjectMetaBuilder()
                        .withName("boat")
                        .withNamespace("default")
                        .build());
                boat.setSpec(Map.of("serviceName", "boats", "planName", "small"));
                instances.resource(boat).create();

                await().atMost(Duration.ofSeconds(60))
                        .until(() -> conditions(instances.withName("boat").get().getStatus()).stream()
                                .anyMatch(condition -> "Nightly".equals(condition.get("reason"))));
                var kept = instances.withName("boat").get();
                assertThat(kept.getMetadata().getFinalizers())
                        .containsExactly("broker.chandler.io/deprovision", FINALIZER);
                assertThat(kept.getStatus().get("phase")).isEqualTo("Ready");
                assertThat(conditions(kept.getStatus()))
                        .extracting(condition -> condition.get("type") + " " + condition.get("status"))
                        .containsExactly("Ready True", "Backup True");

                instances.withName("boat").delete();

                await().atMost(Duration.ofSeconds(60))
                        .until(() -> instances.withName("boat").get() == null);
                // A change of the broker's at the same moment makes the operator try again.
                assertThat(backups.seen)
                        .containsOnly("backed up true", "cleaned up")
                        .startsWith("backed up true")
                        .endsWith("cleaned up");
            } finally {
                operator.stop();
            }
        }
    }
}
