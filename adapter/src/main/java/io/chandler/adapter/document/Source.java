package io.chandler.adapter.document;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a value was in the YAML that it was read from. Unchanged scalars are written with the text that they had, and a
 * number that is needed as a text has it too.
 */
sealed interface Source {

    /** A scalar; {@code plain} if it was written without quotes and tag. */
    record Scalar(String text, boolean plain, @Nullable Object value) implements Source {}

    /** A list. */
    record Sequence(List<Source> items) implements Source {}

    /** A map; the members by their keys' texts. */
    record Mapping(Map<String, Member> members) implements Source {}

    /** One entry of a map. */
    record Member(Scalar key, Source value) {}

    /** The value of a key, if this is a map that had it. */
    default @Nullable Source child(String key) {
        if (this instanceof Mapping(var members)) {
            var member = members.get(key);
            return member == null ? null : member.value();
        }
        return null;
    }

    /** What an item of a list was: the item of the same name, else the one at the same place. */
    default @Nullable Source item(int place, @Nullable Object item) {
        if (!(this instanceof Sequence(var items))) {
            return null;
        }
        if (item instanceof Map<?, ?> map && map.get("name") instanceof String name) {
            for (var candidate : items) {
                if (candidate.child("name") instanceof Scalar scalar && name.equals(scalar.value())) {
                    return candidate;
                }
            }
        }
        return place < items.size() ? items.get(place) : null;
    }

    /** The text that an unchanged value was written with, without quotes. */
    static Optional<String> plainText(@Nullable Object value, @Nullable Source source) {
        return source instanceof Scalar(var text, var plain, var read) && plain && Objects.equals(value, read)
                ? Optional.of(text)
                : Optional.empty();
    }

    /** The text of a scalar: as it was written, else as Java writes it. */
    static String textOf(Object value, @Nullable Source source) {
        return value instanceof String text ? text : plainText(value, source).orElseGet(() -> String.valueOf(value));
    }
}
