package io.chandler.cli.deploy;

import static io.chandler.cli.deploy.Manifests.each;
import static io.chandler.cli.deploy.Manifests.pod;
import static io.chandler.cli.deploy.Manifests.ports;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What any pod of ours must be: restricted by the standard of that name, bounded, and deaf to other Services. */
final class PodRules {

    private PodRules() {}

    static void check(JsonNode workload) {
        var pod = pod(workload);
        assertThat(pod.at("/securityContext/runAsNonRoot").booleanValue()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").stringValue()).isEqualTo("RuntimeDefault");
        assertThat(pod.path("enableServiceLinks").booleanValue(true)).isFalse();
        assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC"))
                .isFalse();
        assertThat(each(pod.path("volumes")).filter(volume -> volume.has("hostPath")))
                .isEmpty();
        assertThat(each(pod.path("containers"))).isNotEmpty().allSatisfy(container -> {
            var security = container.path("securityContext");
            assertThat(security.path("allowPrivilegeEscalation").booleanValue(true))
                    .isFalse();
            assertThat(security.path("readOnlyRootFilesystem").booleanValue(false))
                    .isTrue();
            assertThat(security.at("/capabilities/drop/0").stringValue("")).isEqualTo("ALL");
            assertThat(container.at("/resources/requests/cpu").isMissingNode()).isFalse();
            assertThat(container.at("/resources/requests/memory").isMissingNode())
                    .isFalse();
            assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
            assertThat(container.path("image").stringValue())
                    .matches("[a-z-]+:.+")
                    .doesNotEndWith(":latest");
            for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(ports(workload))
                        .contains(container.path(probe).at("/httpGet/port").asString());
            }
            var volumes =
                    each(pod.path("volumes")).map(volume -> volume.path("name").stringValue());
            var claims = each(workload.at("/spec/volumeClaimTemplates")).map(Manifests::name);
            assertThat(Stream.concat(volumes, claims).toList())
                    .containsAll(each(container.path("volumeMounts"))
                            .map(mount -> mount.path("name").stringValue())
                            .toList());
        });
    }
}
