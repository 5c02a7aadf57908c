package io.chandler.adapter;

import io.chandler.adapter.document.Values;
import java.util.Optional;

/**
 * What of the platform's request the adapter gets. On an upgrade there is only a context, when the broker compares
 * manifests there is nothing, when a binding is deleted there are the two ids.
 *
 * @param values all of it
 */
public record RequestParameters(Values values) {

    /** What the user gave; no values if nothing. */
    public Values parameters() {
        return values.values("parameters");
    }

    /** Where the platform asks from; no values if it does not say. */
    public Values context() {
        return values.values("context");
    }

    /** The platform that asks, such as {@code cloudfoundry}; empty if it does not say. */
    public Optional<String> platform() {
        return context().map().get("platform") instanceof String platform ? Optional.of(platform) : Optional.empty();
    }

    /** What is to be bound; no values if the platform does not say. */
    public Values bindResource() {
        return values.values("bind_resource");
    }

    /** The app that is to be bound, wherever the platform says it. */
    public Optional<String> appGuid() {
        return bindResource().text("app_guid").or(() -> values.text("app_guid")).filter(guid -> !guid.isEmpty());
    }

    /** The plan's id. */
    public Optional<String> planId() {
        return values.text("plan_id");
    }

    /** The offering's id. */
    public Optional<String> serviceId() {
        return values.text("service_id");
    }
}
