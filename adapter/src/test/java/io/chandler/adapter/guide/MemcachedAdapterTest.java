package io.chandler.adapter.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.adapter.AdapterCall;
import io.chandler.adapter.AdapterOutput;
import io.chandler.adapter.Plan;
import io.chandler.adapter.ServiceAdapter;
import io.chandler.adapter.ServiceDeployment;
import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import io.chandler.adapter.manifest.Manifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemcachedAdapterTest {

    private static final ServiceDeployment DEPLOYMENT = new ServiceDeployment(
            "service-instance_1",
            List.of(new ServiceDeployment.Release("memcached", "1.6.38", List.of("memcached"))),
            List.of(new ServiceDeployment.Stemcell(Optional.empty(), "ubuntu-jammy", "1.90")));

    private static final Plan PLAN = Plan.read(Values.of(Json.readObject("""
                            {"instance_groups": [{"name": "memcached", "vm_type": "small", "instances": 2,
                              "networks": ["services"], "azs": ["z1"]}]}""")));

    private final ServiceAdapter adapter = ServiceAdapter.of(new MemcachedAdapter());

    /** Calls the adapter as the broker does. */
    private String answer(AdapterCall call) {
        var stdin = new ByteArrayInputStream(call.standardInput().getBytes(StandardCharsets.UTF_8));
        var stdout = new ByteArrayOutputStream();
        assertThat(adapter.run(call.arguments(), stdin, stdout, OutputStream.nullOutputStream()))
                .isZero();
        return stdout.toString(StandardCharsets.UTF_8);
    }

    private String manifest(Map<String, ?> parameters, Optional<String> previous) {
        return AdapterOutput.manifest(answer(AdapterCall.generateManifest(new AdapterCall.ManifestInputs(
                        DEPLOYMENT,
                        PLAN,
                        Map.of("parameters", parameters),
                        previous,
                        previous.map(manifest -> PLAN),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))))
                .manifest();
    }

    @Test
    void anUpgradeKeepsWhatTheUserAskedFor() {
        var first = manifest(Map.of("megabytes", 512), Optional.empty());
        assertThat(Manifest.parse(first)
                        .instanceGroup("memcached")
                        .orElseThrow()
                        .instances())
                .isEqualTo(2);
        assertThat(manifest(Map.of(), Optional.of(first))).isEqualTo(first).contains("megabytes: 512");
    }

    @Test
    void anAppGetsTheAddressesOfAllMachines() {
        var inputs = new AdapterCall.BindingInputs(
                "binding",
                Map.of("memcached", List.of("10.0.0.1", "10.0.0.2")),
                "name: service-instance_1",
                Map.of(),
                Optional.empty(),
                Map.of());
        assertThat(answer(AdapterCall.createBinding(inputs)))
                .isEqualTo("{\"credentials\":{\"hosts\":[\"10.0.0.1\",\"10.0.0.2\"],\"port\":11211}}\n");
    }
}
