package io.chandler.testkit.director;

import io.chandler.testkit.Faults;
import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Refusal;
import io.chandler.testkit.internal.Response;
import io.chandler.testkit.internal.Routes;
import java.time.Duration;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/** Scripts and faults over HTTP, for those who do not write Java: what no real director has. */
final class Control {

    private final Tasks tasks;
    private final Faults faults;

    Control(Tasks tasks, Faults faults) {
        this.tasks = tasks;
        this.faults = faults;
    }

    void addTo(Routes routes) {
        routes.on("POST", "/simulator/scripts", (request, _) -> {
                    tasks.add(script(body(request)));
                    return Response.empty(204);
                })
                .on("POST", "/simulator/faults", (request, _) -> {
                    addFault(body(request));
                    return Response.empty(204);
                })
                .on("DELETE", "/simulator/faults", (_, _) -> {
                    faults.clear();
                    return Response.empty(204);
                })
                .on("POST", "/simulator/release", (_, _) -> {
                    tasks.letHangingTasksEnd();
                    return Response.empty(204);
                });
    }

    private static Script script(JsonNode body) {
        var script = switch (Json.text(body, "work").orElse("")) {
            case "deploy" -> Script.deploy();
            case "recreate" -> Script.recreate();
            case "delete" -> Script.delete();
            case "machines" -> Script.machines();
            case "errand" ->
                Script.errand(
                        Json.text(body, "errand").orElseThrow(() -> refusal("errand must be the name of the errand")));
            default -> throw refusal("work must be deploy, recreate, delete, errand or machines");
        };
        for (var member : body.properties()) {
            var value = member.getValue();
            script = switch (member.getKey()) {
                case "work", "errand" -> script;
                case "deployment" -> script.of(text(member));
                case "times" -> always(value) ? script.always() : script.times(count(member));
                case "seconds" -> script.takes(seconds(member));
                case "fails" -> script.fails(text(member));
                case "times_out" -> script.timesOut(text(member));
                case "hangs" -> value.asBoolean(false) ? script.hangs() : script;
                case "exits" -> exits(script, value);
                default ->
                    throw refusal("there is no member " + member.getKey()
                            + "; there are work, errand, deployment, times, seconds, fails, times_out, hangs, exits");
            };
        }
        return script;
    }

    private static Script exits(Script script, JsonNode value) {
        if (value.isInt()) {
            return script.exits(value.intValue());
        }
        if (!value.isObject()) {
            throw refusal("exits must be a code, or an object of codes by group/index");
        }
        var result = script;
        for (var code : value.properties()) {
            if (!code.getValue().isInt()) {
                throw refusal("exits." + code.getKey() + " must be a whole number");
            }
            result = result.exits(code.getKey(), code.getValue().intValue());
        }
        return result;
    }

    private void addFault(JsonNode body) {
        var requests = Json.text(body, "requests")
                .orElseThrow(() -> refusal("requests must be an expression such as GET /tasks.*"));
        var does = Json.text(body, "does").orElse("");
        try {
            int times = 1;
            for (var member : body.properties()) {
                if (member.getKey().equals("times")) {
                    times = always(member.getValue()) ? Integer.MAX_VALUE : count(member);
                }
            }
            var choice = faults.next(times, requests);
            switch (does) {
                case "answer" -> choice.answer(body.path("status").asInt(500));
                case "close" -> choice.closeConnection();
                case "lose" -> choice.loseAnswer();
                case "delay" ->
                    choice.delay(Duration.ofMillis((long) (body.path("seconds").asDouble(1) * 1000)));
                case "hang" -> choice.hang();
                default -> throw refusal("does must be answer, close, lose, delay or hang");
            }
        } catch (PatternSyntaxException e) {
            throw refusal("requests is no regular expression: " + e.getDescription());
        }
    }

    private static boolean always(JsonNode value) {
        return value.isString() && value.stringValue().equals("always");
    }

    private static int count(Map.Entry<String, JsonNode> member) {
        if (!member.getValue().isInt() || member.getValue().intValue() < 1) {
            throw refusal(member.getKey() + " must be a whole number from 1, or \"always\"");
        }
        return member.getValue().intValue();
    }

    private static Duration seconds(Map.Entry<String, JsonNode> member) {
        if (!member.getValue().isNumber() || member.getValue().doubleValue() < 0) {
            throw refusal(member.getKey() + " must be a number from 0");
        }
        return Duration.ofMillis((long) (member.getValue().doubleValue() * 1000));
    }

    private static String text(Map.Entry<String, JsonNode> member) {
        if (!member.getValue().isString()) {
            throw refusal(member.getKey() + " must be text");
        }
        return member.getValue().stringValue();
    }

    private static JsonNode body(Request request) {
        return Json.read(request.body())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> refusal("the body must be a JSON object"));
    }

    private static Refusal refusal(String description) {
        return new Refusal(Response.json(400, Map.of("description", description)));
    }
}
