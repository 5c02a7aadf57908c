package io.chandler.ondemand.startup;

import io.chandler.ondemand.bosh.Director;
import io.chandler.ondemand.bosh.DirectorException;
import io.chandler.ondemand.bosh.DirectorVersion;
import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.configuration.Configuration.Offering;
import io.chandler.ondemand.configuration.Configuration.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether the neighbours fit the configuration: Cloud Controller's version, plans that are missing, the director's
 * version, its authentication, in this order.
 */
public final class StartupChecks {

    private static final String BOSH = "BOSH Director error: ";
    private static final String MINIMUM = "2.57.0";
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})([-+].*)?");

    private StartupChecks() {}

    /**
     * What keeps the broker from starting; empty if all is right. Asks the director, and if that answers the platform and
     * the director once more; then all failures are there, joined by {@code "; "}.
     */
    public static Optional<String> failures(Offering offering, CloudFoundry platform, Director director) {
        String version;
        try {
            version = director.information().version();
        } catch (DirectorException e) {
            return Optional.of(unreachable(e));
        }
        var failures = new ArrayList<String>();
        platformVersion(platform, failures);
        missingPlans(offering, platform, failures);
        directorVersion(offering, version, failures);
        authentication(director, failures);
        return failures.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failures));
    }

    private static void platformVersion(CloudFoundry platform, List<String> failures) {
        String version;
        try {
            version = platform.version().api();
        } catch (PlatformException e) {
            failures.add(
                    "CF API error: " + e.getMessage() + ". ODB requires minimum Cloud Foundry API version: " + MINIMUM);
            return;
        }
        var parts = VERSION.matcher(version);
        if (!parts.matches()) {
            failures.add("Cloud Foundry API version couldn't be parsed. Expected a semver, got: " + version + ".");
            return;
        }
        int major = Integer.parseInt(parts.group(1));
        if (major < 2 || (major == 2 && Integer.parseInt(parts.group(2)) < 57)) {
            failures.add("CF API error: ODB requires minimum Cloud Foundry API version '" + MINIMUM + "', got '"
                    + version + "'.");
        }
    }

    private static void missingPlans(Offering offering, CloudFoundry platform, List<String> failures) {
        try {
            for (var plan : platform.plans(offering.id()).orElse(List.of())) {
                if (plan.instances() > 0 && offering.plan(plan.id()).isEmpty()) {
                    failures.add("plan " + plan.name() + " (" + plan.id()
                            + ") was expected but is now missing. You cannot remove or change the plan_id of a plan"
                            + " which has existing service instances");
                    return;
                }
            }
        } catch (PlatformException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
    }

    private static String unreachable(DirectorException e) {
        return BOSH + "Failed to verify credentials: " + e.getMessage();
    }

    private static void directorVersion(Offering offering, String reported, List<String> failures) {
        var version = DirectorVersion.of(reported);
        if (version.isEmpty()) {
            failures.add(BOSH + "unrecognised BOSH Director version: \"" + reported + "\". ODB requires BOSH v257+.");
        } else if (!version.get().isSufficient()) {
            failures.add(BOSH + "API version is insufficient, ODB requires BOSH v257+.");
        } else if (!version.get().hasBindingDns()
                && offering.plans().stream()
                        .anyMatch(plan -> !plan.bindingWithDns().isEmpty())) {
            failures.add(BOSH + "API version for 'binding_with_dns' feature is insufficient. This feature requires BOSH"
                    + " v266.12+ / v267.6+ (got v" + version.get() + ")");
        } else if (!version.get().hasLifecycleErrands()
                && offering.plans().stream().anyMatch(StartupChecks::hasErrands)) {
            failures.add(BOSH + "API version is insufficient, one or more plans are configured with lifecycle_errands"
                    + " which require BOSH v261+.");
        }
    }

    private static boolean hasErrands(Plan plan) {
        return plan.lifecycleErrands()
                .filter(errands ->
                        !errands.postDeploy().isEmpty() || !errands.preDelete().isEmpty())
                .isPresent();
    }

    private static void authentication(Director director, List<String> failures) {
        try {
            if (director.information().user().isEmpty()) {
                failures.add(BOSH + "not authenticated");
            }
        } catch (DirectorException e) {
            failures.add(unreachable(e));
        }
    }
}
