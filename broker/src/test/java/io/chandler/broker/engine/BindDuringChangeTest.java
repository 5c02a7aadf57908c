package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.EngineSettings;
import io.chandler.broker.Instance;
import io.chandler.broker.Refusal;
import io.chandler.broker.Service;
import io.chandler.osb.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Bindings whose instance begins to change while they are made. */
class BindDuringChangeTest {

    /** Logins; the first bind and the update wait until they are let go. */
    private static final class Logins implements Service {

        final Set<String> logins = ConcurrentHashMap.newKeySet();
        final List<String> journal = new CopyOnWriteArrayList<>();
        final Map<String, CountDownLatch> arrivals = new ConcurrentHashMap<>();
        final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

        CountDownLatch gate(String name) {
            return gates.computeIfAbsent(name, _ -> new CountDownLatch(1));
        }

        CountDownLatch arrival(String name) {
            return arrivals.computeIfAbsent(name, _ -> new CountDownLatch(1));
        }

        private void pass(String gate) throws InterruptedException {
            arrival(gate).countDown();
            gate(gate).await();
        }

        @Override
        public void provision(Instance instance) {}

        @Override
        public void update(Instance instance, Before before) throws Exception {
            pass("update");
            if (instance.parameters().has("break")) {
                throw new Refusal("It is broken.").leavingUnusable();
            }
        }

        @Override
        public void deprovision(Instance instance) {}

        @Override
        public Credentials bind(Instance instance, Binding binding) throws Exception {
            binding.step("login", () -> logins.add(binding.id()))
                    .undo(_ -> {
                        journal.add("undo " + binding.id());
                        logins.remove(binding.id());
                    })
                    .run();
            pass(binding.id());
            if (binding.parameters().has("refuse")) {
                throw new Refusal("No.");
            }
            if (binding.attempt() == 1) {
                throw new IllegalStateException("the answer is lost");
            }
            return Credentials.of("user", binding.id());
        }

        @Override
        public void unbind(Instance instance, Binding binding) {
            journal.add("unbind " + binding.id());
            logins.remove(binding.id());
        }
    }

    private final Logins service = new Logins();

    private House house(int workers) {
        var quick = House.QUICK;
        var settings = new EngineSettings(
                quick.replica(),
                workers,
                quick.claimDuration(),
                quick.retryFirst(),
                quick.retryLongest(),
                quick.deadline(),
                quick.synchronousLimit(),
                quick.retention(),
                quick.historyLimit(),
                quick.cascade());
        return House.of(service, settings);
    }

    /** A bind that has finished its step, and an update that began after that. */
    private void bindAndUpdate(House house, String parameters) throws InterruptedException {
        house.ready("i", SLOW);
        assertThat(house.bind("i", "b", SLOW, parameters)).isInstanceOf(Answer.BindingAccepted.class);
        service.arrival("b").await();
        assertThat(house.update("i", Optional.empty(), "{\"a\":1}")).isInstanceOf(Answer.UpdateAccepted.class);
        service.arrival("update").await();
    }

    @Test
    void whatHasBegunGoesOn() throws Exception {
        try (var house = house(8)) {
            bindAndUpdate(house, "{}");
            service.gate("b").countDown();

            assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.Succeeded.class);
            assertThat(service.logins).containsOnly("b");
            service.gate("update").countDown();
            assertThat(house.ended("i")).isInstanceOf(Answer.Succeeded.class);
        }
    }

    @Test
    void whatHasBegunIsUndone() throws Exception {
        try (var house = house(8)) {
            bindAndUpdate(house, "{\"refuse\":1}");
            service.gate("b").countDown();

            assertThat(house.endedBinding("i", "b")).isEqualTo(new Answer.FailedOperation(Optional.of("No.")));
            assertThat(service.logins).isEmpty();
            assertThat(service.journal).containsExactly("undo b", "unbind b");
            assertThat(house.troubles).isEmpty();
            service.gate("update").countDown();
        }
    }

    @Test
    void whatHasBegunIsUndoneWhenItsInstanceIsDeleted() throws Exception {
        try (var house = house(8)) {
            house.ready("i", SLOW);
            house.bind("i", "b", SLOW, "{}");
            service.arrival("b").await();

            house.deprovision("i", SLOW);

            assertThat(house.ended("i")).isInstanceOf(Answer.DeleteSucceeded.class);
            assertThat(service.journal).startsWith("undo b", "unbind b");
            assertThat(service.logins).isEmpty();
            assertThat(house.troubles).isEmpty();
        }
    }

    @Test
    void whatHasNotBegunIsRefused() throws Exception {
        try (var house = house(1)) {
            house.ready("i", SLOW);
            house.bind("i", "first", SLOW, "{\"refuse\":1}");
            service.arrival("first").await();
            house.bind("i", "second", SLOW, "{}");
            house.update("i", Optional.empty(), "{\"a\":1}");
            service.arrival("update").await();

            service.gate("first").countDown();

            assertThat(house.endedBinding("i", "second"))
                    .isEqualTo(new Answer.FailedOperation(
                            Optional.of("Another operation on the service instance is in progress.")));
            service.gate("update").countDown();
        }
    }

    @Test
    void whatHasNotBegunIsRefusedWhereTheInstanceIsUnusableByNow() throws Exception {
        try (var house = house(1)) {
            house.ready("i", SLOW);
            house.bind("i", "first", SLOW, "{\"refuse\":1}");
            service.arrival("first").await();
            house.bind("i", "second", SLOW, "{}");
            service.gate("update").countDown();
            house.update("i", Optional.empty(), "{\"break\":1}");
            assertThat(house.ended("i")).isInstanceOf(Answer.FailedUpdate.class);

            service.gate("first").countDown();

            assertThat(house.endedBinding("i", "second"))
                    .isEqualTo(new Answer.FailedOperation(Optional.of("The service instance is not usable.")));
            assertThat(service.logins).isEmpty();
        }
    }
}
