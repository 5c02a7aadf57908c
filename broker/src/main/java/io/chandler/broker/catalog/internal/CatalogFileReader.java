package io.chandler.broker.catalog.internal;

import io.chandler.broker.catalog.PlanSettings;
import io.chandler.broker.parameters.ParameterSchema;
import io.chandler.osb.DashboardClient;
import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.Schemas;
import io.chandler.osb.ServiceOffering;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Reads the tree of a catalog file, telling all that has the wrong form. */
public final class CatalogFileReader {

    private static final String OWN = "chandler";

    private static final Set<String> OFFERING = Set.of(
            "id",
            "name",
            "description",
            "tags",
            "requires",
            "bindable",
            "instances_retrievable",
            "bindings_retrievable",
            "allow_context_updates",
            "plan_updateable",
            "metadata",
            "dashboard_client",
            "plans",
            OWN);

    private static final Set<String> PLAN = Set.of(
            "id",
            "name",
            "description",
            "free",
            "bindable",
            "binding_rotatable",
            "plan_updateable",
            "schemas",
            "maximum_polling_duration",
            "maintenance_info",
            "metadata",
            OWN);

    private static final Set<String> OWN_OF_OFFERING = Set.of("service");

    private static final Set<String> OWN_OF_PLAN = Set.of(
            "execution",
            "answer_within",
            "poll_interval",
            "requires_app",
            "hidden",
            "parameters",
            "binding_parameters");

    private final Findings findings;

    /** Reads and tells its findings. */
    public CatalogFileReader(Findings findings) {
        this.findings = findings;
    }

    /** The offerings of a catalog. */
    public List<OfferingDraft> read(ObjectNode file) {
        var root = new Members("", file, findings);
        var _ = root.extensions(Set.of("services"));
        if (!root.node().has("services")) {
            findings.mistake("services", "must be a list of at least one offering");
        }
        return root.list("services").stream().map(this::offering).toList();
    }

    private OfferingDraft offering(Members offering) {
        var extensions = offering.extensions(OFFERING);
        var plans = new ArrayList<Plan>();
        var settings = new ArrayList<PlanSettings>();
        for (var plan : offering.list("plans")) {
            var own = plan.members(OWN).orElseGet(() -> new Members(plan.path(OWN), Json.object(), findings));
            var parameters = record(own, "parameters", has(plan, "service_instance"), "schemas.service_instance");
            plans.add(plan(plan, own, parameters));
            settings.add(settings(own, parameters));
        }
        if (!offering.node().has("bindable")) {
            findings.mistake(offering.path("bindable"), "must be true or false");
        }
        var name = offering.text("name");
        var service = offering.members(OWN).flatMap(own -> {
            own.only(OWN_OF_OFFERING);
            return own.optionalText("service");
        });
        return new OfferingDraft(
                new ServiceOffering(
                        offering.text("id"),
                        name,
                        offering.text("description"),
                        offering.texts("tags"),
                        offering.texts("requires"),
                        offering.flag("bindable").orElse(false),
                        offering.flag("instances_retrievable").orElse(true),
                        offering.flag("bindings_retrievable").orElse(true),
                        offering.flag("allow_context_updates").orElse(false),
                        offering.flag("plan_updateable").orElse(false),
                        offering.object("metadata").orElseGet(Json::object),
                        offering.members("dashboard_client").map(CatalogFileReader::dashboardClient),
                        plans,
                        extensions),
                service.orElse(name),
                settings);
    }

    private static DashboardClient dashboardClient(Members client) {
        client.only(Set.of("id", "secret", "redirect_uri"));
        return new DashboardClient(client.text("id"), client.text("secret"), client.optionalText("redirect_uri"));
    }

