package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.cloudcontroller.Platform.Binding;
import io.chandler.testkit.cloudcontroller.Platform.Broker;
import io.chandler.testkit.cloudcontroller.Platform.Job;
import io.chandler.testkit.cloudcontroller.Platform.Operation;
import io.chandler.testkit.cloudcontroller.Platform.ServiceInstance;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Work that takes time, each on a virtual thread; with a job for version 3 that ends when it does. */
final class Operations implements AutoCloseable {

    /** Work that gives the reason of its failure, or nothing. */
    private interface Work {
        Optional<String> run() throws InterruptedException;
    }

    private final Platform platform;
    private final Optional<Brokers> brokers;
    private final Duration time;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<String> failures = new ArrayDeque<>();

    Operations(Platform platform, CloudControllerSettings settings) {
        this.platform = platform;
        this.brokers = settings.callsBrokers() ? Optional.of(new Brokers(platform, settings.tls())) : Optional.empty();
        this.time = settings.operationTime();
    }

    /** The next operation of an instance ends with this failure. */
    void failNext(String description) {
        synchronized (failures) {
            failures.addLast(description);
        }
    }

    private Optional<String> scripted() throws InterruptedException {
        Thread.sleep(time);
        synchronized (failures) {
            return Optional.ofNullable(failures.pollFirst());
        }
    }

    Job provision(ServiceInstance instance, ObjectNode parameters) {
        platform.put(instance.last(Operation.of("create", "in progress", "")));
        return start(
                "service_instance.create",
                () -> brokers.isPresent() ? brokers.get().provision(instance, parameters) : scripted(),
                failure -> end(instance.guid(), "create", failure));
    }

    Job upgrade(ServiceInstance instance, String version) {
        platform.put(instance.last(Operation.of("update", "in progress", "")));
        return start(
                "service_instance.update",
                () -> brokers.isPresent() ? brokers.get().upgrade(instance, version) : scripted(),
                failure -> {
                    if (failure.isEmpty()) {
                        platform.instance(instance.guid())
                                .ifPresent(now -> platform.put(now.maintenance(Optional.of(version))));
                    }
                    end(instance.guid(), "update", failure);
                });
    }

    /** Its bindings first, where there are any. */
    Job delete(ServiceInstance instance) {
        platform.put(instance.last(Operation.of("delete", "in progress", "")));
        return start(
                "service_instance.delete",
                () -> {
                    for (var binding : platform.bindings(b -> b.instanceGuid().equals(instance.guid()))) {
                        var failure = unbind(binding);
                        if (failure.isPresent()) {
                            return failure;
                        }
                    }
                    return brokers.isPresent() ? brokers.get().deprovision(instance) : scripted();
                },
                failure -> {
                    if (failure.isEmpty()) {
                        platform.deleteInstance(instance.guid());
                    } else {
                        end(instance.guid(), "delete", failure);
                    }
                });
    }

    private void end(String guid, String type, Optional<String> failure) {
        platform.instance(guid)
                .ifPresent(now -> platform.put(now.last(
                        Operation.of(type, failure.isPresent() ? "failed" : "succeeded", failure.orElse("")))));
    }

    /** Deletes a binding or key at once. Gives the reason of a failure. */
    Optional<String> unbind(Binding binding) {
        try {
            var failure = brokers.isPresent() ? brokers.get().unbind(binding) : Optional.<String>empty();
            if (failure.isEmpty()) {
                platform.deleteBinding(binding.guid());
            }
            return failure;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Makes a binding or key at once. Gives the reason of a failure. */
    Optional<String> bind(Binding binding) {
        try {
            var failure = brokers.isPresent() ? brokers.get().bind(binding) : Optional.<String>empty();
            if (failure.isEmpty()) {
                platform.put(binding);
            }
            return failure;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Takes a broker with its catalog, or with the offerings that have none. Gives the reason of a failure. */
    Optional<String> register(Broker broker) {
        if (brokers.isEmpty()) {
            platform.put(broker);
            platform.offerings(offering -> offering.brokerGuid().isEmpty())
                    .forEach(offering -> platform.put(offering.of(broker.guid())));
            return Optional.empty();
        }
        try {
            var failure = brokers.get().readCatalog(broker);
            if (failure.isEmpty()) {
                platform.put(broker);
            }
            return failure;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** A job for work that is short. */
    Job job(String operation, Supplier<Optional<String>> work) {
        return start(operation, work::get, _ -> {});
    }

    private Job start(String operation, Work work, Consumer<Optional<String>> end) {
        var job = new Job(Platform.newGuid(), operation, "PROCESSING", Optional.empty());
        platform.put(job);
        threads.execute(() -> {
            try {
                var failure = work.run();
                end.accept(failure);
                platform.put(new Job(job.guid(), operation, failure.isPresent() ? "FAILED" : "COMPLETE", failure));
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException defect) {
                var failure = Optional.of("the simulator failed: " + defect.getMessage());
                end.accept(failure);
                platform.put(new Job(job.guid(), operation, "FAILED", failure));
            }
        });
        return job;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        brokers.ifPresent(Brokers::close);
    }
}
