package io.chandler.ondemand.adapter;

import io.chandler.adapter.document.Json;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that an adapter was given or has returned, so that its words do not carry them into a log. Confined to its
 * thread.
 */
final class SecretTexts {

    /** Shorter texts are too likely to be a part of an innocent word. */
    private static final int SHORTEST = 4;

    private final Set<String> texts = new HashSet<>();

    /** Adds a text, or all texts in a list or map. */
    void add(@Nullable Object value) {
        switch (value) {
            case String text -> addText(text);
            case Map<?, ?> map -> map.values().forEach(this::add);
            case List<?> list -> list.forEach(this::add);
            case null, default -> {}
        }
    }

    private void addText(String text) {
        if (text.length() >= SHORTEST) {
            texts.add(text);
            // As it stands in JSON, and in JSON within JSON, as inputs have it.
            var once = escaped(text);
            texts.add(once);
            texts.add(escaped(once));
        }
    }

    private static String escaped(String text) {
        var quoted = Json.write(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    String hide(String text) {
        // A secret may be a part of another.
        var longestFirst = texts.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        var hidden = text;
        for (var secret : longestFirst) {
            hidden = hidden.replace(secret, "<redacted>");
        }
        return hidden;
    }
}
