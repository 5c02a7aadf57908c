package io.chandler.server.configuration;

import io.chandler.resources.store.StoreLocation;
import io.chandler.server.configuration.internal.Node;
import io.chandler.server.configuration.internal.Units;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The kinds of settings that there are. */
final class Kinds {

    private static final String HIDDEN = "\"***\"";

    private Kinds() {}

    static Kind<String> text() {
        return of("text", text -> text.isBlank() ? null : text, Kinds::quoted);
    }

    /** Text that is never printed. */
    static Kind<String> secret() {
        return new Simple<>("text", _ -> HIDDEN) {
            @Override
            public @Nullable String read(Node node, Reading reading) {
                return reading.text(node, this::description, text -> text.isEmpty() ? null : text);
            }

            @Override
            public boolean secret() {
                return true;
            }
        };
    }

    static Kind<String> choice(String... values) {
        var list = List.of(values);
        return of("one of " + String.join(", ", values), text -> list.contains(text) ? text : null, text -> text);
    }

    static Kind<Integer> number(int least, int most) {
        var description = most == Integer.MAX_VALUE
                ? "a whole number, at least " + least
                : "a whole number from " + least + " to " + most;
        return of(description, text -> inRange(text, least, most), String::valueOf);
    }

    static Kind<Boolean> flag() {
        return of(
                "true or false",
                text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> null;
                },
                String::valueOf);
    }

    static Kind<Duration> duration(Duration least, Duration most) {
        return of(
                "a duration from " + Units.print(least) + " to " + Units.print(most)
                        + ", such as 250ms, 10s, 5m, 2h, 7d",
                text -> Units.duration(text)
                        .filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0)
                        .orElse(null),
                Units::print);
    }

    static Kind<Integer> size(int least, int most) {
        return of(
                "a size from " + Units.print(least) + " to " + Units.print(most) + ", such as 512B, 64KiB, 1MiB",
                text -> Units.size(text)
                        .filter(value -> value >= least && value <= most)
                        .map(Long::intValue)
                        .orElse(null),
                value -> Units.print(value));
    }

    /** A file or folder; relative ones are relative to the folder of the configuration file. */
    static Kind<Path> path() {
        return new Simple<>("a path", Kinds::quotedPath) {
            @Override
            public @Nullable Path read(Node node, Reading reading) {
                return reading.text(node, this::description, text -> {
                    try {
                        return text.isBlank()
                                ? null
                                : reading.folder().resolve(text).normalize();
                    } catch (InvalidPathException e) {
                        return null;
                    }
                });
            }
        };
    }

    /** Text that the function accepts. */
    static Kind<String> checked(String description, Function<String, Boolean> accepts) {
        return of(description, text -> accepts.apply(text) ? text : null, Kinds::quoted);
    }

    /** The URL of a store, printed without its password. */
    static Kind<String> storeUrl() {
        return of(
                "the URL of a store, such as sqlite:chandler.db",
                text -> text.indexOf(':') > 0 ? text : null,
                text -> quoted(StoreLocation.of(text, Path.of("")).display()));
    }

    /** Texts in order. */
    static Kind<List<String>> texts() {
        return new Simple<>(
                "a list of texts",
                list -> "[" + String.join(", ", list.stream().map(Kinds::quoted).toList()) + "]") {
            @Override
            public @Nullable List<String> read(Node node, Reading reading) {
                if (!(node instanceof Node.Sequence sequence)) {
                    return reading.refuse(node, description());
                }
                var texts = new ArrayList<String>();
                for (var item : sequence.items()) {
                    if (item instanceof Node.Scalar scalar && !scalar.text().isBlank()) {
                        texts.add(scalar.text());
                    } else {
                        return reading.refuse(item, description());
                    }
                }
                return List.copyOf(texts);
            }
        };
    }

    /** Objects with settings of their own. */
    static Kind<List<Section>> sections(List<Key<?>> keys) {
        return new Simple<>("a list", list -> printed(list, keys)) {
            @Override
            public @Nullable List<Section> read(Node node, Reading reading) {
                if (!(node instanceof Node.Sequence sequence)) {
                    return reading.refuse(node, "a list");
                }
                var sections = new ArrayList<Section>();
                for (int i = 0; i < sequence.items().size(); i++) {
                    sections.add(SectionReader.read(
                            sequence.items().get(i), reading.at(reading.path() + "[" + i + "]", false), keys));
                }
                return List.copyOf(sections);
            }
        };
    }

    /**
     * For each service a mapping of its author's making. Nothing of it is printed, for only he knows what is secret.
     */
    static Kind<Map<String, Node.Mapping>> services() {
        return new Simple<>("a mapping from names of services to their settings", Kinds::namesOnly) {
            @Override
            public @Nullable Map<String, Node.Mapping> read(Node node, Reading reading) {
                if (!(node instanceof Node.Mapping mapping)) {
                    return reading.refuse(node, description());
                }
                var services = new TreeMap<String, Node.Mapping>();
                for (var member : mapping.members()) {
                    switch (member.value()) {
                        case Node.Mapping settings -> services.put(member.name(), settings);
                        case Node.Nothing(int line) -> services.put(member.name(), new Node.Mapping(List.of(), line));
                        case Node other ->
                            reading.at(reading.path() + "." + member.name(), true)
                                    .refuse(other, "a mapping");
                    }
                }
                return Map.copyOf(services);
            }
        };
    }

    private static String namesOnly(Map<String, Node.Mapping> services) {
        var lines = new StringBuilder();
        new TreeMap<>(services).forEach((name, settings) -> {
            lines.append("\n  ").append(name).append(':');
            settings.members()
                    .forEach(member -> lines.append("\n    ")
                            .append(member.name())
                            .append(": ")
                            .append(HIDDEN));
        });
        return services.isEmpty() ? "{}" : lines.toString();
    }

    private static String printed(List<Section> sections, List<Key<?>> keys) {
        var lines = new StringBuilder();
        for (var section : sections) {
            var lead = "\n  - ";
            for (var key : keys) {
                var value = section.print(key);
                if (value.isPresent()) {
                    lines.append(lead).append(key.name()).append(": ").append(value.get());
                    lead = "\n    ";
                }
            }
        }
        return sections.isEmpty() ? "[]" : lines.toString();
    }

    private static @Nullable Integer inRange(String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            return value >= least && value <= most ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String quotedPath(Path path) {
        return quoted(path.toString());
    }

    private static <T> Kind<T> of(String description, Function<String, @Nullable T> read, Function<T, String> print) {
        return new Simple<>(description, print) {
            @Override
            public @Nullable T read(Node node, Reading reading) {
                return reading.text(node, this::description, read);
            }
        };
    }

    private abstract static class Simple<T> implements Kind<T> {

        private final String description;
        private final Function<T, String> print;

        Simple(String description, Function<T, String> print) {
            this.description = description;
            this.print = print;
        }

        @Override
        public String description() {
            return description;
        }

        @Override
        public String print(T value) {
            return print.apply(value);
        }
    }
}
