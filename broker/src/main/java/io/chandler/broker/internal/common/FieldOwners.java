package io.chandler.broker.internal.common;

import io.chandler.osb.Json;
import io.chandler.resources.Metadata;
import io.chandler.resources.served.ApiObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who owns the fields of an object's spec to API clients. A platform that changes a field takes it over: who applied it
 * before is told of the conflict when he applies it again, instead of taking the change back unawares.
 */
public final class FieldOwners {

    /** What a platform is called among the managers of fields. */
    public static final String PLATFORM = "open-service-broker";

    private FieldOwners() {}

    /**
     * The metadata after a platform changed the spec; the same where no API client has fields.
     *
     * @param fields members of the spec, as API clients see it
     * @param parameters members of its parameters
     */
    public static Metadata taken(
            Metadata metadata, Collection<String> fields, Collection<String> parameters, Instant now) {
        var object = ApiObject.of(metadata, Json.object(), Json.object());
        if (object.managedFields().isEmpty() || (fields.isEmpty() && parameters.isEmpty())) {
            return metadata;
        }
        var managers = JsonNodeFactory.instance.arrayNode();
        var version = "";
        var ours = Json.object();
        for (var entry : object.managedFields()) {
            version = entry.path("apiVersion").asString(version);
            if (entry.path("manager").asString("").equals(PLATFORM)) {
                ours = (ObjectNode) entry.deepCopy();
                continue;
            }
            var rest = entry.deepCopy();
            if (rest.path("fieldsV1").get("f:spec") instanceof ObjectNode spec) {
                remove(spec, fields, parameters);
                if (spec.isEmpty() && rest.get("fieldsV1") instanceof ObjectNode all) {
                    all.remove("f:spec");
                }
            }
            if (!rest.path("fieldsV1").isEmpty()) {
                managers.add(rest);
            }
        }
        ours.put("manager", PLATFORM)
                .put("operation", "Update")
                .put("apiVersion", version)
                .put("time", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("fieldsType", "FieldsV1");
        add(ours.withObjectProperty("fieldsV1").withObjectProperty("f:spec"), fields, parameters);
        managers.add(ours);
        return object.withManagedFields(managers).stored();
    }

    private static void remove(ObjectNode spec, Collection<String> fields, Collection<String> parameters) {
        fields.forEach(field -> spec.remove("f:" + field));
        if (spec.get("f:parameters") instanceof ObjectNode owned) {
            parameters.forEach(name -> owned.remove("f:" + name));
            if (owned.isEmpty() && !parameters.isEmpty()) {
                spec.remove("f:parameters");
            }
        }
    }

    private static void add(ObjectNode spec, Collection<String> fields, Collection<String> parameters) {
        fields.forEach(field -> spec.putObject("f:" + field));
        if (!parameters.isEmpty()) {
            var owned = spec.withObjectProperty("f:parameters");
            parameters.forEach(name -> owned.putObject("f:" + name));
        }
    }
}
