package io.chandler.adapter;

import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter printed, as the broker reads it. See also {@link Binding#read} and {@link PlanSchemas#read}. Errors
 * are {@link io.chandler.adapter.document.DocumentException}s, in the words of Go where the text is not JSON.
 */
public final class AdapterOutput {

    private AdapterOutput() {}

    /**
     * A generated manifest. {@code toString} shows nothing of it.
     *
     * @param manifest the text, to be deployed as it is
     * @param secrets values (texts or maps) by names; absent where the adapter said null
     * @param configs contents of BOSH configs by type; absent where the adapter said null
     * @param labels for the platform
     */
    public record Manifest(
            String manifest,
            Optional<Map<String, @Nullable Object>> secrets,
            Optional<Map<String, String>> configs,
            Map<String, @Nullable Object> labels) {
        @Override
        public String toString() {
            return "Manifest[...]";
        }
    }

    /** Reads what {@code generate-manifest} printed that was called with standard input. */
    public static Manifest manifest(String output) {
        var values = Values.of(Json.readObject(output));
        return new Manifest(
                values.text("manifest").orElse(""),
                values.map().get("secrets") == null
                        ? Optional.empty()
                        : Optional.of(values.values("secrets").map()),
                values.map().get("configs") == null ? Optional.empty() : Optional.of(values.textMap("configs")),
                values.values("labels").map());
    }

    /** What {@code generate-manifest} printed that was called with arguments: the manifest alone. */
    public static Manifest manifestAlone(String output) {
        return new Manifest(output, Optional.empty(), Optional.empty(), Map.of());
    }

    /** Reads what {@code dashboard-url} printed; empty where there is none. */
    public static Optional<String> dashboardUrl(String output) {
        return Values.of(Json.readObject(output)).text("dashboard_url").filter(url -> !url.isEmpty());
    }
}
