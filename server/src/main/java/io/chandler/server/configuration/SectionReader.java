package io.chandler.server.configuration;

import io.chandler.server.configuration.internal.Node;
import io.chandler.server.configuration.internal.Suggestion;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the members of a mapping by the keys that define them. */
final class SectionReader {

    private final Reading reading;
    private final Map<String, Key<?>> keys = new HashMap<>();
    private final Set<String> groups = new LinkedHashSet<>();
    private final Map<Key<?>, Object> values = new HashMap<>();

    private SectionReader(Reading reading, List<Key<?>> keys) {
        this.reading = reading;
        for (var key : keys) {
            this.keys.put(key.path(), key);
            for (var group = key.group(); !group.isEmpty(); group = parent(group)) {
                groups.add(group);
            }
        }
    }

    /** The section; what is wrong with it goes to the problems. */
    static Section read(Node node, Reading reading, List<Key<?>> keys) {
        var reader = new SectionReader(reading, keys);
        switch (node) {
            case Node.Mapping mapping -> reader.members("", mapping);
            case Node.Nothing _ -> {}
            case Node other -> reading.refuse(other, "a mapping of names to values");
        }
        return new Section(reading.path(), reading.variable() == null ? node.line() : 0, reader.values);
    }

    private void members(String group, Node.Mapping mapping) {
        for (var member : mapping.members()) {
            var path = group.isEmpty() ? member.name() : group + "." + member.name();
            var key = keys.get(path);
            if (key != null) {
                value(key, member.value(), path);
            } else if (!groups.contains(path)) {
                unknown(path, member.line());
            } else {
                switch (member.value()) {
                    case Node.Mapping inner -> members(path, inner);
                    case Node.Nothing _ -> {}
                    case Node other -> reading.at(full(path), true).refuse(other, "a mapping of names to values");
                }
            }
        }
    }

    private void value(Key<?> key, Node node, String path) {
        if (node instanceof Node.Nothing) {
            return;
        }
        var value = key.kind().read(node, reading.at(full(path), key.secret()));
        if (value != null) {
            values.put(key, value);
        }
    }

    private void unknown(String path, int line) {
        var names = new LinkedHashSet<>(keys.keySet());
        names.addAll(groups);
        var meant = Suggestion.of(path, names)
                .map(name -> ": did you mean " + full(name) + "?")
                .orElse("");
        if (reading.variable() == null) {
            reading.problems().add(full(path), line, "is not a setting" + meant);
        } else {
            reading.problems()
                    .addVariable(
                            String.valueOf(reading.variable()), "holds " + path + ", which is not a setting" + meant);
        }
    }

    private String full(String path) {
        return reading.path().isEmpty() ? path : reading.path() + "." + path;
    }

    private static String parent(String group) {
        int dot = group.lastIndexOf('.');
        return dot < 0 ? "" : group.substring(0, dot);
    }
}
