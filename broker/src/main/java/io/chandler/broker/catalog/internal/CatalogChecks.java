package io.chandler.broker.catalog.internal;

import io.chandler.broker.catalog.PlanSettings;
import io.chandler.osb.Plan;
import io.chandler.osb.ServiceOffering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks a catalog as a whole: section "Catalog Management", and what its readers need beyond that. */
public final class CatalogChecks {

    private static final Set<String> PERMISSIONS = Set.of("syslog_drain", "route_forwarding", "volume_mount");
    private static final String REQUIRED = "must be there and not be empty";
    private static final int MAXIMUM_STRING = 255;
    private static final Duration LONG_ANSWER = Duration.ofSeconds(10);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    private final Findings findings;
    private final PlatformLimits limits;

    /** Checks and tells its findings. */
    public CatalogChecks(Findings findings) {
        this.findings = findings;
        limits = new PlatformLimits(findings);
    }

    /** Checks everything. */
    public void check(List<OfferingDraft> offerings) {
        if (offerings.isEmpty()) {
            findings.mistake("services", "must be a list of at least one offering");
        }
        var offeringIds = new LinkedHashMap<String, List<String>>();
        var offeringNames = new LinkedHashMap<String, List<String>>();
        var planIds = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < offerings.size(); i++) {
            var path = "services[" + i + "]";
            var offering = offerings.get(i).offering();
            note(offeringIds, offering.id(), path);
            note(offeringNames, offering.name(), path);
            offering(path, offerings.get(i));
            var planNames = new LinkedHashMap<String, List<String>>();
            for (int j = 0; j < offering.plans().size(); j++) {
                var planPath = path + ".plans[" + j + "]";
                var plan = offering.plans().get(j);
                note(planIds, plan.id(), planPath);
                note(planNames, plan.name(), planPath);
                plan(planPath, offering, plan, offerings.get(i).settings().get(j));
            }
            unique(planNames, "name", "must be unique within the offering");
        }
        unique(offeringIds, "id", "must be unique over all offerings");
        unique(offeringNames, "name", "must be unique over all offerings");
        unique(planIds, "id", "must be unique over all plans");
        var plans =
                offerings.stream().flatMap(draft -> draft.settings().stream()).toList();
        if (!plans.isEmpty() && plans.stream().allMatch(PlanSettings::hidden)) {
            findings.mistake("services", "must have at least one plan that is not hidden");
        }
    }

    private static void note(Map<String, List<String>> places, String value, String path) {
        if (!value.isEmpty()) {
            places.computeIfAbsent(value, _ -> new ArrayList<>()).add(path);
        }
    }

    private void unique(Map<String, List<String>> places, String member, String sentence) {
        for (var paths : places.values()) {
            if (paths.size() > 1) {
                findings.mistake(
                        paths.getFirst() + "." + member,
                        sentence + "; also at " + String.join(", ", paths.subList(1, paths.size())));
            }
        }
    }

    private void offering(String path, OfferingDraft draft) {
        var offering = draft.offering();
        identifier(path + ".id", offering.id());
        name(path + ".name", offering.name());
        description(path + ".description", offering.description());
        limits.tags(path + ".tags", offering.tags());
        for (int i = 0; i < offering.requires().size(); i++) {
            if (!PERMISSIONS.contains(offering.requires().get(i))) {
                findings.mistake(
                        path + ".requires[" + i + "]", "must be syslog_drain, route_forwarding or volume_mount");
            }
        }
        offering.dashboardClient().ifPresent(client -> {
            required(path + ".dashboard_client.id", client.id());
            required(path + ".dashboard_client.secret", client.secret());
            limits.redirectUri(path + ".dashboard_client.redirect_uri", client.redirectUri());
        });
        if (offering.plans().isEmpty()) {
            findings.mistake(path + ".plans", "must be a list of at least one plan");
        }
        if (draft.service().isBlank()) {
            findings.mistake(path + ".chandler.service", REQUIRED);
        }
        retrievable(path, draft);
    }

    /** A platform fetches what an asynchronous binding gave out; it cannot where fetching is not allowed. */
    private void retrievable(String path, OfferingDraft draft) {
        var offering = draft.offering();
        if (offering.bindingsRetrievable()) {
            return;
        }
        for (int i = 0; i < draft.settings().size(); i++) {
            boolean sync = draft.settings().get(i).execution() == PlanSettings.Execution.SYNC;
            if (!sync && offering.bindable(offering.plans().get(i))) {
                findings.mistake(
                        path + ".bindings_retrievable",
                        "must be true, as bindings of plans[" + i
                                + "] can be asynchronous; or set chandler.execution of the plan to sync");
                return;
            }
        }
    }

    private void plan(String path, ServiceOffering offering, Plan plan, PlanSettings settings) {
        identifier(path + ".id", plan.id());
        name(path + ".name", plan.name());
        description(path + ".description", plan.description());
        boolean bindable = offering.bindable(plan);
        if (plan.bindingRotatable() && !bindable) {
            findings.warning(path + ".binding_rotatable", "has no effect, as the plan is not bindable");
        }
        plan.maximumPollingDuration().ifPresent(duration -> {
            if (duration.isNegative()) {
                findings.mistake(path + ".maximum_polling_duration", "must not be negative");
            }
        });
        plan.maintenanceInfo().ifPresent(info -> {
            if (!SemanticVersion.is(info.version())) {
                findings.mistake(
                        path + ".maintenance_info.version",
                        "must be a semantic version 2.0, such as 2.1.0 or 1.0.0-rc.1");
            }
            limits.maintenanceInfo(path + ".maintenance_info", info);
        });
        limits.schemas(path + ".schemas", plan.schemas());
        if (plan.schemas().bind().isPresent() && !bindable) {
            findings.warning(path + ".schemas.service_binding", "has no effect, as the plan is not bindable");
        }
        settings(path + ".chandler", settings);
    }

    private void settings(String path, PlanSettings settings) {
        if (settings.answerWithin().isNegative() || settings.answerWithin().compareTo(LONGEST_ANSWER) > 0) {
            findings.mistake(path + ".answer_within", "must be from 0 to 60s");
        } else if (settings.answerWithin().compareTo(LONG_ANSWER) > 0) {
            findings.warning(path + ".answer_within", "should be at most 10s, as some platforms wait no longer");
        }
        boolean whole = settings.pollInterval().toNanosPart() == 0;
        if (!whole
                || settings.pollInterval().compareTo(Duration.ofSeconds(1)) < 0
                || settings.pollInterval().compareTo(LONGEST_INTERVAL) > 0) {
            findings.mistake(path + ".poll_interval", "must be whole seconds from 1s to 1d");
        }
    }

    private void identifier(String path, String id) {
        required(path, id);
        if (!id.isEmpty() && !guid(id)) {
            findings.warning(path, "should be a GUID, as it must be unique in the world and never change");
        }
        length(path, id);
    }

    private void name(String path, String name) {
        required(path, name);
        if (!name.isEmpty() && !friendly(name)) {
            findings.warning(path, "should consist of letters, digits, '.' and '-', so that it can be typed");
        }
        length(path, name);
    }

    private void description(String path, String description) {
        required(path, description);
        limits.description(path, description);
        length(path, description);
    }

    private void required(String path, String text) {
        if (text.isBlank()) {
            findings.mistake(path, REQUIRED);
        }
    }

    private void length(String path, String text) {
        if (text.length() > MAXIMUM_STRING) {
            findings.warning(path, "should have at most " + MAXIMUM_STRING + " characters, as platforms may cut it");
        }
    }

    private static boolean guid(String id) {
        if (id.length() != 36) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            if (hyphen ? id.charAt(i) != '-' : Character.digit(id.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean friendly(String name) {
        boolean letterOrDigit = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!word && c != '.' && c != '-') {
                return false;
            }
            letterOrDigit |= word;
        }
        return letterOrDigit;
    }
}
