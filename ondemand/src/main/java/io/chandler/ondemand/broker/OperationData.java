package io.chandler.ondemand.broker;

import io.chandler.ondemand.configuration.Configuration.Errand;
import io.chandler.osb.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the broker must know to follow an operation: it travels as the {@code operation} of the API, in the form of the
 * original broker, so that each finishes what the other began.
 *
 * @param taskId the director's task that the operation began with
 * @param contextId joins the tasks of the operation; without it no errand runs
 * @param errands after a deployment, or before a deletion, in this order
 */
public record OperationData(long taskId, OperationType type, Optional<String> contextId, List<Errand> errands) {

    private static final int MAXIMUM_LENGTH = 10_000;

    public OperationData {
        errands = List.copyOf(errands);
    }

    /** The text for the platform. */
    public String write() {
        return Json.mapper().writeValueAsString(toJson());
    }

    /** The object that the management API answers with. */
    public ObjectNode toJson() {
        var json = Json.object().put("BoshTaskID", taskId);
        contextId.ifPresent(id -> json.put("BoshContextID", id));
        json.put("OperationType", type.word());
        json.putObject("PostDeployErrand");
        json.putObject("PreDeleteErrand");
        if (!errands.isEmpty()) {
            var list = json.putArray("Errands");
            for (var errand : errands) {
                var entry = list.addObject().put("Name", errand.name());
                if (errand.instances().isEmpty()) {
                    entry.putNull("Instances");
                } else {
                    errand.instances().forEach(entry.putArray("Instances")::add);
                }
            }
        }
        return json;
    }

    /**
     * Reads what this broker or the original gave out; names of members count in any case.
     *
     * @throws IllegalArgumentException if the text is not operation data; the message says why and is for the operator
     */
    public static OperationData read(String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("operation data is longer than " + MAXIMUM_LENGTH + " characters");
        }
        JsonNode json;
        try {
            json = Json.mapper().readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("operation cannot be parsed: it is not valid JSON", e);
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("operation cannot be parsed: it is not a JSON object");
        }
        var task = member(json, "BoshTaskID");
        if (task == null || !task.canConvertToLong() || !task.isIntegralNumber() || task.longValue() == 0) {
            throw new IllegalArgumentException("no task ID found in operation data");
        }
        var word = text(member(json, "OperationType")).orElse("");
        var type = OperationType.of(word)
                .orElseThrow(() -> new IllegalArgumentException(
                        "operation cannot be parsed: OperationType is not one that the broker knows"));
        return new OperationData(
                task.longValue(), type, text(member(json, "BoshContextID")), errands(json, type.deletes()));
    }

    private static List<Errand> errands(JsonNode json, boolean deletes) {
        var errands = new ArrayList<Errand>();
        elements(member(json, "Errands")).forEach(entry -> errand(entry).ifPresent(errands::add));
        if (errands.isEmpty()) {
            // Releases of the original up to 0.20 knew one errand of each kind.
            errand(member(json, deletes ? "PreDeleteErrand" : "PostDeployErrand"))
                    .ifPresent(errands::add);
        }
        return errands;
    }

    private static Optional<Errand> errand(@Nullable JsonNode entry) {
        if (entry == null || !entry.isObject()) {
            return Optional.empty();
        }
        var instances = new ArrayList<String>();
        elements(member(entry, "Instances")).forEach(instance -> text(instance).ifPresent(instances::add));
        return text(member(entry, "Name")).map(name -> new Errand(name, List.copyOf(instances)));
    }

    private static List<JsonNode> elements(@Nullable JsonNode list) {
        return list != null && list.isArray() ? List.copyOf(list.values()) : List.of();
    }

    private static Optional<String> text(@Nullable JsonNode value) {
        return value != null && value.isString() && !value.stringValue().isEmpty()
                ? Optional.of(value.stringValue())
                : Optional.empty();
    }

    private static @Nullable JsonNode member(JsonNode object, String name) {
        var exact = object.get(name);
        if (exact != null) {
            return exact;
        }
        for (var member : object.properties()) {
            if (member.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return member.getValue();
            }
        }
        return null;
    }
}
