package io.chandler.broker.internal.served;

import io.chandler.osb.Json;
import io.chandler.osb.JsonValues;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parameters to API clients: their names, with {@link #PLACEHOLDER} for each value, as they are sealed in the store. A
 * client that writes the placeholder back leaves the value as it is.
 */
final class SealedParameters {

    /** What stands for a value that is not shown. */
    static final String PLACEHOLDER = "(sealed)";

    private static final String FIELD = "spec.parameters";

    private SealedParameters() {}

    /** The names of parameters, each with the placeholder. */
    static ObjectNode shown(ObjectNode parameters) {
        var shown = Json.object();
        parameters.propertyNames().forEach(name -> shown.put(name, PLACEHOLDER));
        return shown;
    }

    /** A spec in which parameters with the values in place are written as they are shown. */
    static ObjectNode asShown(ObjectNode inPlace, ObjectNode spec) {
        if (!(spec.get("parameters") instanceof ObjectNode given)) {
            return spec;
        }
        var parameters = Json.object();
        for (var parameter : given.properties()) {
            var before = inPlace.get(parameter.getKey());
            if (before != null && JsonValues.same(before, parameter.getValue())) {
                parameters.put(parameter.getKey(), PLACEHOLDER);
            } else {
                parameters.set(parameter.getKey(), parameter.getValue());
            }
        }
        var written = spec.objectNode();
        written.setAll(spec);
        written.set("parameters", parameters);
        return written;
    }

    /** The parameters of a new object. @throws ApiRefusal.Invalid if they are no object, or hold placeholders */
    static ObjectNode fresh(ObjectNode spec) {
        var parameters = given(spec);
        for (var parameter : parameters.properties()) {
            if (placeholder(parameter.getValue())) {
                throw new ApiRefusal.Invalid(Cause.invalid(
                        FIELD + "." + parameter.getKey(),
                        "the placeholder of a sealed value is no value; write the value"));
            }
        }
        return parameters;
    }

    /** What turns the parameters in place into those that are given: changed values, and null for names that are gone. */
    static ObjectNode change(ObjectNode inPlace, ObjectNode spec) {
        var given = given(spec);
        var change = Json.object();
        for (var parameter : given.properties()) {
            var name = parameter.getKey();
            var value = parameter.getValue();
            var before = inPlace.get(name);
            if (placeholder(value) && before == null) {
                throw new ApiRefusal.Invalid(Cause.invalid(
                        FIELD + "." + name, "there is no such parameter whose value could stay; write the value"));
            }
            boolean stays = placeholder(value) || (before != null && JsonValues.same(before, value));
            if (!stays) {
                change.set(name, value);
            }
        }
        for (var name : inPlace.propertyNames()) {
            if (!given.has(name)) {
                change.putNull(name);
            }
        }
        return change;
    }

    private static ObjectNode given(ObjectNode spec) {
        JsonNode parameters = spec.path("parameters");
        if (parameters.isMissingNode() || parameters.isNull()) {
            return Json.object();
        }
        if (parameters instanceof ObjectNode object) {
            return object;
        }
        throw new ApiRefusal.Invalid(Cause.invalid(FIELD, "must be an object"));
    }

    private static boolean placeholder(JsonNode value) {
        return value.isString() && value.stringValue().equals(PLACEHOLDER);
    }
}
