package io.chandler.apiserver.internal;

import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Revision;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal;
import io.chandler.resources.served.ApiRefusal.Cause;
import io.chandler.resources.served.ServedDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads objects that clients send. Everything is checked that needs no knowledge of the kind; what is wrong is collected
 * and told at once.
 *
 * @param namespace of the path
 */
record ObjectReader(ServedDefinition definition, String apiVersion, String namespace) {

    private static final Pattern QUALIFIED =
            Pattern.compile("([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?");
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_PREFIX = 253;
    private static final int LONGEST_NAME = 253;
    private static final int MOST_ANNOTATION_CHARACTERS = 256 * 1024;

    /** The parts of an object that a client sent. */
    record Sent(ApiObject object, Optional<Revision> resourceVersion) {}

    /**
     * Reads an object.
     *
     * @param name that it must have; empty text where it is new and says itself
     * @throws Failure if it is not of the kind and place that the path says
     * @throws ApiRefusal.Invalid if it has mistakes
     */
    Sent read(JsonNode body, String name) {
        if (!(body instanceof ObjectNode json)) {
            throw Failure.badRequest("the body of the request must be a JSON object");
        }
        expect(json, "kind", definition.kind());
        expect(json, "apiVersion", apiVersion);
        var metadata = object(json, "metadata");
        var givenNamespace = text(metadata, "metadata", "namespace");
        if (!givenNamespace.isEmpty() && !givenNamespace.equals(namespace)) {
            throw Failure.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        var givenName = text(metadata, "metadata", "name");
        if (!name.isEmpty() && !givenName.isEmpty() && !givenName.equals(name)) {
            throw Failure.badRequest(
                    "the name of the object (" + givenName + ") does not match the name on the URL (" + name + ")");
        }
        var problems = new ArrayList<Cause>();
        var ref = new Ref(namespace, name.isEmpty() ? givenName : name);
        var object = new ApiObject(
                new Metadata(
                        ref,
                        text(metadata, "metadata", "uid"),
                        Revision.ZERO,
                        0,
                        Instant.EPOCH,
                        Optional.empty(),
                        labels(metadata, problems),
                        annotations(metadata, problems),
                        finalizers(metadata, problems)),
                text(metadata, "metadata", "generateName"),
                array(metadata, "ownerReferences"),
                array(metadata, "managedFields"),
                object(json, "spec"),
                object(json, "status"));
        checkOwners(object.ownerReferences(), problems);
        if (!problems.isEmpty()) {
            throw new ApiRefusal.Invalid(problems);
        }
        return new Sent(object, revision(text(metadata, "metadata", "resourceVersion")));
    }

    /** What is wrong with the name of a new object; empty for nothing. */
    static List<Cause> nameProblems(String name) {
        var problems = new ArrayList<Cause>();
        if (name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf('%') >= 0) {
            problems.add(Cause.invalid("metadata.name", "\"" + name + "\": may not be . or .. or contain / or %"));
        } else if (name.length() > LONGEST_NAME) {
            problems.add(Cause.invalid("metadata.name", "must be no more than " + LONGEST_NAME + " characters"));
        } else if (name.chars().anyMatch(Character::isISOControl)) {
            problems.add(Cause.invalid("metadata.name", "must not contain control characters"));
        }
        return problems;
    }

    private void expect(ObjectNode json, String field, String wanted) {
        var given = json.path(field);
        if (given.isMissingNode() || given.asString("").isEmpty()) {
            throw Failure.badRequest("Object '" + Character.toUpperCase(field.charAt(0)) + field.substring(1)
                    + "' is missing in the body of the request: it must be " + wanted);
        }
        if (!given.asString("").equals(wanted)) {
            throw Failure.badRequest(
                    field + " in the data (" + given.asString("") + ") does not match the expected " + wanted);
        }
    }

    private static ObjectNode object(ObjectNode json, String field) {
        return switch (json.path(field)) {
            case ObjectNode object -> object;
            case JsonNode other when other.isMissingNode() || other.isNull() -> Json.object();
            default -> throw Failure.badRequest(field + " must be an object");
        };
    }

    private static ArrayNode array(ObjectNode metadata, String field) {
        return switch (metadata.path(field)) {
            case ArrayNode array -> array;
            case JsonNode other when other.isMissingNode() || other.isNull() -> metadata.arrayNode();
            default -> throw Failure.badRequest("metadata." + field + " must be an array");
        };
    }

    private static String text(ObjectNode json, String path, String field) {
        var node = json.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (!node.isString()) {
            throw Failure.badRequest(path + "." + field + " must be a string");
        }
        return node.asString();
    }

    /** The revision that a client names. @throws ApiRefusal.Invalid if it is none */
    static Optional<Revision> revision(String text) {
        return Versions.revision(text, "metadata.resourceVersion", ApiRefusal.Invalid::new);
    }

    private static Map<String, String> texts(ObjectNode metadata, String field) {
        var texts = new LinkedHashMap<String, String>();
        for (var entry : object(metadata, field).properties()) {
            if (entry.getValue().isNull()) {
                continue;
            }
            if (!entry.getValue().isString()) {
                throw Failure.badRequest("metadata." + field + "." + entry.getKey() + " must be a string");
            }
            texts.put(entry.getKey(), entry.getValue().asString());
        }
        return texts;
    }

    private static Map<String, String> labels(ObjectNode metadata, List<Cause> problems) {
        var labels = texts(metadata, "labels");
        labels.forEach((key, value) -> {
            checkKey("metadata.labels", key, problems);
            if (value.length() > LONGEST_LABEL || !LABEL_VALUE.matcher(value).matches()) {
                problems.add(Cause.invalid(
                        "metadata.labels",
                        "\"" + value + "\": a label's value must be at most 63 letters, digits, dots, hyphens and"
                                + " underscores, and begin and end with a letter or digit"));
            }
        });
        return labels;
    }

    private static Map<String, String> annotations(ObjectNode metadata, List<Cause> problems) {
        var annotations = texts(metadata, "annotations");
        long size = 0;
        for (var entry : annotations.entrySet()) {
            checkKey("metadata.annotations", entry.getKey(), problems);
            size += entry.getKey().length() + (long) entry.getValue().length();
        }
        if (size > MOST_ANNOTATION_CHARACTERS) {
            problems.add(new Cause(
                    "metadata.annotations",
                    "FieldValueTooLong",
                    "Too long: must have at most " + MOST_ANNOTATION_CHARACTERS + " bytes"));
        }
        return annotations;
    }

    private static List<String> finalizers(ObjectNode metadata, List<Cause> problems) {
        var finalizers = new ArrayList<String>();
        for (var finalizer : array(metadata, "finalizers")) {
            if (!finalizer.isString()) {
                throw Failure.badRequest("metadata.finalizers must be an array of strings");
            }
            checkKey("metadata.finalizers", finalizer.asString(), problems);
            if (!finalizers.contains(finalizer.asString())) {
                finalizers.add(finalizer.asString());
            }
        }
        return finalizers;
    }

    private static void checkKey(String field, String key, List<Cause> problems) {
        int slash = key.indexOf('/');
        if (!QUALIFIED.matcher(key).matches() || slash > LONGEST_PREFIX || key.length() - slash - 1 > LONGEST_LABEL) {
            problems.add(Cause.invalid(
                    field,
                    "\"" + key + "\": must be a name of at most 63 letters, digits, dots, hyphens and underscores, with"
                            + " a DNS name and a slash before it or without"));
        }
    }

    private static void checkOwners(ArrayNode owners, List<Cause> problems) {
        for (int i = 0; i < owners.size(); i++) {
            for (var field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owners.get(i).path(field).asString("").isEmpty()) {
                    problems.add(Cause.required("metadata.ownerReferences[" + i + "]." + field, ""));
                }
            }
        }
    }
}