    private Plan plan(Members plan, Members own, Optional<Class<? extends Record>> parameters) {
        var extensions = plan.extensions(PLAN);
        return new Plan(
                plan.text("id"),
                plan.text("name"),
                plan.text("description"),
                plan.flag("free").orElse(true),
                plan.flag("bindable"),
                plan.flag("binding_rotatable").orElse(false),
                plan.flag("plan_updateable"),
                schemas(plan, own, parameters),
                plan.seconds("maximum_polling_duration"),
                plan.members("maintenance_info").map(CatalogFileReader::maintenanceInfo),
                plan.object("metadata").orElseGet(Json::object),
                extensions);
    }

    private static MaintenanceInfo maintenanceInfo(Members info) {
        info.only(Set.of("version", "description"));
        return new MaintenanceInfo(info.text("version"), info.optionalText("description"));
    }

    private static boolean has(Members plan, String schemas) {
        return plan.node().path("schemas").path(schemas).isObject();
    }

    private Schemas schemas(Members plan, Members own, Optional<Class<? extends Record>> parameters) {
        var schemas = plan.members("schemas");
        schemas.ifPresent(members -> members.only(Set.of("service_instance", "service_binding")));
        var instance = schemas.flatMap(members -> members.members("service_instance"));
        instance.ifPresent(members -> members.only(Set.of("create", "update")));
        var binding = schemas.flatMap(members -> members.members("service_binding"));
        binding.ifPresent(members -> members.only(Set.of("create")));
        var bindingParameters = record(own, "binding_parameters", binding.isPresent(), "schemas.service_binding");
        return new Schemas(
                parameters.map(ParameterSchema::of).or(() -> parameters(instance, "create")),
                parameters.map(ParameterSchema::forUpdate).or(() -> parameters(instance, "update")),
                bindingParameters.map(ParameterSchema::of).or(() -> parameters(binding, "create")));
    }

    private static Optional<ObjectNode> parameters(Optional<Members> object, String action) {
        return object.flatMap(members -> members.members(action)).flatMap(members -> {
            members.only(Set.of("parameters"));
            return members.object("parameters");
        });
    }

    /** The record type that stands for parameters, if one is named. */
    private Optional<Class<? extends Record>> record(Members own, String name, boolean also, String other) {
        var className = own.optionalText(name);
        if (className.isEmpty()) {
            return Optional.empty();
        }
        if (also) {
            findings.mistake(own.path(name), "must be left out where there is " + other + ", or the other way round");
            return Optional.empty();
        }
        try {
            var type = Class.forName(className.get(), false, classLoader());
            if (!type.isRecord()) {
                findings.mistake(own.path(name), "must be the name of a record; " + className.get() + " is none");
                return Optional.empty();
            }
            var record = type.asSubclass(Record.class);
            var _ = ParameterSchema.of(record);
            return Optional.of(record);
        } catch (ClassNotFoundException | LinkageError e) {
            findings.mistake(
                    own.path(name),
                    "must be the name of a record on the class path; there is no class " + className.get());
        } catch (IllegalArgumentException e) {
            findings.mistake(own.path(name), String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static ClassLoader classLoader() {
        var loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? CatalogFileReader.class.getClassLoader() : loader;
    }

    private PlanSettings settings(Members own, Optional<Class<? extends Record>> parameters) {
        own.only(OWN_OF_PLAN);
        var defaults = PlanSettings.DEFAULTS;
        return new PlanSettings(
                own.optionalText("execution")
                        .flatMap(text -> execution(own, text))
                        .orElse(defaults.execution()),
                own.duration("answer_within").orElse(defaults.answerWithin()),
                own.duration("poll_interval").orElse(defaults.pollInterval()),
                own.flag("requires_app").orElse(false),
                own.flag("hidden").orElse(false),
                parameters);
    }

    private Optional<PlanSettings.Execution> execution(Members own, String text) {
        for (var execution : PlanSettings.Execution.values()) {
            if (execution.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(execution);
            }
        }
        findings.mistake(own.path("execution"), "must be automatic, async or sync");
        return Optional.empty();
    }
}
