package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.Json;
import io.chandler.osb.client.PendingOperation;
import io.chandler.osb.client.PlatformCall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;

/** Remembers, for each broker, the ids of the instances and bindings that were made under names. */
final class Notebook {

    /** The whole file. */
    record Pages(Map<String, List<Instance>> brokers) {}

    /**
     * An instance.
     *
     * @param name the user's, or the id where he gave none
     * @param pending the operation that was started last and not followed to its end
     */
    record Instance(
            String name,
            String id,
            String serviceId,
            String planId,
            Optional<Pending> pending,
            List<Binding> bindings) {

        Optional<Binding> binding(String nameOrId) {
            return bindings.stream()
                    .filter(binding -> binding.name.equals(nameOrId) || binding.id.equals(nameOrId))
                    .findFirst();
        }

        Instance pending(Optional<Pending> operation) {
            return new Instance(name, id, serviceId, planId, operation, bindings);
        }

        Instance plan(String newPlanId) {
            return new Instance(name, id, serviceId, newPlanId, pending, bindings);
        }

        Instance with(Binding binding) {
            var all = new ArrayList<>(without(binding.id).bindings);
            all.add(binding);
            return new Instance(name, id, serviceId, planId, pending, List.copyOf(all));
        }

        Instance without(String bindingId) {
            return new Instance(
                    name,
                    id,
                    serviceId,
                    planId,
                    pending,
                    bindings.stream()
                            .filter(binding -> !binding.id.equals(bindingId))
                            .toList());
        }
    }

    /** A binding; see {@link Instance}. */
    record Binding(String name, String id, Optional<Pending> pending) {}

    /**
     * An operation.
     *
     * @param planId sent with each poll
     * @param nextPlanId the plan after a successful update
     */
    record Pending(
            PlatformCall call, Optional<String> operation, Optional<String> planId, Optional<String> nextPlanId) {

        static Pending of(PendingOperation operation, Optional<String> nextPlanId) {
            return new Pending(operation.call(), operation.operation(), operation.planId(), nextPlanId);
        }
    }

    private final Path file;
    private final String broker;

    Notebook(Path file, String broker) {
        this.file = file;
        this.broker = broker;
    }

    List<Instance> instances() {
        return read().brokers.getOrDefault(broker, List.of());
    }

    Optional<Instance> instance(String nameOrId) {
        var all = instances();
        return all.stream()
                .filter(instance -> instance.name.equals(nameOrId))
                .findFirst()
                .or(() -> all.stream()
                        .filter(instance -> instance.id.equals(nameOrId))
                        .findFirst());
    }

    /** Writes an instance down, in the place of the one with its id. */
    void put(Instance instance) {
        change(all -> {
            var next = new ArrayList<>(all);
            next.removeIf(other -> other.id.equals(instance.id));
            next.add(instance);
            return next;
        });
    }

    /** Changes what is written of an instance, if anything is. */
    void update(String id, UnaryOperator<Instance> edit) {
        change(all -> all.stream()
                .map(instance -> instance.id.equals(id) ? edit.apply(instance) : instance)
                .toList());
    }

    void remove(String id) {
        change(all -> all.stream().filter(instance -> !instance.id.equals(id)).toList());
    }

    private void change(UnaryOperator<List<Instance>> edit) {
        PrivateFiles.locked(file, () -> {
            var brokers = new TreeMap<>(read().brokers);
            brokers.put(broker, edit.apply(brokers.getOrDefault(broker, List.of())));
            var json = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(new Pages(brokers));
            PrivateFiles.write(file, json);
            return true;
        });
    }

    private Pages read() {
        return PrivateFiles.read(file)
                .map(bytes -> {
                    try {
                        return Json.mapper().readValue(bytes, Pages.class);
                    } catch (JacksonException e) {
                        throw new CommandFailure(
                                ExitCodes.USAGE,
                                file + " is damaged. Repair or remove it; instances can be named by their ids.");
                    }
                })
                .orElse(new Pages(Map.of()));
    }
}
