package io.chandler.adapter.manifest;

import io.chandler.adapter.document.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job of an instance group, with its properties and links: part of the manifest. */
public record Job(Values values) {

    /**
     * A name in DNS for the instances that provide a link.
     *
     * @param domain the name
     * @param placeholderType {@code uuid} where the domain holds {@code _} in place of each instance's id
     */
    public record Alias(
            String domain,
            Optional<String> healthFilter,
            Optional<String> initialHealthCheck,
            Optional<String> placeholderType) {

        /** A name for all instances. */
        public Alias(String domain) {
            this(domain, Optional.empty(), Optional.empty(), Optional.empty());
        }

        private Map<String, @Nullable Object> document() {
            var document = new LinkedHashMap<String, @Nullable Object>();
            document.put("domain", domain);
            healthFilter.ifPresent(filter -> document.put("health_filter", filter));
            initialHealthCheck.ifPresent(check -> document.put("initial_health_check", check));
            placeholderType.ifPresent(type -> document.put("placeholder_type", type));
            return document;
        }
    }

    /** Its name; empty if there is none. */
    public String name() {
        return values.text("name").orElse("");
    }

    /** The release that it is from; empty if there is none. */
    public String release() {
        return values.text("release").orElse("");
    }

    /** Its properties, to be read and changed. */
    public Values properties() {
        return values.valuesIn("properties");
    }

    /** The links that it provides, to be read and changed. */
    public Values provides() {
        return values.valuesIn("provides");
    }

    /** The links that it consumes, to be read and changed. */
    public Values consumes() {
        return values.valuesIn("consumes");
    }

    /** Provides a link under another name. */
    public Job provideAs(String link, String name) {
        provides().valuesIn(link).put("as", name);
        return this;
    }

    /** Provides a link to other deployments too, and to the broker, which asks for its address. */
    public Job provideShared(String link) {
        provides().valuesIn(link).put("shared", true);
        return this;
    }

    /** Provides a link with names in DNS. */
    public Job provideWithAliases(String link, List<Alias> aliases) {
        provides()
                .valuesIn(link)
                .put("aliases", aliases.stream().map(Alias::document).toList());
        return this;
    }

    /** Consumes a link by the name under which it is provided. */
    public Job consume(String link, String from) {
        consumes().valuesIn(link).put("from", from);
        return this;
    }

    /** Consumes a link that another deployment shares. */
    public Job consumeFromDeployment(String link, String from, String deployment) {
        consumes().valuesIn(link).put("from", from).put("deployment", deployment);
        return this;
    }

    /** Consumes nothing where BOSH would find a link by itself. BOSH knows this by the text {@code nil}. */
    public Job consumeNothing(String link) {
        consumes().put(link, "nil");
        return this;
    }

    /** Makes a link of its properties, which its release does not define. */
    public Job defineProvider(String name, String type, List<String> properties) {
        var definition = new LinkedHashMap<String, @Nullable Object>();
        definition.put("name", name);
        definition.put("type", type);
        if (!properties.isEmpty()) {
            definition.put("properties", List.copyOf(properties));
        }
        values.listIn("custom_provider_definitions").add(definition);
        return this;
    }
}
