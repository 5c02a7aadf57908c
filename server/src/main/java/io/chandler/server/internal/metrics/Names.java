package io.chandler.server.internal.metrics;

import io.chandler.osb.Catalog;
import java.util.HashMap;
import java.util.Map;

/** The names of the offerings and plans of a catalog by their ids. */
final class Names {

    /** What ids that the catalog does not have are counted under, so that their number stays bounded. */
    static final String UNKNOWN = "unknown";

    private final Map<String, String> offerings = new HashMap<>();
    private final Map<String, String> plans = new HashMap<>();
    private final Catalog catalog;

    Names(Catalog catalog) {
        this.catalog = catalog;
        for (var offering : catalog.offerings()) {
            offerings.put(offering.id(), offering.name());
            offering.plans().forEach(plan -> plans.put(plan.id(), plan.name()));
        }
    }

    /** Whether these are the names of that very catalog. */
    @SuppressWarnings("ReferenceEquality") // Comparing the content would cost more than it saves.
    boolean of(Catalog current) {
        return catalog == current;
    }

    String offering(String id) {
        return offerings.getOrDefault(id, UNKNOWN);
    }

    String plan(String id) {
        return plans.getOrDefault(id, UNKNOWN);
    }
}
