package io.chandler.apiserver;

import io.chandler.resources.LocalResourceStore;
import io.chandler.resources.Ref;
import io.chandler.resources.ResourceType;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ApiRefusal.Cause;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Column;
import io.chandler.resources.served.ServedDefinition.Subresource;
import io.chandler.resources.served.ServedDefinition.Verb;
import io.chandler.resources.served.StoredResource;
import io.chandler.resources.store.Store;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects to serve: a spec with colour and size, a status with conditions. */
public final class Widgets {

    static final ResourceType<ObjectNode, ObjectNode> TYPE =
            new ResourceType<>("widgets", "Widget", ObjectNode.class, ObjectNode.class, Optional.empty());

    private Widgets() {}

    /** Widgets in a store. */
    public static StoredResource in(Store store) {
        var clock = Clock.systemUTC();
        return new StoredResource(
                definition(),
                new LocalResourceStore<>(store, TYPE, JsonMapper.shared(), clock),
                clock,
                Widgets::check,
                Widgets::secret);
    }

    private static List<Cause> check(ApiObject widget) {
        return widget.spec().path("colour").asString("").equals("invisible")
                ? List.of(Cause.invalid("spec.colour", "\"invisible\": must be a colour that can be seen"))
                : List.of();
    }

    private static Optional<ObjectNode> secret(ApiObject widget, String subresource) {
        return Optional.of(JsonNodeFactory.instance
                .objectNode()
                .put("password", "of " + widget.ref().name()));
    }

    static ServedDefinition definition() {
        return new ServedDefinition(
                "widgets",
                "widget",
                "Widget",
                List.of("wd"),
                List.of("all"),
                EnumSet.allOf(Verb.class),
                Set.of(Verb.GET, Verb.UPDATE, Verb.PATCH),
                "Something to try an API server with.",
                json("""
                        {"type":"object","description":"What the widget is wanted to be.","properties":{
                          "colour":{"type":"string","description":"How it looks."},
                          "size":{"type":"integer","description":"How large it is.","minimum":0},
                          "parts":{"type":"array","description":"What it is made of.","items":{"type":"string"}}}}"""),
                json("""
                        {"type":"object","description":"What the widget is.","properties":{
                          "ready":{"type":"string","description":"Whether it can be used."},
                          "observedGeneration":{"type":"integer","description":"The generation that was seen."},
                          "conditions":{"type":"array","description":"What is known of it.",
                            "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["type"],
                            "items":{"type":"object","properties":{
                              "type":{"type":"string"},"status":{"type":"string"},"reason":{"type":"string"},
                              "message":{"type":"string"},"lastTransitionTime":{"type":"string"}}}}}}"""),
                List.of(
                        new Column(
                                "Colour",
                                "string",
                                0,
                                "How it looks.",
                                widget -> widget.spec().path("colour")),
                        new Column(
                                "Ready",
                                "string",
                                0,
                                "Whether it can be used.",
                                widget -> widget.status()
                                        .path("ready")
                                        .asStringOpt()
                                        .<tools.jackson.databind.JsonNode>map(JsonNodeFactory.instance::stringNode)
                                        .orElseGet(JsonNodeFactory.instance::nullNode)),
                        new Column(
                                "Size",
                                "integer",
                                1,
                                "How large it is.",
                                widget -> widget.spec().path("size"))),
                List.of(new Subresource(
                        "secret",
                        "WidgetSecret",
                        "What only some may see.",
                        json("{\"type\":\"object\",\"properties\":{\"password\":{\"type\":\"string\"}}}"))));
    }

    static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }

    static ApiObject widget(String namespace, String name, String colour) {
        return ApiObject.of(
                new Ref(namespace, name), JsonNodeFactory.instance.objectNode().put("colour", colour));
    }
}
