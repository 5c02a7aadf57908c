package io.chandler.adapter;

import io.chandler.adapter.manifest.Manifest;
import java.util.Map;
import java.util.Optional;

/** Keeps what it was asked and answers what the contract's fixtures hold. */
final class EchoAdapter implements ManifestGenerator, Binder, DashboardUrlGenerator, SchemaGenerator {

    Object request;

    @Override
    public GeneratedManifest generateManifest(ManifestRequest asked) {
        request = asked;
        var generated = new GeneratedManifest(Manifest.parse(Contract.MANIFEST));
        return asked.previousManifest().isEmpty()
                ? generated
                : generated
                        .withSecrets(Map.of("b", Map.of("k", "v"), "a", "<1>"))
                        .withConfigs(Map.of("cloud", "vm_types: []\n"))
                        .withLabels(Map.of("team", "t"));
    }

    @Override
    public Binding createBinding(BindingRequest asked) {
        request = asked;
        return new Binding(
                Map.of("port", 6379, "host", "10.0.0.1", "password", "a&b"),
                Optional.of("syslog://d"),
                Optional.of("https://r"),
                Optional.of("https://b"));
    }

    @Override
    public void deleteBinding(BindingRequest asked) {
        request = asked;
    }

    @Override
    public String dashboardUrl(DashboardUrlRequest asked) {
        request = asked;
        return "https://dash/?a=1&b=2";
    }

    @Override
    public PlanSchemas generatePlanSchemas(Plan asked) {
        request = asked;
        var schema = Map.of("type", "object", "$schema", PlanSchemas.DRAFT_4);
        return new PlanSchemas(schema, schema, Map.of());
    }
}
