package io.chandler.ondemand.configuration;

import io.chandler.ondemand.configuration.Key.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a value of the file must look like; derived from the {@link Key keys}. */
sealed interface Shape {

    /** The name of the type in Go's messages. */
    String goType();

    /** Whether a secret stands in it. */
    boolean secret();

    record Leaf(Kind kind) implements Shape {
        @Override
        public String goType() {
            return kind.goType();
        }

        @Override
        public boolean secret() {
            return kind == Kind.SECRET;
        }
    }

    record Items(Shape item, String goType) implements Shape {
        @Override
        public boolean secret() {
            return item.secret();
        }
    }

    /** @param others what stands under names that are no fields; without it they are not known */
    record Structure(Map<String, Shape> fields, Optional<Shape> others, String goType) implements Shape {
        @Override
        public boolean secret() {
            return fields.values().stream().anyMatch(Shape::secret)
                    || others.filter(Shape::secret).isPresent();
        }
    }

    /** The shape of a file with these keys; {@code goTypes} names the structures and lists, by path. */
    static Shape of(List<Key> keys, Map<String, String> goTypes) {
        return of("", keys, goTypes);
    }

    private static Shape of(String path, List<Key> keys, Map<String, String> goTypes) {
        var leaf = keys.stream().filter(key -> key.path().equals(path)).findFirst();
        if (leaf.isPresent()) {
            return new Leaf(leaf.get().kind());
        }
        var below = keys.stream()
                .filter(key -> path.isEmpty()
                        || key.path().startsWith(path + "[]")
                        || key.path().startsWith(path + "."))
                .toList();
        if (!path.isEmpty() && below.stream().allMatch(key -> key.path().startsWith(path + "[]"))) {
            var item = of(path + "[]", below, goTypes);
            return new Items(item, goTypes.getOrDefault(path, "[]" + item.goType()));
        }
        var fields = new LinkedHashMap<String, Shape>();
        for (var key : below) {
            var rest = path.isEmpty() ? key.path() : key.path().substring(path.length() + 1);
            var name = rest.split("[.\\[]", 2)[0];
            if (!fields.containsKey(name)) {
                fields.put(name, of(path.isEmpty() ? name : path + "." + name, below, goTypes));
            }
        }
        var others = Optional.ofNullable(fields.remove("*"));
        var ownName = others.map(shape -> "map[string]" + shape.goType()).orElse("config.Config");
        return new Structure(fields, others, goTypes.getOrDefault(path, ownName));
    }
}
