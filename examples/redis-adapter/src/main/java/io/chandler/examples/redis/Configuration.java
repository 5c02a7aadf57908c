package io.chandler.examples.redis;

import io.chandler.adapter.document.DocumentException;
import io.chandler.adapter.document.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the operator may tell the adapter itself, in a file at a place that is known without arguments and environment.
 *
 * @param dashboardUrl where the dashboards of all instances are
 */
record Configuration(Optional<String> dashboardUrl) {

    private static final String FILE = "/var/vcap/jobs/service-adapter/config/service-adapter.yml";

    /** Reads the file, or another one that {@code REDIS_ADAPTER_CONFIG} names; without a file there is nothing to say. */
    static Configuration load() {
        var file = Path.of(
                Optional.ofNullable(System.getenv("REDIS_ADAPTER_CONFIG")).orElse(FILE));
        try {
            return Files.exists(file) ? read(Files.readString(file)) : new Configuration(Optional.empty());
        } catch (DocumentException e) {
            throw new DocumentException(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Configuration read(String yaml) {
        return new Configuration(Yaml.parse(yaml)
                .root()
                .text("dashboard_url")
                .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url));
    }
}
