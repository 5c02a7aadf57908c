package io.chandler.osb;

import java.util.List;
import java.util.Optional;

/** What a broker offers: section "Catalog Management". Immutable. */
public record Catalog(List<ServiceOffering> offerings) {

    public Catalog {
        offerings = List.copyOf(offerings);
    }

    /** The offering with this id. */
    public Optional<ServiceOffering> offering(String id) {
        for (var offering : offerings) {
            if (offering.id().equals(id)) {
                return Optional.of(offering);
            }
        }
        return Optional.empty();
    }
}
