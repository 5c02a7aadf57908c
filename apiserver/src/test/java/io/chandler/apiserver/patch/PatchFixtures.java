package io.chandler.apiserver.patch;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON written with single quotes, a kind of widgets, and arbitrary values. */
final class PatchFixtures {

    static final FieldSchema WIDGETS = FieldSchema.ofKind(json("""
                    {'type': 'object', 'required': ['size'], 'properties': {
                      'size': {'type': 'integer', 'minimum': 1},
                      'colour': {'type': 'string', 'enum': ['red', 'blue'], 'maxLength': 10},
                      'limits': {'type': 'object', 'properties': {
                        'cpu': {'type': 'string'}, 'memory': {'type': 'string'}}},
                      'tags': {'type': 'array', 'items': {'type': 'string'}},
                      'place': {'type': 'object', 'x-kubernetes-map-type': 'atomic', 'properties': {
                        'city': {'type': 'string'}, 'street': {'type': 'string'}}},
                      'options': {'type': 'object', 'additionalProperties': {'type': 'string'}},
                      'parameters': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': true}}}"""), json("""
                    {'type': 'object', 'properties': {
                      'phase': {'type': 'string'},
                      'conditions': {'type': 'array', 'x-kubernetes-list-type': 'map',
                        'x-kubernetes-list-map-keys': ['type'],
                        'items': {'type': 'object', 'properties': {
                          'type': {'type': 'string'}, 'status': {'type': 'string'},
                          'reason': {'type': 'string'}}}}}}"""));

    private PatchFixtures() {}

    static ObjectNode json(String text) {
        return (ObjectNode) value(text);
    }

    static JsonNode value(String text) {
        return PatchJson.MAPPER.readTree(text.replace('\'', '"'));
    }

    static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(JsonNode value) {
        return PatchJson.MAPPER.writeValueAsBytes(value);
    }

    /** Names with all that a pointer must escape. */
    static Arbitrary<String> names() {
        return Arbitraries.of("a", "b", "c", "", "x/y", "m~n", "0", "-", "\u00fc \"");
    }

    /** JSON values without nulls, some levels deep. */
    static Arbitrary<JsonNode> values() {
        return values(3);
    }

    private static Arbitrary<JsonNode> values(int depth) {
        var nodes = JsonNodeFactory.instance;
        Arbitrary<JsonNode> scalars = Arbitraries.of(
                nodes.stringNode("x"),
                nodes.stringNode(""),
                nodes.numberNode(1),
                nodes.numberNode(-7),
                nodes.booleanNode(true));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<JsonNode> lists = values(depth - 1)
                .list()
                .ofMaxSize(3)
                .map(items -> nodes.arrayNode().addAll(items));
        return Arbitraries.oneOf(scalars, lists, objects(depth - 1).map(object -> (JsonNode) object));
    }

    /** Objects without nulls. */
    static Arbitrary<ObjectNode> objects() {
        return objects(2);
    }

    private static Arbitrary<ObjectNode> objects(int depth) {
        return Arbitraries.maps(names(), values(depth)).ofMaxSize(4).map(PatchFixtures::object);
    }

    private static ObjectNode object(Map<String, JsonNode> members) {
        var object = JsonNodeFactory.instance.objectNode();
        new HashMap<>(members).forEach(object::set);
        return object;
    }

    /** Widgets in many states: metadata and spec, as a manager may apply them. */
    static Arbitrary<ObjectNode> widgets() {
        var labels = Arbitraries.maps(Arbitraries.of("a", "b"), Arbitraries.of("1", "2"))
                .ofMaxSize(2);
        var finalizers = Arbitraries.of("x/one", "x/two").set().ofMaxSize(2);
        var sizes = Arbitraries.of(1, 2).list().ofMaxSize(1);
        var cpus = Arbitraries.of("1", "2").list().ofMaxSize(1);
        var memories = Arbitraries.of("1Gi", "2Gi").list().ofMaxSize(1);
        var tags = Arbitraries.of("s", "t").list().ofMaxSize(2);
        return net.jqwik.api.Combinators.combine(labels, finalizers, sizes, cpus, memories, tags)
                .as((ls, fs, ss, cs, ms, ts) -> {
                    var widget = JsonNodeFactory.instance.objectNode();
                    var metadata = JsonNodeFactory.instance.objectNode();
                    if (!ls.isEmpty()) {
                        ls.forEach(metadata.putObject("labels")::put);
                    }
                    if (!fs.isEmpty()) {
                        fs.forEach(metadata.putArray("finalizers")::add);
                    }
                    if (!metadata.isEmpty()) {
                        widget.set("metadata", metadata);
                    }
                    var spec = JsonNodeFactory.instance.objectNode();
                    ss.forEach(size -> spec.put("size", size));
                    if (!cs.isEmpty() || !ms.isEmpty()) {
                        var limits = spec.putObject("limits");
                        cs.forEach(cpu -> limits.put("cpu", cpu));
                        ms.forEach(memory -> limits.put("memory", memory));
                    }
                    if (!ts.isEmpty()) {
                        ts.forEach(spec.putArray("tags")::add);
                    }
                    if (!spec.isEmpty()) {
                        widget.set("spec", spec);
                    }
                    return widget;
                });
    }
}
