package io.chandler.testkit.director;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a manifest makes of a deployment: its machines, variables and links, and the progress until then. */
final class Rollout {

    private Rollout() {}

    /** The deployment afterwards. What was there before keeps its ids and addresses. */
    static Deployment apply(Model model, Deployment before, String text, Manifest manifest, VariableStore store) {
        return new Deployment(
                before.name(),
                Optional.of(text),
                manifest.releases(),
                manifest.stemcells(),
                machines(model, before, manifest),
                manifest.variables().stream()
                        .map(variable -> store.provide(before, variable))
                        .toList(),
                providers(model, before, manifest));
    }

    private static List<Machine> machines(Model model, Deployment before, Manifest manifest) {
        var machines = new ArrayList<Machine>();
        for (var group : manifest.groups()) {
            for (int index = 0; index < group.instances(); index++) {
                machines.add(machine(model, before, group, index));
            }
        }
        return machines;
    }

    private static Machine machine(Model model, Deployment before, Manifest.Group group, int index) {
        var old = before.machines().stream()
                .filter(machine -> machine.group().equals(group.name()) && machine.index() == index)
                .findFirst();
        int number = old.map(Machine::number).orElseGet(model::nextMachine);
        var address = index < group.staticAddresses().size()
                ? group.staticAddresses().get(index)
                : "10." + (number >> 16 & 0xFF) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
        return new Machine(
                group.name(),
                old.map(Machine::id).orElseGet(() -> UUID.randomUUID().toString()),
                index,
                group.azs().isEmpty() ? "" : group.azs().get(index % group.azs().size()),
                old.map(Machine::cid).orElseGet(Rollout::newCid),
                number,
                List.of(address),
                group.vmType(),
                group.jobs().stream().map(Manifest.Job::name).toList(),
                group.errand());
    }

    static String newCid() {
        return "vm-" + UUID.randomUUID();
    }

    private static List<Deployment.Provider> providers(Model model, Deployment before, Manifest manifest) {
        var providers = new ArrayList<Deployment.Provider>();
        for (var group : manifest.groups()) {
            for (var job : group.jobs()) {
                for (var link : job.provides()) {
                    var id = before.providers().stream()
                            .filter(old -> old.group().equals(group.name())
                                    && old.job().equals(job.name())
                                    && old.original().equals(link.original()))
                            .map(Deployment.Provider::id)
                            .findFirst()
                            .orElseGet(model::nextProvider);
                    providers.add(new Deployment.Provider(
                            id,
                            link.name(),
                            link.original(),
                            link.shared(),
                            group.name(),
                            job.name(),
                            group.network()));
                }
            }
        }
        return providers;
    }

    /** The lines of progress of a deployment. */
    static List<Task.Step> steps(Deployment before, Manifest manifest, boolean recreate) {
        var steps = new ArrayList<Task.Step>();
        steps.add(new Task.Step("Preparing deployment", List.of(), 1, "Preparing deployment", 1, 0, 0.1));
        var groups = manifest.groups().stream().filter(g -> !g.errand()).toList();
        int all = groups.stream().mapToInt(Manifest.Group::instances).sum();
        boolean creates = before.machines().isEmpty();
        double from = creates ? 0.5 : 0.1;
        int done = 0;
        for (var group : groups) {
            for (int index = 0; index < group.instances(); index++) {
                int i = index;
                var id = before.machines().stream()
                        .filter(machine -> machine.group().equals(group.name()) && machine.index() == i)
                        .map(machine -> machine.id() + " (" + i + ")")
                        .findFirst()
                        .orElse(String.valueOf(index));
                var name = group.name() + "/" + id;
                if (creates) {
                    steps.add(new Task.Step("Creating missing vms", List.of(), all, name, done + 1, 0.1, 0.5));
                }
                double share = (1 - from) / Math.max(all, 1);
                steps.add(new Task.Step(
                        "Updating instance",
                        List.of(group.name()),
                        group.instances(),
                        name + (index == 0 && !recreate ? " (canary)" : ""),
                        index + 1,
                        from + done * share,
                        from + (done + 1) * share));
                done++;
            }
        }
        return steps;
    }
}
