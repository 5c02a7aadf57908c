package io.chandler.broker.internal.common;

import io.chandler.osb.Plan;
import io.chandler.osb.Schemas;
import io.chandler.osb.ServiceOffering;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which parameters are secret: those that any schema of an offering says so of, with {@code format: password} or
 * {@code writeOnly}. Plans are taken together, as parameters stay when the plan changes. In doubt, as with
 * {@code patternProperties} and {@code anyOf}, a parameter is secret.
 */
public final class Secrets {

    private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> SINGLES = List.of("if", "then", "else");
    private static final List<String> MAPS = List.of("dependentSchemas", "dependencies");
    private static final List<String> OF_ELEMENTS =
            List.of("items", "prefixItems", "additionalItems", "unevaluatedItems", "contains");
    private static final List<String> OF_OTHERS = List.of("additionalProperties", "unevaluatedProperties");

    private final List<Part> schemas;

    private Secrets(List<Part> schemas) {
        this.schemas = schemas;
    }

    /** Of the parameters of instances. */
    public static Secrets ofInstances(ServiceOffering offering) {
        return of(offering, schemas -> Stream.of(schemas.create(), schemas.update()));
    }

    /** Of the parameters of bindings. */
    public static Secrets ofBindings(ServiceOffering offering) {
        return of(offering, schemas -> Stream.of(schemas.bind()));
    }

    private static Secrets of(ServiceOffering offering, Function<Schemas, Stream<Optional<ObjectNode>>> which) {
        return new Secrets(offering.plans().stream()
                .map(Plan::schemas)
                .flatMap(which)
                .flatMap(Optional::stream)
                .map(schema -> new Part(schema, schema))
                .toList());
    }

    /** The parameters without those that are secret; empty if nothing is left. */
    public Optional<ObjectNode> removedFrom(ObjectNode parameters) {
        var shown = parameters.deepCopy();
        if (!shown.isEmpty() && !schemas.isEmpty()) {
            remove(expanded(schemas), shown);
        }
        return shown.isEmpty() ? Optional.empty() : Optional.of(shown);
    }

    /** A part of a schema, and the schema, which its references are about. */
    private record Part(JsonNode root, JsonNode schema) {

        Part at(JsonNode part) {
            return new Part(root, part);
        }

        Stream<Part> all(List<String> keywords) {
            return keywords.stream().flatMap(keyword -> {
                var found = schema.path(keyword);
                return found.isArray() ? found.valueStream().map(this::at) : Stream.of(at(found));
            });
        }

        boolean secret() {
            return schema.path("format").asString("").equals("password")
                    || schema.path("writeOnly").asBoolean(false);
        }

        /** What it says of the property; of one that it does not name, what it says of others. */
        Stream<Part> property(String name) {
            var named = schema.path("properties").get(name);
            var patterns = schema.path("patternProperties").valueStream().map(this::at);
            return named == null
                    ? Stream.concat(patterns, all(OF_OTHERS))
                    : Stream.concat(patterns, Stream.of(at(named)));
        }

        /** What holds for the same value. */
        Stream<Part> further() {
            return Stream.of(
                            REFERENCES.stream()
                                    .map(keyword -> schema.path(keyword))
                                    .filter(JsonNode::isString)
                                    .map(target -> at(resolve(target.stringValue()))),
                            all(LISTS),
                            all(SINGLES),
                            MAPS.stream()
                                    .flatMap(keyword -> schema.path(keyword).valueStream())
                                    .map(this::at))
                    .flatMap(Function.identity());
        }

        private JsonNode resolve(String target) {
            if (!target.startsWith("#/")) {
                return target.equals("#") ? root : anchored(root, target);
            }
            try {
                return root.at(JsonPointer.compile(
                        URLDecoder.decode(target.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException e) {
                return MissingNode.getInstance();
            }
        }

        private static JsonNode anchored(JsonNode node, String target) {
            if (Stream.of("$anchor", "$dynamicAnchor").anyMatch(keyword -> target.equals("#" + text(node, keyword)))
                    || Stream.of("id", "$id").anyMatch(keyword -> target.equals(text(node, keyword)))) {
                return node;
            }
            return node.valueStream()
                    .map(child -> anchored(child, target))
                    .filter(found -> !found.isMissingNode())
                    .findFirst()
                    .orElseGet(MissingNode::getInstance);
        }

        private static String text(JsonNode node, String keyword) {
            return node.path(keyword).asString("");
        }
    }

    /** The parts with those that they refer to, each once. */
    private static List<Part> expanded(List<Part> parts) {
        var all = new ArrayList<Part>();
        var seen = Collections.<JsonNode>newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayList<>(parts);
        while (!open.isEmpty()) {
            var part = open.removeLast();
            if (part.schema().isObject() && seen.add(part.schema())) {
                all.add(part);
                part.further().forEach(open::add);
            }
        }
        return all;
    }

    private static void remove(List<Part> parts, JsonNode value) {
        switch (value) {
            case ObjectNode object -> {
                for (var name : List.copyOf(object.propertyNames())) {
                    var known = expanded(
                            parts.stream().flatMap(part -> part.property(name)).toList());
                    if (secret(known) || secret(ofElements(known))) {
                        object.remove(name);
                    } else {
                        remove(known, object.path(name));
                    }
                }
            }
            case ArrayNode array -> {
                var known = ofElements(parts);
                if (secret(known)) {
                    array.removeAll();
                } else {
                    array.forEach(element -> remove(known, element));
                }
            }
            default -> {}
        }
    }

    private static List<Part> ofElements(List<Part> parts) {
        return expanded(parts.stream().flatMap(part -> part.all(OF_ELEMENTS)).toList());
    }

    private static boolean secret(List<Part> parts) {
        return parts.stream().anyMatch(Part::secret);
    }
}
