package io.chandler.broker.catalog;

import io.chandler.broker.catalog.internal.Findings;
import io.chandler.broker.catalog.internal.OfferingDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds a {@link CatalogDefinition} in code. Not thread-safe. */
public final class CatalogBuilder {

    private final List<OfferingDraft> offerings = new ArrayList<>();

    CatalogBuilder() {}

    /**
     * Adds an offering.
     *
     * @param name CLI-friendly and unique in the catalog; also that of the author's service, unless another is given
     */
    public CatalogBuilder offering(String name, Consumer<OfferingBuilder> definition) {
        var builder = new OfferingBuilder(name);
        definition.accept(builder);
        offerings.add(builder.draft());
        return this;
    }

    /**
     * Checks the whole.
     *
     * @throws CatalogException with all mistakes
     */
    public CatalogDefinition build() {
        return CatalogDefinition.checked(offerings, new Findings(), "the catalog");
    }
}
