package io.chandler.testkit.director;

import io.chandler.testkit.Request;
import io.chandler.testkit.director.Model.Configuration;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;

/** The director's configurations of any type. */
final class Configurations {

    private final Model model;

    Configurations(Model model) {
        this.model = model;
    }

    Response list(Request request) {
        var latest = required(request, "latest");
        if (!latest.equals("true") && !latest.equals("false")) {
            throw Problem.missing("'latest' must be 'true' or 'false'");
        }
        int limit = request.parameter("limit")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::parseInt)
                .orElse(latest.equals("true") ? 1 : Integer.MAX_VALUE);
        var chosen = find(request.parameter("type"), request.parameter("name"));
        var perName = new LinkedHashMap<String, Integer>();
        return Response.json(
                200,
                chosen.stream()
                        .sorted(Comparator.comparingLong(Configuration::id).reversed())
                        .filter(config -> perName.merge(config.type() + " " + config.name(), 1, Integer::sum) <= limit)
                        .sorted(Comparator.comparing(Configuration::type).thenComparing(Configuration::name))
                        .map(this::json)
                        .toList());
    }

    private List<Configuration> find(Optional<String> type, Optional<String> name) {
        return model.configurations().stream()
                .filter(config -> type.map(config.type()::equals).orElse(true))
                .filter(config -> name.map(config.name()::equals).orElse(true))
                .toList();
    }

    private boolean newest(Configuration configuration) {
        return find(Optional.of(configuration.type()), Optional.of(configuration.name())).stream()
                .allMatch(other -> other.id() <= configuration.id());
    }

    private Map<String, Object> json(Configuration configuration) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", String.valueOf(configuration.id()));
        json.put("type", configuration.type());
        json.put("name", configuration.name());
        json.put("content", configuration.content());
        json.put("created_at", Instant.ofEpochMilli(configuration.created()).toString());
        json.put("team", null);
        json.put("current", newest(configuration));
        return json;
    }

    Response create(Request request) {
        var body = Json.read(request.body())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> Problem.badConfiguration("JSON object expected"));
        var type = text(body, "type");
        var name = text(body, "name");
        var content = text(body, "content");
        try {
            if (!(new Load(LoadSettings.builder().build()).loadFromString(content) instanceof Map)) {
                throw Problem.badConfiguration("YAML hash expected");
            }
        } catch (YamlEngineException e) {
            throw Problem.badConfiguration("Config must be valid YAML: " + e.getMessage());
        }
        var same = find(Optional.of(type), Optional.of(name)).stream()
                .filter(this::newest)
                .filter(config -> config.content().equals(content))
                .findFirst();
        var stored = same.orElseGet(() -> model.putConfiguration(type, name, content, System.currentTimeMillis()));
        return Response.json(201, json(stored));
    }

    Response delete(Request request) {
        var chosen = find(Optional.of(required(request, "type")), Optional.of(required(request, "name")));
        chosen.forEach(config -> model.deleteConfiguration(config.id()));
        return Response.empty(chosen.isEmpty() ? 404 : 204);
    }

    private static String required(Request request, String parameter) {
        return request.parameter(parameter)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> Problem.badConfiguration("'" + parameter + "' is required"));
    }

    private static String text(JsonNode body, String member) {
        return Json.text(body, member)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> Problem.badConfiguration("'" + member + "' is required"));
    }
}
