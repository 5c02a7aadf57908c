package io.chandler.broker.catalog;

import io.chandler.broker.catalog.internal.CatalogChecks;
import io.chandler.broker.catalog.internal.Findings;
import io.chandler.broker.catalog.internal.OfferingDraft;
import io.chandler.osb.Catalog;
import io.chandler.osb.Plan;
import io.chandler.osb.ServiceOffering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A catalog without mistakes, and how each of its plans is worked on. Made by {@link #builder()}, {@link CatalogFile}
 * or {@link #of}. Immutable and thread-safe.
 */
public final class CatalogDefinition {

    private final Catalog catalog;
    private final Catalog published;
    private final Map<String, PlanSettings> settings;
    private final Map<String, String> services;
    private final List<String> warnings;

    private CatalogDefinition(List<OfferingDraft> drafts, List<String> warnings) {
        this.warnings = warnings;
        var all = new ArrayList<ServiceOffering>();
        var visible = new ArrayList<ServiceOffering>();
        var byPlan = new HashMap<String, PlanSettings>();
        var byService = new HashMap<String, String>();
        for (var draft : drafts) {
            var offering = draft.offering();
            all.add(offering);
            byService.put(offering.id(), draft.service());
            var plans = new ArrayList<Plan>();
            for (int i = 0; i < offering.plans().size(); i++) {
                var plan = offering.plans().get(i);
                byPlan.put(plan.id(), draft.settings().get(i));
                if (!draft.settings().get(i).hidden()) {
                    plans.add(plan);
                }
            }
            if (!plans.isEmpty()) {
                visible.add(plans.size() == offering.plans().size() ? offering : with(offering, plans));
            }
        }
        catalog = new Catalog(all);
        published = new Catalog(visible);
        settings = Map.copyOf(byPlan);
        services = Map.copyOf(byService);
    }

    private static ServiceOffering with(ServiceOffering offering, List<Plan> plans) {
        return new ServiceOffering(
                offering.id(),
                offering.name(),
                offering.description(),
                offering.tags(),
                offering.requires(),
                offering.bindable(),
                offering.instancesRetrievable(),
                offering.bindingsRetrievable(),
                offering.allowContextUpdates(),
                offering.planUpdateable(),
                offering.metadata(),
                offering.dashboardClient(),
                plans,
                offering.extensions());
    }

    /** Begins a definition in code. */
    public static CatalogBuilder builder() {
        return new CatalogBuilder();
    }

    /**
     * A definition of these parts.
     *
     * @param settings by the id of the plan; defaults for others
     * @param services the name of the author's service by the id of the offering; the offering's name for others
     * @throws CatalogException with all mistakes
     */
    public static CatalogDefinition of(
            Catalog catalog, Map<String, PlanSettings> settings, Map<String, String> services) {
        var drafts = new ArrayList<OfferingDraft>();
        for (var offering : catalog.offerings()) {
            drafts.add(new OfferingDraft(
                    offering,
                    services.getOrDefault(offering.id(), offering.name()),
                    offering.plans().stream()
                            .map(plan -> settings.getOrDefault(plan.id(), PlanSettings.DEFAULTS))
                            .toList()));
        }
        return checked(drafts, new Findings(), "the catalog");
    }

    /** The definition of drafts that have no mistakes; throws {@link CatalogException}. */
    static CatalogDefinition checked(List<OfferingDraft> drafts, Findings findings, String source) {
        new CatalogChecks(findings).check(drafts);
        var mistakes = findings.mistakes();
        if (!mistakes.isEmpty()) {
            throw new CatalogException(source, mistakes);
        }
        return new CatalogDefinition(drafts, findings.warnings());
    }

    /** Everything that is managed: what is published, and hidden plans. */
    public Catalog catalog() {
        return catalog;
    }

    /** What platforms see: without hidden plans, and without offerings that have no other plans. */
    public Catalog publishedCatalog() {
        return published;
    }

    /** The plan of this offering, hidden or not. */
    public Optional<Plan> plan(String serviceId, String planId) {
        return catalog.offering(serviceId).flatMap(offering -> offering.plan(planId));
    }

    /** The settings of a plan; the defaults where the offering has no such plan. */
    public PlanSettings settings(String serviceId, String planId) {
        return plan(serviceId, planId)
                .map(plan -> settings.getOrDefault(plan.id(), PlanSettings.DEFAULTS))
                .orElse(PlanSettings.DEFAULTS);
    }

    /** The name of the author's service that stands behind the offering; the id itself where there is no offering. */
    public String service(String serviceId) {
        return services.getOrDefault(serviceId, serviceId);
    }

    /** The names of all services that the author must bring. */
    public Set<String> services() {
        return new TreeSet<>(services.values());
    }

    /** What is allowed but not good, each {@code path: what would be better}. */
    public List<String> warnings() {
        return warnings;
    }
}
