package io.chandler.apiserver.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A field that another manager owns.
 *
 * @param manager who owns it, as it is told to users, such as {@code "kubectl-edit" using g/v1}
 * @param field such as {@code .spec.plan}
 */
public record FieldConflict(String manager, String field) {

    /** The reason of the cause in a Status body. */
    public static final String REASON = "FieldManagerConflict";

    /** The message of the cause in a Status body. */
    public String message() {
        return "conflict with " + manager;
    }

    /** The message of the whole, in the words of Kubernetes, which clients print. */
    static String message(List<FieldConflict> conflicts) {
        if (conflicts.size() == 1) {
            var only = conflicts.getFirst();
            return "Apply failed with 1 conflict: conflict with " + only.manager + ": " + only.field;
        }
        var fields = new TreeMap<String, List<String>>();
        for (var conflict : conflicts) {
            fields.computeIfAbsent(conflict.manager, manager -> new ArrayList<>())
                    .add(conflict.field);
        }
        var lines = new ArrayList<String>();
        fields.forEach((manager, owned) -> {
            lines.add("conflicts with " + manager + ":");
            owned.forEach(field -> lines.add("- " + field));
        });
        return "Apply failed with " + conflicts.size() + " conflicts: " + String.join("\n", lines);
    }
}
