package io.chandler.broker.engine;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.InstanceDetails;
import io.chandler.broker.Refusal;
import io.chandler.broker.Service;
import io.chandler.osb.InstanceFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real service whose backend is a map: parameters of a request tell it to fail, refuse or wait. It writes down what it
 * does and checks that the engine never runs one object twice at once.
 */
final class Workshop implements Service {

    /** What exists, by name. */
    final Map<String, String> things = new ConcurrentHashMap<>();

    /** What was done, in order. */
    final List<String> journal = new CopyOnWriteArrayList<>();

    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> arrivals = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> failuresLeft = new ConcurrentHashMap<>();
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private volatile boolean refusingUpdates;

    /** Lets everything that waits at this gate, now or later, pass. */
    void open(String gate) {
        gate(gate).countDown();
    }

    /** Waits until somebody has come to the gate. */
    void awaitArrival(String gate) throws InterruptedException {
        arrivals.computeIfAbsent(gate, name -> new CountDownLatch(1)).await();
    }

    /** From now on updates are refused. */
    void refuseUpdates() {
        refusingUpdates = true;
    }

    /** How often something was written down. */
    long count(String entry) {
        return journal.stream().filter(entry::equals).count();
    }

    private CountDownLatch gate(String gate) {
        return gates.computeIfAbsent(gate, name -> new CountDownLatch(1));
    }

    private void behave(Instance instance, String where) throws Exception {
        var parameters = instance.parameters();
        if (parameters.path("wait").asString("").equals(where)) {
            var gate = parameters.path("gate").asString(instance.id());
            arrivals.computeIfAbsent(gate, name -> new CountDownLatch(1)).countDown();
            gate(gate).await();
        }
        if (parameters.path("refuse").asString("").equals(where)) {
            var refusal = new Refusal("Not " + where + ".");
            throw parameters.has("unusable") ? refusal.leavingUnusable().notRepeatable() : refusal;
        }
        if (parameters.path("fail").asString("").equals(where)) {
            var left = failuresLeft.computeIfAbsent(
                    instance.id() + where,
                    id -> new AtomicInteger(parameters.path("times").asInt(Integer.MAX_VALUE)));
            if (left.getAndDecrement() > 0) {
                throw new IllegalArgumentException("secret-cause");
            }
        }
    }

    private void alone(String id, Run run) throws Exception {
        if (running.put(id, true) != null) {
            journal.add("TWICE AT ONCE " + id);
        }
        try {
            run.run();
        } finally {
            running.remove(id);
        }
    }

    private interface Run {
        void run() throws Exception;
    }

    private String make(String name) {
        journal.add("make " + name);
        things.put(name, "there");
        return name;
    }

    private void drop(String name) {
        journal.add("drop " + name);
        things.remove(name);
    }

    @Override
    public void provision(Instance instance) throws Exception {
        alone(instance.id(), () -> {
            journal.add("provision " + instance.id());
            var house = instance.step("house", () -> make("house " + instance.id()))
                    .undo(this::drop)
                    .run();
            instance.progress("The house stands.");
            behave(instance, "provision");
            var key = instance.step("key", () -> make("key " + instance.id()))
                    .undo(this::drop)
                    .run();
            instance.output("house", house);
            instance.output("key", key);
        });
    }

    @Override
    public void update(Instance instance, Before before) throws Exception {
        alone(instance.id(), () -> {
            journal.add("update " + instance.id() + " from " + before.plan().name() + " to "
                    + instance.plan().name());
            instance.step("paint", () -> make("paint " + instance.id()))
                    .undo(this::drop)
                    .run();
            behave(instance, "update");
            if (refusingUpdates) {
                throw new Refusal("No updates.");
            }
        });
    }

    @Override
    public void deprovision(Instance instance) throws Exception {
        alone(instance.id(), () -> {
            journal.add("deprovision " + instance.id());
            if (instance.parameters().has("tidy")) {
                instance.step("tidy", () -> make("order " + instance.id())).run();
            }
            behave(instance, "deprovision");
            drop(instance.output("house"));
            drop(instance.output("key"));
            things.remove("paint " + instance.id());
        });
    }

    @Override
    public Credentials bind(Instance instance, Binding binding) throws Exception {
        var credentials = new Credentials[1];
        alone(instance.id() + "/" + binding.id(), () -> {
            journal.add("bind " + binding.id());
            var name = binding.step("lock", () -> make("lock " + binding.id()))
                    .undo(this::drop)
                    .run();
            if (binding.parameters().has("fail")) {
                throw new IllegalArgumentException("secret-cause");
            }
            if (binding.parameters().has("refuse")) {
                throw new Refusal("No lock for you.");
            }
            if (binding.parameters().has("wait")) {
                arrivals.computeIfAbsent(binding.id(), id -> new CountDownLatch(1))
                        .countDown();
                gate(binding.id()).await();
            }
            credentials[0] = Credentials.of("lock", name)
                    .and("house", instance.output("house"))
                    .and("nonce", System.nanoTime());
        });
        return credentials[0];
    }

    @Override
    public void unbind(Instance instance, Binding binding) throws Exception {
        alone(instance.id() + "/" + binding.id(), () -> {
            journal.add("unbind " + binding.id());
            if (binding.parameters().has("tidy")) {
                var name = binding.step("tidy", () -> make("order " + binding.id()))
                        .run();
                if (count("unbind " + binding.id()) < 3) {
                    throw new IllegalArgumentException("secret-cause");
                }
                drop(name);
            }
            if (binding.parameters().has("refuseUnbind")) {
                throw new Refusal("The lock stays.");
            }
            if (binding.parameters().has("waitOnUnbind")) {
                arrivals.computeIfAbsent(binding.id(), id -> new CountDownLatch(1))
                        .countDown();
                gate(binding.id()).await();
            }
            drop("lock " + binding.id());
        });
    }

    @Override
    public InstanceFacts describe(InstanceDetails instance) {
        return new InstanceFacts(
                Optional.of("https://dashboard.example/" + instance.id() + "/"
                        + instance.plan().name()),
                Optional.empty(),
                Optional.empty());
    }
}
