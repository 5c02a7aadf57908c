package io.chandler.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import io.chandler.adapter.manifest.Manifest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceGroupMappingTest {

    private static final InstanceGroupMapping MAPPING =
            InstanceGroupMapping.empty().with("redis", "redis-server", "syslog").with("errand", "check");

    private static ServiceDeployment deployment(String releases) {
        return ServiceDeployment.read(Values.of(Json.readObject("""
                {"deployment_name":"d","stemcells":[{"stemcell_os":"jammy","stemcell_version":"1.90"}],"releases":""" + releases + "}")));
    }

    private static final ServiceDeployment DEPLOYMENT = deployment("""
            [{"name":"redis","version":"4","jobs":["redis-server","check"]},{"name":"log","version":"1","jobs":["syslog"]}]""");

    private static Plan plan(String groups) {
        return Plan.read(Values.of(Json.readObject("{\"instance_groups\":" + groups + "}")));
    }

    @Test
    void groupsOfThePlanBecomeGroupsOfTheManifest() {
        var manifest = DEPLOYMENT.manifest("default");
        MAPPING.addTo(manifest, plan("""
                        [{"name":"redis","vm_type":"small","vm_extensions":["",null,"ip"],"persistent_disk_type":"ten","instances":3,
                        "networks":["a","b"],"azs":["z1"],"migrated_from":[{"name":"old"}]},
                        {"name":"unknown","vm_type":"small","instances":1,"networks":[],"azs":["z1"]},
                        {"name":"errand","vm_type":"tiny","instances":1,"networks":["a"],"azs":["z1"],"lifecycle":"errand"}]"""), DEPLOYMENT, "default");
        assertThat(manifest.toYaml()).isEqualTo("""
                        name: d
                        releases:
                        - name: redis
                          version: "4"
                        - name: log
                          version: "1"
                        stemcells:
                        - alias: default
                          os: jammy
                          version: "1.90"
                        instance_groups:
                        - name: redis
                          instances: 3
                          vm_type: small
                          stemcell: default
                          networks:
                          - name: a
                          - name: b
                          vm_extensions:
                          - ip
                          persistent_disk_type: ten
                          azs:
                          - z1
                          migrated_from:
                          - name: old
                          jobs:
                          - name: redis-server
                            release: redis
                          - name: syslog
                            release: log
                        - name: errand
                          instances: 1
                          vm_type: tiny
                          stemcell: default
                          networks:
                          - name: a
                          lifecycle: errand
                          azs:
                          - z1
                          jobs:
                          - name: check
                            release: redis
                        update: null
                        """);
    }

    @Test
    void whatIsMissingOrAmbiguousIsTold() {
        var one = plan("[{\"name\":\"redis\",\"vm_type\":\"small\",\"instances\":1,\"networks\":[],\"azs\":[\"z\"]}]");
        assertThatThrownBy(() -> MAPPING.addTo(Manifest.named("d"), plan("[]"), DEPLOYMENT, "default"))
                .isInstanceOf(AdapterException.class)
                .hasMessage("no instance groups provided");
        assertThatThrownBy(() -> MAPPING.addTo(Manifest.named("d"), one, deployment("[]"), "default"))
                .hasMessage("job 'redis-server' not provided");
        var twice = deployment("""
                [{"name":"a","version":"4","jobs":["redis-server"]},{"name":"b","version":"1","jobs":["redis-server"]}]""");
        assertThatThrownBy(() -> MAPPING.addTo(Manifest.named("d"), one, twice, "default"))
                .hasMessage("job 'redis-server' provided 2 times, by a, b");
        assertThatThrownBy(() -> deployment("[]").manifest("default")).hasMessage("no releases specified");
        assertThatThrownBy(() -> DEPLOYMENT.manifest("linux", "windows"))
                .hasMessage("1 stemcells specified, this service takes 2");
    }

    @Test
    void howManyAreUpdatedAtOnceIsANumberOrAPercentage() {
        assertThat(List.of(4, "25%", 4.0))
                .extracting(value -> Plan.read(Values.of(Map.of("update", Map.of("max_in_flight", value))))
                        .update()
                        .orElseThrow()
                        .maxInFlight()
                        .value())
                .containsExactly(4, "25%", 4);
        assertThatThrownBy(() -> Plan.read(Values.of(Map.of("update", Map.of("max_in_flight", "many")))))
                .hasMessage("MaxInFlight must be either an integer or a percentage. Got many");
    }

    @Test
    void referencesInATextAreResolved() {
        var secrets = Map.of("((a))", "1$", "((b.c))", "2");
        assertThat(Secrets.resolve("x ((a)) y ((b.c)) z", secrets)).isEqualTo("x 1$ y 2 z");
        assertThat(Secrets.placeholder("p")).isEqualTo("((odb_secret:p))");
        assertThatThrownBy(() -> Secrets.resolve("((d))", secrets)).hasMessage("there is no value for ((d))");
    }
}
