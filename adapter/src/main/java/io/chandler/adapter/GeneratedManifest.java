package io.chandler.adapter;

import io.chandler.adapter.document.Json;
import io.chandler.adapter.manifest.Manifest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The output of {@code generate-manifest}. {@code toString} shows no secret.
 *
 * @param secrets texts or maps by the names that {@link Secrets#placeholder} stands for in the manifest
 * @param configs contents of BOSH configs by type, set before the deployment
 * @param labels for the platform's metadata of the instance
 */
public record GeneratedManifest(
        Manifest manifest,
        Map<String, ? extends @Nullable Object> secrets,
        Map<String, String> configs,
        Map<String, ? extends @Nullable Object> labels) {

    /** A manifest and nothing else. */
    public GeneratedManifest(Manifest manifest) {
        this(manifest, Map.of(), Map.of(), Map.of());
    }

    /** The same with these secrets. */
    public GeneratedManifest withSecrets(Map<String, ? extends @Nullable Object> values) {
        return new GeneratedManifest(manifest, values, configs, labels);
    }

    /** The same with these BOSH configs. */
    public GeneratedManifest withConfigs(Map<String, String> contents) {
        return new GeneratedManifest(manifest, secrets, contents, labels);
    }

    /** The same with these labels. */
    public GeneratedManifest withLabels(Map<String, ? extends @Nullable Object> texts) {
        return new GeneratedManifest(manifest, secrets, configs, texts);
    }

    /** What is printed where standard input is used. */
    String output() {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("manifest", manifest.toYaml());
        document.put("secrets", secrets.isEmpty() ? null : Json.sorted(secrets));
        document.put("configs", configs.isEmpty() ? null : Json.sorted(configs));
        if (!labels.isEmpty()) {
            document.put("labels", Json.sorted(labels));
        }
        return Json.write(document);
    }

    @Override
    public String toString() {
        return "GeneratedManifest[" + manifest.name() + "]";
    }
}
