package io.chandler.cli.internal;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Hides secrets in what is shown. */
final class Secrets {

    private static final StringNode MASK = StringNode.valueOf("********");

    private static final List<String> SUSPICIOUS = List.of(
            "password", "passwd", "passphrase", "secret", "token", "credential", "private", "apikey", "api_key");

    private Secrets() {}

    /** A copy in which every value is hidden. */
    static JsonNode all(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var copy = object.objectNode();
                object.properties().forEach(member -> copy.set(member.getKey(), all(member.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                var copy = array.arrayNode();
                array.forEach(element -> copy.add(all(element)));
                yield copy;
            }
            default -> MASK;
        };
    }

    /** A copy in which the values are hidden whose name is that of a secret. */
    static JsonNode named(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var copy = object.objectNode();
                object.properties()
                        .forEach(member -> copy.set(
                                member.getKey(),
                                suspicious(member.getKey()) ? all(member.getValue()) : named(member.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                var copy = array.arrayNode();
                array.forEach(element -> copy.add(named(element)));
                yield copy;
            }
            default -> node;
        };
    }

    private static boolean suspicious(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return SUSPICIOUS.stream().anyMatch(lower::contains);
    }
}
