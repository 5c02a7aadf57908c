package io.chandler.testkit.director;

import io.chandler.testkit.Request;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A task as JSON, and what it printed. */
final class Output {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private Output() {}

    static Map<String, Object> task(Task task) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", task.id());
        json.put("state", task.state().name());
        json.put("description", task.work().description());
        json.put("timestamp", task.ended().or(task::started).orElse(task.created()) / 1000);
        json.put("started_at", task.started().map(time -> time / 1000).orElse(null));
        json.put("result", task.state().running() || task.result().isEmpty() ? null : task.result());
        json.put("user", task.user());
        json.put("deployment", task.work().deployment());
        json.put("context_id", task.contextId().orElse(""));
        return json;
    }

    /** The output of a type, or a part of it. */
    static Response answer(Task task, Request request) {
        var type = request.parameter("type").orElse("debug");
        var text = switch (type) {
            case "event" -> events(task);
            case "result" -> task.output();
            case "debug", "cpi" -> debug(task);
            default -> "";
        };
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var range = request.header("Range").map(RANGE::matcher).filter(matcher -> matcher.matches());
        if (range.isEmpty()) {
            return bytes.length == 0 ? Response.empty(204) : Response.text(200, text);
        }
        int from = position(range.get().group(1));
        int to = range.get().group(2).isEmpty()
                ? bytes.length - 1
                : position(range.get().group(2));
        to = Math.min(to, bytes.length - 1);
        if (from > to) {
            return Response.text(416, "Byte range unsatisfiable\n").with("Content-Range", "bytes */" + bytes.length);
        }
        var part = Arrays.copyOfRange(bytes, from, to + 1);
        return new Response(
                206,
                Map.of(
                        "Content-Type",
                        "text/plain;charset=utf-8",
                        "Content-Range",
                        "bytes " + from + "-" + to + "/" + bytes.length),
                part);
    }

    private static int position(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    /** The progress until now, or until the task's end. */
    private static String events(Task task) {
        if (task.run().isEmpty()) {
            return "";
        }
        var run = task.run().get();
        long until = task.ended().orElseGet(System::currentTimeMillis);
        // A task that was let go after it hung has shown all its steps when it is done.
        long duration = task.state() == Task.State.done
                ? until - run.begun()
                : run.duration().orElse(Long.MAX_VALUE);
        boolean failed = !task.state().running() && task.state() != Task.State.done;
        var events = new ArrayList<Event>();
        for (var step : run.steps()) {
            double from = run.begun() + step.from() * duration;
            double to = run.begun() + step.to() * duration;
            if (from <= until) {
                events.add(new Event((long) from, step, "started"));
                if (to <= until && !(failed && step.to() == 1)) {
                    events.add(new Event((long) to, step, "finished"));
                } else if (failed) {
                    events.add(new Event(until, step, "failed"));
                }
            }
        }
        events.sort(Comparator.comparingLong(Event::time));
        var lines = new StringBuilder();
        events.forEach(event -> lines.append(Json.write(event.json())).append('\n'));
        if (failed) {
            var error = Map.of("code", 100, "message", task.result());
            var line = new LinkedHashMap<String, Object>();
            line.put("time", until / 1000);
            line.put("error", error);
            lines.append(Json.write(line)).append('\n');
        }
        return lines.toString();
    }

    private record Event(long time, Task.Step step, String state) {
        Map<String, Object> json() {
            var json = new LinkedHashMap<String, Object>();
            json.put("time", time / 1000);
            json.put("stage", step.stage());
            json.put("tags", step.tags());
            json.put("total", step.total());
            json.put("task", step.task());
            json.put("index", step.index());
            json.put("state", state);
            json.put("progress", state.equals("started") ? 0 : 100);
            return json;
        }
    }

    private static String debug(Task task) {
        var lines = new ArrayList<String>(
                List.of("I, simulator: task " + task.id() + ": " + task.work().description()));
        task.started().ifPresent(_ -> lines.add("I, simulator: a worker has it"));
        task.run()
                .ifPresent(_ -> lines.add(
                        "I, simulator: it has the lock of " + task.work().deployment()));
        task.ended().ifPresent(_ -> lines.add("I, simulator: " + task.state() + " " + task.result()));
        return String.join("\n", lines) + "\n";
    }
}
