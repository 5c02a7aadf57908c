package io.chandler.broker.catalog.internal;

import io.chandler.osb.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The members of an object in a catalog file. What has the wrong type is told and taken for missing. */
record Members(String path, ObjectNode node, Findings findings) {

    private static final BigDecimal MAXIMUM_SECONDS = BigDecimal.valueOf(Integer.MAX_VALUE);

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private Optional<JsonNode> value(String name) {
        var value = node.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private <T> Optional<T> wrong(String name, String sentence) {
        findings.mistake(path(name), sentence);
        return Optional.empty();
    }

    /** A text, empty where there is none. */
    String text(String name) {
        return optionalText(name).orElse("");
    }

    Optional<String> optionalText(String name) {
        return value(name).flatMap(value -> {
            if (value.isString()) {
                return Optional.of(value.stringValue());
            }
            return wrong(name, value.isValueNode() ? "must be a text; put it in quotes" : "must be a text");
        });
    }

    Optional<Boolean> flag(String name) {
        return value(name)
                .flatMap(value ->
                        value.isBoolean() ? Optional.of(value.booleanValue()) : wrong(name, "must be true or false"));
    }

    Optional<Duration> duration(String name) {
        return value(name).flatMap(value -> {
            var duration = value.isString() ? Durations.parse(value.stringValue()) : zero(value);
            return duration.isPresent() ? duration : wrong(name, Durations.EXPECTED);
        });
    }

    private static Optional<Duration> zero(JsonNode value) {
        return value.isNumber() && value.decimalValue().signum() == 0 ? Optional.of(Duration.ZERO) : Optional.empty();
    }

    /** A number of seconds, or a duration with its unit. */
    Optional<Duration> seconds(String name) {
        return value(name).flatMap(value -> {
            Optional<Duration> duration = Optional.empty();
            if (value.isString()) {
                duration = Durations.parse(value.stringValue());
            } else if (value.isIntegralNumber()) {
                var seconds = value.decimalValue();
                if (seconds.signum() >= 0 && seconds.compareTo(MAXIMUM_SECONDS) <= 0) {
                    duration = Optional.of(Duration.ofSeconds(seconds.intValue()));
                }
            }
            return duration.isPresent()
                    ? duration
                    : wrong(name, "must be a whole number of seconds, or a duration such as 30m or 2h");
        });
    }

    Optional<ObjectNode> object(String name) {
        return value(name)
                .flatMap(value ->
                        value instanceof ObjectNode object ? Optional.of(object) : wrong(name, "must be an object"));
    }

    Optional<Members> members(String name) {
        return object(name).map(object -> new Members(path(name), object, findings));
    }

    /** The objects of a list. */
    List<Members> list(String name) {
        var members = new ArrayList<Members>();
        value(name).ifPresent(value -> {
            if (!value.isArray()) {
                findings.mistake(path(name), "must be a list");
                return;
            }
            for (int i = 0; i < value.size(); i++) {
                var place = path(name) + "[" + i + "]";
                if (value.get(i) instanceof ObjectNode object) {
                    members.add(new Members(place, object, findings));
                } else {
                    findings.mistake(place, "must be an object");
                    members.add(new Members(place, Json.object(), findings));
                }
            }
        });
        return members;
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        value(name).ifPresent(value -> {
            if (!value.isArray()) {
                findings.mistake(path(name), "must be a list of texts");
                return;
            }
            for (int i = 0; i < value.size(); i++) {
                if (value.get(i).isString()) {
                    texts.add(value.get(i).stringValue());
                } else {
                    findings.mistake(path(name) + "[" + i + "]", "must be a text; put it in quotes");
                }
            }
        });
        return texts;
    }

    /** Tells every member that is neither known nor an extension; returns the extensions. */
    ObjectNode extensions(Set<String> known) {
        var extensions = Json.object();
        for (var member : node.properties()) {
            var name = member.getKey();
            if (known.contains(name)) {
                continue;
            }
            if (extension(name)) {
                extensions.set(name, member.getValue());
            } else {
                var meant = Suggestion.of(name, known);
                findings.mistake(
                        path(name),
                        "is not a known member"
                                + meant.map(word -> "; did you mean " + word + "?")
                                        .orElse("; an extension's name must begin with x- or contain ':' or '.'"));
            }
        }
        return extensions;
    }

    /** Tells every member that is not known, where extensions are not allowed. */
    void only(Set<String> known) {
        for (var name : node.propertyNames()) {
            if (!known.contains(name)) {
                var meant = Suggestion.of(name, known);
                findings.mistake(
                        path(name),
                        "is not a known member; "
                                + meant.map(word -> "did you mean " + word + "?")
                                        .orElse("there can be "
                                                + String.join(
                                                        ", ",
                                                        known.stream().sorted().toList())));
            }
        }
    }

    private static boolean extension(String name) {
        return name.startsWith("x-") || name.startsWith("x_") || name.contains(":") || name.contains(".");
    }
}
