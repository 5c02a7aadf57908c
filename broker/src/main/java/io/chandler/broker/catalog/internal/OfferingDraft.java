package io.chandler.broker.catalog.internal;

import io.chandler.broker.catalog.PlanSettings;
import io.chandler.osb.ServiceOffering;
import java.util.List;

/**
 * An offering that is not checked yet.
 *
 * @param service the name of the author's service
 * @param settings of the offering's plans, in their order
 */
public record OfferingDraft(ServiceOffering offering, String service, List<PlanSettings> settings) {

    /** Settings are copied. */
    public OfferingDraft {
        settings = List.copyOf(settings);
    }
}
