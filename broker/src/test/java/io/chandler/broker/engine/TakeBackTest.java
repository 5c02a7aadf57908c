package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.Refusal;
import io.chandler.broker.Service;
import io.chandler.osb.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of finished steps where the author's code stands in the way of taking them back. */
class TakeBackTest {

    /** A yard with room for sheds, which is asked between the steps. */
    private static class Yard implements Service {

        final Set<String> sheds = ConcurrentHashMap.newKeySet();
        final List<String> journal = new CopyOnWriteArrayList<>();
        final AtomicInteger answersLost = new AtomicInteger();
        final AtomicInteger questionsFailing = new AtomicInteger();
        final AtomicInteger roofs = new AtomicInteger();
        volatile boolean full;

        void askForRoom() {
            if (questionsFailing.get() > 0) {
                questionsFailing.decrementAndGet();
                throw new UncheckedIOException(new IOException("away"));
            }
            if (full) {
                throw new Refusal("There is no room.");
            }
        }

        /** Builds, and loses the answer as often as wanted. */
        String build(String name) throws IOException {
            sheds.add(name);
            return name;
        }

        void fill() throws IOException {
            full = true;
            if (answersLost.getAndDecrement() > 0) {
                throw new IOException("the answer is lost");
            }
        }

        void tearDown(String name) throws Exception {
            journal.add("tear down " + name);
            sheds.remove(name);
        }

        @Override
        public void provision(Instance instance) throws Exception {
            askForRoom();
            var shed = instance.step("build", () -> build(instance.id()))
                    .undo(this::tearDown)
                    .run();
            instance.step("fill", this::fill).run();
            instance.output("shed", shed);
        }

        @Override
        public void update(Instance instance, Before before) {
            askForRoom();
            instance.step("roof", roofs::incrementAndGet)
                    .undo(_ -> roofs.decrementAndGet())
                    .run();
            instance.step("fill", this::fill).run();
        }

        @Override
        public void deprovision(Instance instance) throws Exception {
            journal.add("deprovision");
            sheds.remove(instance.output("shed"));
        }
    }

    private static Answer.LastOperation provisioned(House house) {
        house.provision("i", SLOW, "{}");
        return house.ended("i");
    }

    @Test
    void theOperatorIsToldWhichStepsStayedWhereTheMethodRefusesToShowThem() {
        var yard = new Yard();
        yard.answersLost.set(1);
        try (var house = House.of(yard, House.QUICK)) {
            assertThat(provisioned(house)).isEqualTo(new Answer.FailedOperation(Optional.of("There is no room.")));

            assertThat(yard.sheds).containsOnly("i");
            assertThat(house.troubles).singleElement().asString().contains("not undone (build)", "PROVISION");
        }
    }

    @Test
    void anOutputWrittenInsideAStepIsThereForTheRemoval() {
        var yard = new Yard() {
            @Override
            public void provision(Instance instance) {
                askForRoom();
                instance.step("build", () -> {
                            instance.output("shed", instance.id());
                            return build(instance.id());
                        })
                        .run();
                instance.step("fill", this::fill).run();
            }
        };
        yard.answersLost.set(1);
        try (var house = House.of(yard, House.QUICK)) {
            assertThat(provisioned(house)).isEqualTo(new Answer.FailedOperation(Optional.of("There is no room.")));

            assertThat(yard.sheds).isEmpty();
        }
    }

    @Test
    void theOperatorIsToldOfStepsOfAnUpdate() {
        var yard = new Yard();
        try (var house = House.of(yard, House.QUICK)) {
            assertThat(provisioned(house)).isInstanceOf(Answer.Succeeded.class);
            yard.full = false;
            yard.answersLost.set(1);

            house.update("i", Optional.empty(), "{\"a\":1}");

            assertThat(house.ended("i")).isInstanceOf(Answer.FailedUpdate.class);
            assertThat(yard.roofs).hasValue(1);
            assertThat(house.troubles).singleElement().asString().contains("not undone (roof)", "UPDATE");
        }
    }

    @Test
    void whatFailsWhileStepsAreSeenAgainIsTriedAgain() {
        var yard = new Yard() {
            @Override
            void fill() {
                questionsFailing.set(3);
                throw new Refusal("It cannot be filled.");
            }
        };
        try (var house = House.of(yard, House.QUICK)) {
            assertThat(provisioned(house)).isInstanceOf(Answer.FailedOperation.class);

            assertThat(yard.sheds).isEmpty();
            assertThat(yard.journal).containsExactly("tear down i", "deprovision");
            assertThat(house.troubles).hasSize(3).allMatch(trouble -> trouble.contains("tried again"));
        }
    }

    @Test
    void whatCannotBeUndoneIsStillRemoved() {
        var failures = new ArrayList<String>();
        var yard = new Yard() {
            @Override
            public void provision(Instance instance) {
                instance.output("shed", instance.id());
                instance.step("build", () -> build(instance.id()))
                        .undo(this::tearDown)
                        .run();
                instance.step("sign", () -> build("sign")).undo(this::loseSign).run();
                throw new Refusal("No.");
            }

            void loseSign(String sign) throws IOException {
                failures.add(sign);
                if (failures.size() % 2 == 0) {
                    throw new LinkageError("stuck");
                }
                throw new IOException("stuck");
            }
        };
        try (var house = House.of(yard, House.QUICK)) {
            assertThat(provisioned(house)).isEqualTo(new Answer.FailedOperation(Optional.of("No.")));

            assertThat(failures).hasSize(8);
            assertThat(yard.journal).containsExactly("tear down i", "deprovision");
            assertThat(yard.sheds).containsOnly("sign");
            assertThat(house.troubles)
                    .anyMatch(trouble -> trouble.contains("not undone (sign)"))
                    .anyMatch(trouble -> trouble.contains("gave up"));
        }
    }

    @Test
    void aBindingThatCannotBeUndoneIsStillUnbound() {
        var logins = ConcurrentHashMap.<String>newKeySet();
        var service = new Yard() {
            @Override
            public Credentials bind(Instance instance, Binding binding) {
                binding.step("login", () -> logins.add(binding.id()))
                        .undo(_ -> {
                            throw new IOException("stuck");
                        })
                        .run();
                throw new Refusal("No.");
            }

            @Override
            public void unbind(Instance instance, Binding binding) {
                logins.remove(binding.id());
            }
        };
        try (var house = House.of(service, House.QUICK)) {
            provisioned(house);
            house.bind("i", "b", SLOW, "{}");

            assertThat(house.endedBinding("i", "b")).isEqualTo(new Answer.FailedOperation(Optional.of("No.")));
            assertThat(logins).isEmpty();
        }
    }
}
