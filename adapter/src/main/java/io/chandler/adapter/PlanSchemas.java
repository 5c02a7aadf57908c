package io.chandler.adapter;

import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON schemas (draft-04, which {@code $schema} must name) of a plan's parameters. */
public record PlanSchemas(
        Map<String, ? extends @Nullable Object> instanceCreate,
        Map<String, ? extends @Nullable Object> instanceUpdate,
        Map<String, ? extends @Nullable Object> bindingCreate) {

    /** The value of {@code $schema} that the broker demands. */
    public static final String DRAFT_4 = "http://json-schema.org/draft-04/schema#";

    /**
     * Reads what {@code generate-plan-schemas} printed; a schema that is absent is an empty map.
     *
     * @throws io.chandler.adapter.document.DocumentException if it is not JSON, in the words of Go, or has values of
     *     wrong types
     */
    public static PlanSchemas read(String output) {
        var values = Values.of(Json.readObject(output));
        var instance = values.values("service_instance");
        return new PlanSchemas(
                instance.values("create").values("parameters").map(),
                instance.values("update").values("parameters").map(),
                values.values("service_binding")
                        .values("create")
                        .values("parameters")
                        .map());
    }

    /** What {@code generate-plan-schemas} prints. */
    String output() {
        var instance = new LinkedHashMap<String, @Nullable Object>();
        instance.put("create", parameters(instanceCreate));
        instance.put("update", parameters(instanceUpdate));
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("service_instance", instance);
        document.put("service_binding", Map.of("create", parameters(bindingCreate)));
        return Json.write(document) + "\n";
    }

    private static Object parameters(Map<String, ? extends @Nullable Object> schema) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("parameters", Json.sorted(schema));
        return document;
    }
}
