package io.chandler.apiserver.internal;

import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ServedDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects as rows of a table: name, the columns of the definition, age. */
final class Tables {

    /** How much of an object a row carries besides its cells. */
    enum Include {
        NONE,
        METADATA,
        OBJECT;

        /** What the query asks for. @throws Failure if it is none of these */
        static Include of(Query query) {
            return switch (query.text("includeObject")) {
                case "", "Metadata" -> METADATA;
                case "None" -> NONE;
                case "Object" -> OBJECT;
                default -> throw Failure.badRequest("the parameter includeObject must be None, Metadata or Object");
            };
        }
    }

    private final ObjectJson objects;
    private final Include include;

    Tables(ObjectJson objects, Include include) {
        this.objects = objects;
        this.include = include;
    }

    /** A table without rows, with the columns unless it continues another. */
    static ObjectNode empty(ServedDefinition definition, String resourceVersion, boolean withColumns) {
        var table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", resourceVersion);
        if (withColumns) {
            table.set("columnDefinitions", columns(definition));
        } else {
            table.putNull("columnDefinitions");
        }
        table.putArray("rows");
        return table;
    }

    private static ArrayNode columns(ServedDefinition definition) {
        var columns = JsonNodeFactory.instance.arrayNode();
        column(columns, "Name", "string", "name", "Name of the object, unique within its namespace.", 0);
        for (var column : definition.columns()) {
            column(columns, column.name(), column.type(), "", column.description(), column.priority());
        }
        column(columns, "Age", "string", "", "How long ago the object was created.", 0);
        return columns;
    }

    private static void column(
            ArrayNode columns, String name, String type, String format, String description, int priority) {
        columns.addObject()
                .put("name", name)
                .put("type", type.equals("date") ? "string" : type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority);
    }

    /** The row of an object. */
    ObjectNode row(ServedDefinition definition, ApiObject object, Instant now) {
        var row = Json.object();
        var cells = row.putArray("cells");
        cells.add(object.ref().name());
        for (var column : definition.columns()) {
            var value = column.value().apply(object);
            cells.add(column.type().equals("date") ? age(value, now) : value);
        }
        cells.add(age(object.metadata().creationTimestamp(), now));
        switch (include) {
            case NONE -> row.putNull("object");
            case METADATA -> row.set("object", objects.partial(object));
            case OBJECT -> row.set("object", objects.json(definition, object));
        }
        return row;
    }

    private static JsonNode age(JsonNode time, Instant now) {
        var text = time.asString("");
        try {
            return text.isEmpty() ? time : JsonNodeFactory.instance.stringNode(age(Instant.parse(text), now));
        } catch (DateTimeParseException e) {
            return time;
        }
    }

    /** A length of time as people say it: {@code 42s}, {@code 5m30s}, {@code 3h}, {@code 12d}. */
    static String age(Instant since, Instant now) {
        if (since.equals(Instant.EPOCH)) {
            return "<unknown>";
        }
        var age = Duration.between(since, now);
        long seconds = Math.max(0, age.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return two(days, "d", hours % 24, "h");
        }
        if (days < 730) {
            return days + "d";
        }
        return days / 365 < 8 ? two(days / 365, "y", days % 365, "d") : days / 365 + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }
}
