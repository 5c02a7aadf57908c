package io.chandler.broker.parameters.internal;

import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Broken rules of a schema as sentences for the user. No sentence holds a text that the user sent. */
final class SchemaProblems {

    /** How the whole of the parameters is called. */
    static final String ROOT = "parameters";

    /** Most sentences at once. */
    private static final int MAXIMUM = 20;

    private static final Set<String> ALTERNATIVES = Set.of("anyOf", "oneOf");

    private static final int MAXIMUM_LIST = 400;

    private SchemaProblems() {}

    static List<String> sentences(List<Error> errors) {
        var sentences = new LinkedHashSet<String>();
        for (var error : errors) {
            sentences.add(sentence(error));
        }
        if (sentences.size() <= MAXIMUM) {
            return List.copyOf(sentences);
        }
        var first = new ArrayList<>(sentences).subList(0, MAXIMUM);
        first.add("There are " + (sentences.size() - MAXIMUM) + " more problems.");
        return List.copyOf(first);
    }

    private static String sentence(Error error) {
        var alternative = alternative(error);
        if (alternative >= 0) {
            return path(error, alternative) + " must have one of the forms that the schema allows.";
        }
        var path = path(error, error.getInstanceLocation().getNameCount());
        var rule = error.getSchemaNode();
        var value = error.getInstanceNode();
        var property = error.getProperty() == null ? "" : error.getProperty();
        return switch (error.getKeyword()) {
            case "required" -> Paths.member(path, property) + " is required.";
            case "additionalProperties", "unevaluatedProperties" ->
                Paths.member(path, property) + " is not a known parameter.";
            case "false" -> path + " must not be given.";
            case "dependencies", "dependentRequired", "dependentSchemas" ->
                path + " must also have what belongs to " + Paths.name(property) + ".";
            case "propertyNames" -> path + " has a name that is not allowed: " + Paths.name(property) + ".";
            case "type" -> path + " must be " + type(rule) + was(value, true) + ".";
            case "enum" -> path + " must be one of " + list(rule) + ".";
            case "const" -> path + " must be " + text(rule) + ".";
            case "minimum" ->
                path + " must be " + (equal(rule, value) ? "more than " : "at least ") + text(rule) + was(value, false)
                        + ".";
            case "maximum" ->
                path + " must be " + (equal(rule, value) ? "less than " : "at most ") + text(rule) + was(value, false)
                        + ".";
            case "exclusiveMinimum" -> path + " must be more than " + text(rule) + was(value, false) + ".";
            case "exclusiveMaximum" -> path + " must be less than " + text(rule) + was(value, false) + ".";
            case "multipleOf", "divisibleBy" -> path + " must be a multiple of " + text(rule) + was(value, false) + ".";
            case "minLength" ->
                path + " must be at least " + count(rule, "character") + " long (was " + length(value) + ").";
            case "maxLength" ->
                path + " must be at most " + count(rule, "character") + " long (was " + length(value) + ").";
            case "pattern" -> path + " must match the pattern " + text(rule) + ".";
            case "minItems" -> path + " must have at least " + count(rule, "item") + " (has " + value.size() + ").";
            case "maxItems" -> path + " must have at most " + count(rule, "item") + " (has " + value.size() + ").";
            case "uniqueItems" -> path + " must not have the same item twice.";
            case "minProperties" ->
                path + " must have at least " + count(rule, "member") + " (has " + value.size() + ").";
            case "maxProperties" ->
                path + " must have at most " + count(rule, "member") + " (has " + value.size() + ").";
            case "format" -> path + " must be a valid " + text(rule) + ".";
            case "additionalItems", "unevaluatedItems", "items" -> path + " must not have further items.";
            case "contains", "minContains", "maxContains" -> path + " must have the items that the schema asks for.";
            case "not" -> path + " must not have a form that the schema forbids.";
            default -> path + " does not fit the schema.";
        };
    }

    /** How many names of the instance's path lead to the value that has alternatives; -1 where there are none. */
    private static int alternative(Error error) {
        if (ALTERNATIVES.contains(error.getKeyword())) {
            return error.getInstanceLocation().getNameCount();
        }
        var evaluation = error.getEvaluationPath();
        int depth = 0;
        for (int i = 0; i < evaluation.getNameCount(); i++) {
            var element = evaluation.getName(i);
            if (ALTERNATIVES.contains(element) && !(i > 0 && "properties".equals(evaluation.getName(i - 1)))) {
                return Math.min(depth, error.getInstanceLocation().getNameCount());
            }
            depth += Set.of("properties", "items", "prefixItems", "additionalProperties", "patternProperties")
                            .contains(element)
                    ? 1
                    : 0;
        }
        return -1;
    }

    private static String path(Error error, int names) {
        var path = ROOT;
        var location = error.getInstanceLocation();
        for (int i = 0; i < names; i++) {
            path = location.getElement(i) instanceof Integer index
                    ? Paths.item(path, index)
                    : Paths.member(path, location.getName(i));
        }
        return path;
    }

    private static boolean equal(JsonNode rule, JsonNode value) {
        return rule.isNumber() && value.isNumber() && rule.decimalValue().compareTo(value.decimalValue()) == 0;
    }

    private static int length(JsonNode value) {
        var text = value.isString() ? value.stringValue() : "";
        return text.codePointCount(0, text.length());
    }

    /** What was sent, if it is no text: a number, or only the kind of value. */
    private static String was(JsonNode value, boolean kind) {
        if (value.isNumber()) {
            var digits = value.toString();
            return digits.length() <= 40 ? " (was " + digits + ")" : "";
        }
        if (!kind) {
            return "";
        }
        return " (was "
                + switch (value.getNodeType()) {
                    case STRING -> "a text";
                    case BOOLEAN -> "a boolean";
                    case ARRAY -> "a list";
                    case OBJECT -> "an object";
                    case NULL -> "null";
                    default -> "something else";
                }
                + ")";
    }

    private static String type(JsonNode rule) {
        if (!rule.isArray()) {
            return typeName(rule.asString(""));
        }
        var names = new ArrayList<String>();
        rule.values().forEach(name -> names.add(typeName(name.asString(""))));
        return String.join(" or ", names);
    }

    private static String typeName(String type) {
        return switch (type) {
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "an object";
            default -> type;
        };
    }

    private static String list(JsonNode rule) {
        var names = new ArrayList<String>();
        int length = 0;
        for (var value : rule.values()) {
            var name = text(value);
            length += name.length() + 2;
            if (length > MAXIMUM_LIST) {
                names.add("...");
                break;
            }
            names.add(name);
        }
        return String.join(", ", names);
    }

    private static String count(JsonNode rule, String noun) {
        return text(rule) + " " + noun + (text(rule).equals("1") ? "" : "s");
    }

    private static String text(JsonNode rule) {
        return rule.isString() ? rule.stringValue() : rule.toString();
    }
}
