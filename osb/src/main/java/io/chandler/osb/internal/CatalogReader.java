package io.chandler.osb.internal;

import io.chandler.osb.Catalog;
import io.chandler.osb.DashboardClient;
import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.Plan;
import io.chandler.osb.Schemas;
import io.chandler.osb.ServiceOffering;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a catalog leniently. */
public final class CatalogReader {

    private static final Set<String> OFFERING_MEMBERS = Set.of(
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
            "plans");

    private static final Set<String> PLAN_MEMBERS = Set.of(
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
            "metadata");

    private static final BigDecimal NEGATIVE = BigDecimal.ONE.negate();

    private static final BigDecimal LONGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

    private CatalogReader() {}

    /** Reads the response body of a catalog request; throws IllegalArgumentException with a sentence. */
    public static Catalog catalog(JsonNode body) {
        var root = new Members("", body);
        var services = root.array("services")
                .orElseThrow(() -> new IllegalArgumentException("services is missing: it must be an array"));
        var offerings = new ArrayList<ServiceOffering>(services.size());
        for (int i = 0; i < services.size(); i++) {
            offerings.add(offering(new Members("services[" + i + "]", services.get(i))));
        }
        return new Catalog(offerings);
    }

    private static ServiceOffering offering(Members offering) {
        var planNodes = offering.array("plans").orElse(List.of());
        var plans = new ArrayList<Plan>(planNodes.size());
        for (int i = 0; i < planNodes.size(); i++) {
            plans.add(plan(new Members(offering.path("plans[" + i + "]"), planNodes.get(i))));
        }
        return new ServiceOffering(
                offering.text("id"),
                offering.text("name"),
                offering.optionalText("description").orElse(""),
                offering.texts("tags"),
                offering.texts("requires"),
                offering.flag("bindable").orElse(false),
                offering.flag("instances_retrievable").orElse(false),
                offering.flag("bindings_retrievable").orElse(false),
                offering.flag("allow_context_updates").orElse(false),
                offering.flag("plan_updateable").orElse(false),
                offering.object("metadata").orElseGet(Json::object),
                offering.members("dashboard_client").map(CatalogReader::dashboardClient),
                plans,
                offering.others(OFFERING_MEMBERS));
    }

    private static Plan plan(Members plan) {
        return new Plan(
                plan.text("id"),
                plan.text("name"),
                plan.optionalText("description").orElse(""),
                plan.flag("free").orElse(true),
                plan.flag("bindable"),
                plan.flag("binding_rotatable").orElse(false),
                plan.flag("plan_updateable"),
                plan.members("schemas").map(CatalogReader::schemas).orElse(Schemas.NONE),
                plan.seconds("maximum_polling_duration"),
                plan.members("maintenance_info").flatMap(CatalogReader::maintenanceInfo),
                plan.object("metadata").orElseGet(Json::object),
                plan.others(PLAN_MEMBERS));
    }

    private static Schemas schemas(Members schemas) {
        return new Schemas(
                parameters(schemas, "service_instance", "create"),
                parameters(schemas, "service_instance", "update"),
                parameters(schemas, "service_binding", "create"));
    }

    private static Optional<ObjectNode> parameters(Members schemas, String object, String action) {
        return schemas.members(object)
                .flatMap(members -> members.members(action))
                .flatMap(members -> members.object("parameters"));
    }

    private static DashboardClient dashboardClient(Members client) {
        return new DashboardClient(
                client.optionalText("id").orElse(""),
                client.optionalText("secret").orElse(""),
                client.optionalText("redirect_uri"));
    }

    private static Optional<MaintenanceInfo> maintenanceInfo(Members info) {
        return info.optionalText("version")
                .map(version -> new MaintenanceInfo(version, info.optionalText("description")));
    }

    /** The members of an object that stands at a path. */
    private record Members(String path, ObjectNode node) {

        Members(String path, JsonNode node) {
            if (!(node instanceof ObjectNode object)) {
                throw new IllegalArgumentException((path.isEmpty() ? "the body" : path) + " must be a JSON object");
            }
            this(path, object);
        }

        String path(String name) {
            return path.isEmpty() ? name : path + "." + name;
        }

        private Optional<JsonNode> value(String name) {
            var value = node.get(name);
            return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
        }

        private IllegalArgumentException wrong(String name, String expected) {
            return new IllegalArgumentException(path(name) + " must be " + expected);
        }

        String text(String name) {
            return optionalText(name).orElseThrow(() -> wrong(name, "a non-empty string"));
        }

        Optional<String> optionalText(String name) {
            return value(name)
                    .map(value -> {
                        if (!value.isString()) {
                            throw wrong(name, "a string");
                        }
                        return value.stringValue();
                    })
                    .filter(text -> !text.isEmpty());
        }

        Optional<Boolean> flag(String name) {
            return value(name).map(value -> {
                if (!value.isBoolean()) {
                    throw wrong(name, "true or false");
                }
                return value.booleanValue();
            });
        }

        Optional<Duration> seconds(String name) {
            return value(name).map(value -> {
                var seconds = value.isNumber() ? value.decimalValue() : NEGATIVE;
                if (seconds.signum() < 0 || seconds.compareTo(LONGEST) > 0) {
                    throw wrong(name, "a number of seconds from 0 to " + LONGEST);
                }
                return Duration.ofSeconds(seconds.intValue());
            });
        }

        Optional<ObjectNode> object(String name) {
            return value(name).map(value -> {
                if (!(value instanceof ObjectNode object)) {
                    throw wrong(name, "a JSON object");
                }
                return object;
            });
        }

        Optional<Members> members(String name) {
            return object(name).map(object -> new Members(path(name), object));
        }

        Optional<List<JsonNode>> array(String name) {
            return value(name).map(value -> {
                if (!value.isArray()) {
                    throw wrong(name, "an array");
                }
                return List.copyOf(value.values());
            });
        }

        List<String> texts(String name) {
            var texts = new ArrayList<String>();
            for (var value : array(name).orElse(List.of())) {
                if (!value.isString()) {
                    throw wrong(name, "an array of strings");
                }
                texts.add(value.stringValue());
            }
            return texts;
        }

        ObjectNode others(Set<String> known) {
            var others = Json.object();
            for (var member : node.properties()) {
                if (!known.contains(member.getKey())) {
                    others.set(member.getKey(), member.getValue());
                }
            }
            return others;
        }
    }
}
