package io.chandler.osb;

import java.util.Optional;

/**
 * Rules of the specification about catalog and request that every {@link ServiceBroker} needs and none has to write.
 */
public final class CatalogRules {

    private static final int MAXIMUM_QUOTE = 100;

    private CatalogRules() {}

    /**
     * Finds the plan within its offering: a plan of another offering is unknown. Sections "Provisioning", "Updating a
     * Service Instance", "Binding".
     */
    public static PlanChoice choose(Catalog catalog, String serviceId, String planId) {
        var offering = catalog.offering(serviceId);
        if (offering.isEmpty()) {
            return new PlanChoice.Unknown(
                    "service_id must be the id of an offering in the catalog; there is no offering " + quote(serviceId)
                            + ".");
        }
        var plan = offering.get().plan(planId);
        if (plan.isEmpty()) {
            return new PlanChoice.Unknown("plan_id must be the id of a plan of the offering "
                    + quote(offering.get().name()) + "; it has no plan " + quote(planId) + ".");
        }
        return new PlanChoice.Found(offering.get(), plan.get());
    }

    /**
     * Compares the version of the maintenance information in a request with the catalog's: section "Maintenance Info
     * Object". Versions are compared as text, so that build metadata counts. A request without version is never in
     * conflict; a version for a plan that has none always is.
     *
     * @param plan the wanted plan, or the current one where an update names none
     */
    public static Optional<Answer.MaintenanceInfoConflict> maintenanceConflict(Plan plan, Optional<String> version) {
        if (version.isEmpty()) {
            return Optional.empty();
        }
        var expected = plan.maintenanceInfo().map(MaintenanceInfo::version);
        if (expected.isEmpty()) {
            return Optional.of(new Answer.MaintenanceInfoConflict("maintenance_info.version must be absent: the plan "
                    + quote(plan.name()) + " has no maintenance information."));
        }
        if (expected.get().equals(version.get())) {
            return Optional.empty();
        }
        return Optional.of(new Answer.MaintenanceInfoConflict("maintenance_info.version must be "
                + quote(expected.get()) + " as in the catalog, not " + quote(version.get())
                + "; fetch the catalog again."));
    }

    private static String quote(String text) {
        if (text.length() <= MAXIMUM_QUOTE) {
            return "'" + text + "'";
        }
        int end = Character.isHighSurrogate(text.charAt(MAXIMUM_QUOTE - 1)) ? MAXIMUM_QUOTE - 1 : MAXIMUM_QUOTE;
        return "'" + text.substring(0, end) + "...'";
    }
}
