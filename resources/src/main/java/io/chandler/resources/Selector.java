package io.chandler.resources;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A label selector: every requirement must hold. The empty selector selects everything. */
public record Selector(List<Requirement> requirements) {

    public Selector {
        requirements = List.copyOf(requirements);
    }

    /** Selects everything. */
    public static Selector everything() {
        return new Selector(List.of());
    }

    /** Selects objects whose label has this value. */
    public static Selector label(String name, String value) {
        return new Selector(List.of(new Requirement.In(name, Set.of(value))));
    }

    /** Whether labels fulfil every requirement. */
    public boolean matches(Map<String, String> labels) {
        for (var requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** One condition on a label. */
    public sealed interface Requirement {

        /** Whether labels fulfil it. */
        boolean matches(Map<String, String> labels);

        /** The label has one of the values. */
        record In(String label, Set<String> values) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                var value = labels.get(label);
                return value != null && values.contains(value);
            }
        }

        /** The label is absent or has none of the values. */
        record NotIn(String label, Set<String> values) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                var value = labels.get(label);
                return value == null || !values.contains(value);
            }
        }

        /** The label is there. */
        record Exists(String label) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return labels.containsKey(label);
            }
        }

        /** The label is not there. */
        record Absent(String label) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return !labels.containsKey(label);
            }
        }
    }
}
