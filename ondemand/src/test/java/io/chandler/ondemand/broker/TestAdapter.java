package io.chandler.ondemand.broker;

import io.chandler.ondemand.adapter.JavaAdapter;
import io.chandler.osb.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A service adapter that does little, and what it is told to. It remembers its calls. */
final class TestAdapter implements JavaAdapter {

    /** A call: its subcommand and that subcommand's inputs, those that are JSON read. */
    record Call(String subcommand, JsonNode inputs) {
        JsonNode json(String name) {
            return Json.mapper().readTree(inputs.path(name).asString());
        }

        String text(String name) {
            return inputs.path(name).asString();
        }
    }

    record Result(int exitCode, String output) {}

    final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Call, Result>> scripts = new ConcurrentHashMap<>();

    void on(String subcommand, Function<Call, Result> answer) {
        scripts.put(subcommand, answer);
    }

    List<Call> calls(String subcommand) {
        return calls.stream()
                .filter(call -> call.subcommand().equals(subcommand))
                .toList();
    }

    @Override
    public int run(List<String> arguments, InputStream input, PrintStream output, PrintStream error) {
        try {
            var subcommand = arguments.getFirst();
            var call = new Call(
                    subcommand, Json.mapper().readTree(input.readAllBytes()).path(subcommand.replace('-', '_')));
            calls.add(call);
            var result = scripts.getOrDefault(subcommand, TestAdapter::usual).apply(call);
            output.print(result.output());
            error.print("this is for the operator");
            return result.exitCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Result usual(Call call) {
        return switch (call.subcommand()) {
            case "generate-manifest" ->
                new Result(0, generated(manifest(call, "")).toString());
            case "create-binding" -> new Result(0, "{\"credentials\":{\"password\":\"hush\"}}");
            case "delete-binding" -> new Result(0, "");
            case "dashboard-url" ->
                new Result(0, "{\"dashboard_url\":\"https://dashboard/" + call.text("instance_id") + "\"}");
            default -> new Result(10, "");
        };
    }

    static tools.jackson.databind.node.ObjectNode generated(String manifest) {
        return Json.object().put("manifest", manifest).putNull("secrets").putNull("configs");
    }

    /** A manifest of the plan and the parameter "size", which the adapter itself does not carry over. */
    static String manifest(Call call, String more) {
        var name = call.json("service_deployment").path("deployment_name").asString();
        var instances = call.json("plan")
                .path("instance_groups")
                .path(0)
                .path("instances")
                .asInt(1);
        var size =
                call.json("request_parameters").path("parameters").path("size").asString("none");
        return """
                name: %s
                releases: [{name: service, version: "1"}]
                stemcells: [{alias: only, os: ubuntu-jammy, version: "1"}]
                instance_groups:
                - name: server
                  instances: %d
                  vm_type: small
                  stemcell: only
                  azs: [z1]
                  networks: [{name: default}]
                  jobs: [{name: server, release: service}, {name: smoke, release: service}, {name: seed, release: service}, {name: drain, release: service}, {name: dump, release: service}]
                  properties: {size: "%s"}
                update: {canaries: 1, canary_watch_time: 1-2, update_watch_time: 1-2, max_in_flight: 1}
                %s""".formatted(name, instances, size, more);
    }
}
