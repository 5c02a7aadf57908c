package io.chandler.ondemand.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of a structure that {@link Decoder} has read, with their Go meaning: what is missing is empty text, 0 or
 * false.
 */
record Values(Map<String, Object> members, String path) {

    String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    /** Empty text counts as missing. */
    Optional<String> optionalText(String name) {
        return Optional.of(text(name)).filter(text -> !text.isEmpty());
    }

    int number(String name) {
        return optionalNumber(name).orElse(0);
    }

    Optional<Integer> optionalNumber(String name) {
        return members.get(name) instanceof Integer number ? Optional.of(number) : Optional.empty();
    }

    boolean flag(String name) {
        return optionalFlag(name).orElse(false);
    }

    Optional<Boolean> optionalFlag(String name) {
        return members.get(name) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    List<String> texts(String name) {
        return items(name).stream().map(String.class::cast).toList();
    }

    /** The structure with a dotted name; one without members where there is none. */
    Values section(String name) {
        var at = this;
        for (var part : name.split("\\.", -1)) {
            at = at.member(part);
        }
        return at;
    }

    /** The structure under a name that may hold dots. */
    Values member(String name) {
        return new Values(map(members.get(name)), child(name));
    }

    List<Values> sections(String name) {
        var items = items(name);
        var sections = new ArrayList<Values>();
        for (int i = 0; i < items.size(); i++) {
            sections.add(new Values(map(items.get(i)), child(name) + "[" + i + "]"));
        }
        return sections;
    }

    /** Whether any text of the structure is not empty, or any flag true. */
    boolean anySet() {
        return members.values().stream().anyMatch(value -> !value.equals("") && !value.equals(false));
    }

    String child(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    @SuppressWarnings("unchecked") // What a list key holds is a list of what its shape says.
    private List<Object> items(String name) {
        return members.get(name) instanceof List<?> list ? (List<Object>) list : List.of();
    }

    @SuppressWarnings("unchecked") // The decoder makes maps with text keys only.
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    @Override
    public String toString() {
        return "Values[path=" + path + ", names=" + members.keySet() + "]";
    }
}
