package io.chandler.broker.parameters.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** References within a schema: to parts of itself only, and never in a circle. */
final class SchemaReferences {

    private static final List<String> KEYWORDS = List.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> SINGLES = List.of("not", "if", "then", "else");

    private final JsonNode root;
    private final Set<String> problems = new LinkedHashSet<>();
    private final List<JsonNode> referring = new ArrayList<>();
    private boolean identified;

    private SchemaReferences(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with the references of a schema. */
    static Set<String> problems(ObjectNode schema) {
        var references = new SchemaReferences(schema);
        references.collect(schema);
        if (references.identified && !references.referring.isEmpty()) {
            references.problems.add("must not have an id beside a $ref, which it would lead to another document");
        }
        if (references.problems.isEmpty()
                && references.referring.stream().anyMatch(start -> references.endless(start, new HashSet<>()))) {
            references.problems.add("must not have a $ref that leads back to itself");
        }
        return references.problems;
    }

    private void collect(JsonNode node) {
        if (node.isObject()) {
            for (var keyword : KEYWORDS) {
                var reference = node.get(keyword);
                if (reference != null && reference.isString()) {
                    referring.add(node);
                    check(keyword, reference.stringValue());
                }
            }
            identified |= identifies(node.get("id")) || identifies(node.get("$id"));
        }
        for (var child : node.values()) {
            collect(child);
        }
    }

    private static boolean identifies(@Nullable JsonNode id) {
        return id != null && id.isString() && !id.stringValue().startsWith("#");
    }

    private void check(String keyword, String target) {
        if (!target.startsWith("#")) {
            problems.add("must refer to parts of itself only: each " + keyword + " must begin with #");
        } else if (target.startsWith("#/") && resolve(target).isEmpty()) {
            problems.add("must have the part that a " + keyword + " refers to, " + target);
        }
    }

    private Optional<JsonNode> resolve(String target) {
        if (target.equals("#")) {
            return Optional.of(root);
        }
        if (!target.startsWith("#/")) {
            return Optional.empty();
        }
        try {
            var pointer = URLDecoder.decode(target.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            var found = root.at(JsonPointer.compile(pointer));
            return found.isMissingNode() ? Optional.empty() : Optional.of(found);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a check of one value against this part would come back to the same part, with the same value, for ever.
     */
    private boolean endless(JsonNode node, Set<String> seen) {
        if (!node.isObject()) {
            return false;
        }
        for (var keyword : KEYWORDS) {
            var reference = node.path(keyword);
            if (reference.isString()) {
                var target = reference.stringValue();
                var further = new HashSet<>(seen);
                if (!further.add(target)) {
                    return true;
                }
                if (resolve(target).filter(part -> endless(part, further)).isPresent()) {
                    return true;
                }
            }
        }
        for (var list : LISTS) {
            for (var branch : node.path(list).values()) {
                if (endless(branch, seen)) {
                    return true;
                }
            }
        }
        return SINGLES.stream().anyMatch(single -> endless(node.path(single), seen));
    }
}
