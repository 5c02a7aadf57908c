package io.chandler.testkit.director;

import io.chandler.testkit.internal.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Machines as the director shows them, and the choice of them. */
final class Machines {

    private Machines() {}

    /** All machines that are there, a line of JSON for each. */
    static String lines(Deployment deployment) {
        var lines = new StringBuilder();
        for (var machine : deployment.machines()) {
            if (!machine.errand()) {
                lines.append(Json.write(full(machine))).append('\n');
            }
        }
        return lines.toString();
    }

    private static Map<String, Object> full(Machine machine) {
        var json = new LinkedHashMap<String, Object>();
        json.put("vm_cid", machine.cid());
        json.put("active", true);
        json.put("agent_id", "agent-" + machine.id());
        json.put("ips", machine.addresses());
        json.put("dns", List.of());
        json.put("job_name", machine.group());
        json.put("index", machine.index());
        json.put("id", machine.id());
        json.put("job_state", "running");
        json.put("state", "started");
        json.put("az", machine.az());
        json.put("vm_type", machine.vmType());
        json.put("resource_pool", machine.vmType());
        json.put("bootstrap", machine.index() == 0);
        json.put("ignore", false);
        json.put("resurrection_paused", false);
        json.put(
                "processes",
                machine.jobs().stream()
                        .map(job -> Map.of("name", job, "state", "running"))
                        .toList());
        return json;
    }

    /** The list without asking the machines. */
    static List<Map<String, Object>> brief(Deployment deployment) {
        return deployment.machines().stream()
                .filter(machine -> !machine.errand())
                .map(machine -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("agent_id", "agent-" + machine.id());
                    json.put("cid", machine.cid());
                    json.put("job", machine.group());
                    json.put("index", machine.index());
                    json.put("id", machine.id());
                    json.put("az", machine.az());
                    json.put("ips", machine.addresses());
                    return json;
                })
                .toList();
    }

    /** Where an errand runs: the group of its name, or the machines with a job of its name. */
    static List<Machine> ofErrand(Deployment deployment, String errand) {
        return deployment.machines().stream()
                .filter(machine -> machine.jobs().contains(errand)
                        || (machine.errand() && machine.group().equals(errand)))
                .toList();
    }

    static List<Machine> choose(List<Machine> machines, List<Work.Selection> selections) {
        if (selections.isEmpty()) {
            return machines;
        }
        return machines.stream()
                .filter(machine -> selections.stream()
                        .anyMatch(selection -> selection.group().equals(machine.group())
                                && selection
                                        .id()
                                        .map(id ->
                                                id.equals(machine.id()) || id.equals(String.valueOf(machine.index())))
                                        .orElse(true)))
                .toList();
    }
}
