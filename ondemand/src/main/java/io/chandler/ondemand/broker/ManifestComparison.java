package io.chandler.ondemand.broker;

import io.chandler.adapter.document.DocumentException;
import io.chandler.adapter.document.Yaml;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether two manifests mean the same deployment: the order of keys and all {@code update} blocks are irrelevant. */
final class ManifestComparison {

    private ManifestComparison() {}

    static boolean same(String first, String second) {
        try {
            return same(Yaml.read(first), Yaml.read(second));
        } catch (DocumentException _) {
            return first.equals(second);
        }
    }

    private static boolean same(@Nullable Object first, @Nullable Object second) {
        return sameMap(withoutUpdates(first), withoutUpdates(second));
    }

    /** Only the manifest's own block and those of its instance groups say how to update. */
    private static @Nullable Object withoutUpdates(@Nullable Object manifest) {
        if (!(manifest instanceof Map<?, ?> map)) {
            return manifest;
        }
        var copy = new LinkedHashMap<Object, @Nullable Object>(map);
        copy.remove("update");
        if (map.get("instance_groups") instanceof List<?> groups) {
            copy.put(
                    "instance_groups",
                    groups.stream().map(ManifestComparison::withoutUpdate).toList());
        }
        return copy;
    }

    private static Object withoutUpdate(Object group) {
        if (!(group instanceof Map<?, ?> map)) {
            return group;
        }
        var copy = new LinkedHashMap<Object, @Nullable Object>(map);
        copy.remove("update");
        return copy;
    }

    private static boolean sameMap(@Nullable Object first, @Nullable Object second) {
        if (first instanceof Map<?, ?> a && second instanceof Map<?, ?> b) {
            return keys(a).equals(keys(b)) && a.keySet().stream().allMatch(key -> sameMap(a.get(key), b.get(key)));
        }
        if (first instanceof List<?> a && second instanceof List<?> b) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!sameMap(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (first instanceof Number a && second instanceof Number b) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        return empty(first) ? empty(second) : first != null && first.equals(second);
    }

    /** Keys with a value: null, an empty list and an empty map say as little as an absent key. */
    private static List<Object> keys(Map<?, ?> map) {
        return map.entrySet().stream()
                .filter(entry -> !empty(entry.getValue()))
                .<Object>map(Map.Entry::getKey)
                .sorted(Comparator.comparing(String::valueOf))
                .toList();
    }

    private static boolean empty(@Nullable Object value) {
        return value == null
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof List<?> list && list.isEmpty());
    }
}
