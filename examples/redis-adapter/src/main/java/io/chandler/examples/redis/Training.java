package io.chandler.examples.redis;

import io.chandler.adapter.AdapterCall;
import io.chandler.adapter.Plan;
import io.chandler.adapter.ServiceAdapter;
import io.chandler.adapter.ServiceDeployment;
import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers one call of each kind, so that the start-up cache holds what they need. */
final class Training {

    private static final ServiceDeployment DEPLOYMENT = new ServiceDeployment(
            "service-instance_training",
            List.of(new ServiceDeployment.Release(
                    "redis", "1", List.of(RedisManifest.SERVER, "health-check", "cleanup-data"))),
            List.of(new ServiceDeployment.Stemcell(Optional.empty(), "ubuntu-jammy", "1.1")));

    private static final Plan PLAN = Plan.read(Values.of(Json.readObject("""
            {"properties":{"persistence":true},"lifecycle_errands":{},"instance_groups":[
            {"name":"redis","vm_type":"small","instances":1,"networks":["default"],"azs":["z1"]}]}""")));

    private Training() {}

    static void main() {
        var manifest = call(manifest(Optional.empty()));
        var text = Values.of(Json.readObject(manifest)).requireText("manifest");
        call(manifest(Optional.of(text)));
        var binding = new AdapterCall.BindingInputs(
                "binding",
                Map.of(RedisManifest.GROUP, List.of("10.0.0.1")),
                text,
                Map.of(),
                Optional.of(Map.of("((odb_secret:password))", "secret")),
                Map.of());
        call(AdapterCall.createBinding(binding));
        call(AdapterCall.deleteBinding(binding));
        call(AdapterCall.dashboardUrl("instance", PLAN, text));
        call(AdapterCall.generatePlanSchemas(PLAN));
    }

    private static AdapterCall manifest(Optional<String> previous) {
        return AdapterCall.generateManifest(new AdapterCall.ManifestInputs(
                DEPLOYMENT,
                PLAN,
                Map.of(),
                previous,
                previous.map(text -> PLAN),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    private static String call(AdapterCall call) {
        var stdout = new ByteArrayOutputStream();
        int code = ServiceAdapter.of(new RedisAdapter(new Configuration(Optional.of("https://dashboard"))))
                .run(
                        call.arguments(),
                        new ByteArrayInputStream(call.standardInput().getBytes(StandardCharsets.UTF_8)),
                        stdout,
                        OutputStream.nullOutputStream());
        if (code != 0) {
            throw new IllegalStateException(call + " exited with " + code);
        }
        return stdout.toString(StandardCharsets.UTF_8);
    }
}
