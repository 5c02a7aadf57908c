package io.chandler.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of paths to fields, as a tree: each entry says whether its own path is in the set, and which paths below it
 * are. Immutable.
 */
record FieldSet(SortedMap<PathElement, Entry> entries) {

    static final FieldSet EMPTY = new FieldSet(new TreeMap<>());

    /** What the set has at and below a path. */
    record Entry(boolean member, FieldSet below) {

        static final Entry MEMBER = new Entry(true, EMPTY);

        boolean isEmpty() {
            return !member && below.isEmpty();
        }
    }

    /** Collects paths. */
    static final class Builder {

        private final TreeMap<PathElement, Builder> below = new TreeMap<>();
        private boolean member;

        /** The builder for what is below the element. */
        Builder at(PathElement element) {
            return below.computeIfAbsent(element, fresh -> new Builder());
        }

        /** Puts the path of this builder itself into the set. */
        void insert() {
            member = true;
        }

        FieldSet build() {
            var entries = new TreeMap<PathElement, Entry>();
            below.forEach((element, builder) -> put(entries, element, new Entry(builder.member, builder.build())));
            return new FieldSet(entries);
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Nullable
    Entry get(PathElement element) {
        return entries.get(element);
    }

    FieldSet union(FieldSet other) {
        var all = new TreeMap<>(entries);
        other.entries.forEach((element, theirs) -> all.merge(
                element, theirs, (ours, more) -> new Entry(ours.member || more.member, ours.below.union(more.below))));
        return new FieldSet(all);
    }

    FieldSet intersection(FieldSet other) {
        var common = new TreeMap<PathElement, Entry>();
        entries.forEach((element, ours) -> {
            var theirs = other.get(element);
            if (theirs != null) {
                put(common, element, new Entry(ours.member && theirs.member, ours.below.intersection(theirs.below)));
            }
        });
        return new FieldSet(common);
    }

    FieldSet difference(FieldSet other) {
        var rest = new TreeMap<PathElement, Entry>();
        entries.forEach((element, ours) -> {
            var theirs = other.get(element);
            put(
                    rest,
                    element,
                    theirs == null
                            ? ours
                            : new Entry(ours.member && !theirs.member, ours.below.difference(theirs.below)));
        });
        return new FieldSet(rest);
    }

    private static void put(TreeMap<PathElement, Entry> entries, PathElement element, Entry entry) {
        if (!entry.isEmpty()) {
            entries.put(element, entry);
        }
    }

    /** Every path in the set, as users read it. */
    List<String> shown() {
        var paths = new ArrayList<String>();
        collect("", paths);
        return paths;
    }

    private void collect(String prefix, List<String> paths) {
        entries.forEach((element, entry) -> {
            var path = prefix + element.shown();
            if (entry.member) {
                paths.add(path);
            }
            entry.below.collect(path, paths);
        });
    }

    /** The {@code fieldsV1} of the set. */
    ObjectNode toFieldsV1() {
        var json = JsonNodeFactory.instance.objectNode();
        entries.forEach((element, entry) -> {
            var below = entry.below.toFieldsV1();
            if (entry.member && !below.isEmpty()) {
                var withSelf = JsonNodeFactory.instance.objectNode();
                withSelf.putObject(".");
                withSelf.setAll(below);
                below = withSelf;
            }
            json.set(element.text(), below);
        });
        return json;
    }

    /** Reads {@code fieldsV1}. @throws IllegalArgumentException if it is none */
    static FieldSet ofFieldsV1(ObjectNode json) {
        var entries = new TreeMap<PathElement, Entry>();
        for (var property : json.properties()) {
            if (property.getKey().equals(".")) {
                continue;
            }
            if (!(property.getValue() instanceof ObjectNode inner)) {
                throw new IllegalArgumentException("fieldsV1 holds something that is no object");
            }
            boolean member = inner.isEmpty() || inner.has(".");
            entries.put(PathElement.parse(property.getKey()), new Entry(member, ofFieldsV1(inner)));
        }
        return new FieldSet(entries);
    }
}
