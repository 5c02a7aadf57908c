package io.chandler.apiserver.internal;

import io.chandler.resources.Ref;
import io.chandler.resources.Selector;
import io.chandler.resources.Selector.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads label selectors and field selectors as Kubernetes writes them. */
final class Selectors {

    private static final String KEY = "([A-Za-z0-9./_-]+)";
    private static final Pattern SET = Pattern.compile("\\s*" + KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern EQUALITY = Pattern.compile("\\s*" + KEY + "\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)\\s*");
    private static final Pattern EXISTENCE = Pattern.compile("\\s*(!?)\\s*" + KEY + "\\s*");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._-]*");
    private static final Pattern FIELD = Pattern.compile("\\s*([A-Za-z0-9.]+)\\s*(==|=|!=)\\s*((?:[^,=\\\\]|\\\\.)*)");

    private Selectors() {}

    /** Reads a label selector. @throws Failure if it is none */
    static Selector labels(String text) {
        if (text.isBlank()) {
            return Selector.everything();
        }
        var requirements = new ArrayList<Requirement>();
        for (var part : parts(text)) {
            requirements.add(requirement(part));
        }
        return new Selector(requirements);
    }

    /** The parts between commas that are not within parentheses. */
    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static Requirement requirement(String part) {
        var set = SET.matcher(part);
        if (set.matches()) {
            var values = values(set.group(3), part);
            return set.group(2).equals("in")
                    ? new Requirement.In(set.group(1), values)
                    : new Requirement.NotIn(set.group(1), values);
        }
        var equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            var values = Set.of(equality.group(3));
            return equality.group(2).equals("!=")
                    ? new Requirement.NotIn(equality.group(1), values)
                    : new Requirement.In(equality.group(1), values);
        }
        var existence = EXISTENCE.matcher(part);
        if (existence.matches()) {
            return existence.group(1).isEmpty()
                    ? new Requirement.Exists(existence.group(2))
                    : new Requirement.Absent(existence.group(2));
        }
        throw unreadable(part);
    }

    private static Set<String> values(String text, String part) {
        var values = new HashSet<String>();
        for (var value : text.split(",", -1)) {
            if (!VALUE.matcher(value.strip()).matches()) {
                throw unreadable(part);
            }
            values.add(value.strip());
        }
        return values;
    }

    private static Failure unreadable(String part) {
        return Failure.badRequest("unable to parse requirement: \"" + shortened(part.strip())
                + "\" is none of key, !key, key=value, key!=value, key in (a,b) and key notin (a,b)");
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }

    /** What a field selector asks of an object's name and namespace. */
    record Fields(List<Condition> conditions) {

        /** One condition. */
        record Condition(String field, boolean equal, String value) {

            boolean holds(Map<String, String> fields) {
                return equal == value.equals(fields.getOrDefault(field, ""));
            }
        }

        /** Whether it selects everything. */
        boolean everything() {
            return conditions.isEmpty();
        }

        /** The value that a field must have, where the selector says so. */
        Optional<String> required(String field) {
            return conditions.stream()
                    .filter(condition -> condition.equal() && condition.field().equals(field))
                    .map(Condition::value)
                    .findFirst();
        }

        boolean matches(Ref ref) {
            return conditions.isEmpty()
                    || matches(Map.of("metadata.name", ref.name(), "metadata.namespace", ref.namespace()));
        }

        boolean matches(Map<String, String> fields) {
            return conditions.stream().allMatch(condition -> condition.holds(fields));
        }
    }

    /** Reads a field selector of objects. @throws Failure if it is none, or names another field */
    static Fields fields(String text) {
        return fields(text, Set.of("metadata.name", "metadata.namespace"));
    }

    /** Reads a field selector. @throws Failure if it is none, or names a field that is not known */
    static Fields fields(String text, Set<String> known) {
        var conditions = new ArrayList<Fields.Condition>();
        Matcher matcher = FIELD.matcher(text);
        int at = 0;
        while (!text.isBlank()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw Failure.badRequest("invalid selector: '" + shortened(text) + "'; can't understand '"
                        + shortened(text.substring(at)) + "'");
            }
            if (!known.contains(matcher.group(1))) {
                throw Failure.badRequest("field label not supported: " + matcher.group(1));
            }
            var value = matcher.group(3).replaceAll("\\\\(.)", "$1");
            conditions.add(
                    new Fields.Condition(matcher.group(1), !matcher.group(2).equals("!="), value));
            at = matcher.end();
            if (at == text.length()) {
                break;
            }
            at++; // The comma; what else there may be does not match above.
            if (text.charAt(at - 1) != ',') {
                throw Failure.badRequest("invalid selector: '" + shortened(text) + "'");
            }
        }
        return new Fields(conditions);
    }
}
