package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.broker.Before;
import io.chandler.broker.Binding;
import io.chandler.broker.Credentials;
import io.chandler.broker.Instance;
import io.chandler.broker.OperationType;
import io.chandler.broker.Refusal;
import io.chandler.broker.Service;
import io.chandler.broker.internal.desk.BindingRequest;
import io.chandler.broker.internal.desk.InstanceRequest;
import io.chandler.broker.internal.desk.Reaction;
import io.chandler.broker.internal.desk.TransitionTable;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.osb.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Any sequence of requests and ends of operations: each answer is what the table says for the phase before it. */
class TransitionSequencesTest {

    /** How a method of the service ends. */
    enum End {
        SUCCESS,
        REFUSAL,
        UNUSABLE
    }

    /** One move of a sequence. */
    sealed interface Move {
        record AskInstance(InstanceRequest request) implements Move {}

        record AskBinding(BindingRequest request) implements Move {}

        record EndAll(End how) implements Move {}
    }

    /** A service whose methods wait until they are told how to end. */
    private static final class Puppet implements Service {

        final Set<String> waiting = ConcurrentHashMap.newKeySet();
        private Optional<Function<OperationType, End>> end = Optional.empty();

        synchronized void tell(Optional<Function<OperationType, End>> how) {
            end = how;
            notifyAll();
        }

        private synchronized void act(String object, OperationType type) throws InterruptedException {
            waiting.add(object);
            try {
                while (end.isEmpty()) {
                    wait();
                }
            } finally {
                waiting.remove(object);
            }
            switch (end.get().apply(type)) {
                case SUCCESS -> {}
                case REFUSAL -> throw new Refusal("No.");
                case UNUSABLE -> throw new Refusal("No more.").leavingUnusable();
            }
        }

        @Override
        public void provision(Instance instance) throws Exception {
            act("i", OperationType.PROVISION);
        }

        @Override
        public void update(Instance instance, Before before) throws Exception {
            act("i", OperationType.UPDATE);
        }

        @Override
        public void deprovision(Instance instance) throws Exception {
            act("i", OperationType.DEPROVISION);
        }

        @Override
        public Credentials bind(Instance instance, Binding binding) throws Exception {
            act("b", OperationType.BIND);
            return Credentials.of("user", "b");
        }

        @Override
        public void unbind(Instance instance, Binding binding) throws Exception {
            act("b", OperationType.UNBIND);
        }
    }

    @Provide
    Arbitrary<List<Move>> sequences() {
        var instance = Arbitraries.of(InstanceRequest.class)
                .filter(request -> request != InstanceRequest.BIND) // Asked as a request about the binding.
                .map(request -> (Move) new Move.AskInstance(request));
        var binding = Arbitraries.of(BindingRequest.class).map(request -> (Move) new Move.AskBinding(request));
        var end = Arbitraries.of(End.class).map(how -> (Move) new Move.EndAll(how));
        return Arbitraries.oneOf(instance, binding, end).list().ofMinSize(5).ofMaxSize(25);
    }

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void everyAnswerIsThatOfTheTable(@ForAll("sequences") List<Move> moves) {
        var puppet = new Puppet();
        try (var house = House.of(puppet, House.QUICK)) {
            var play = new Play(puppet, house);
            play.make(new Move.AskInstance(InstanceRequest.PROVISION_OTHER));
            moves.forEach(play::make);
            play.end(End.SUCCESS);
        }
    }

    /** One sequence, with what the model must remember: which parameters are the same as those in place. */
    private static final class Play {

        private final Puppet puppet;
        private final House house;
        private final Reactions reactions;
        private int number;
        private int inPlace;
        private int wanted;
        private int bound;

        Play(Puppet puppet, House house) {
            this.puppet = puppet;
            this.house = house;
            this.reactions = new Reactions(house);
        }

        void make(Move move) {
            switch (move) {
                case Move.AskInstance(var request) -> askInstance(request);
                case Move.AskBinding(var request) -> askBinding(request);
                case Move.EndAll(var how) -> end(how);
            }
        }

        private InstancePhase instancePhase() {
            return reactions.instance().map(InstanceStatus::phase).orElse(InstancePhase.UNKNOWN);
        }

        private BindingPhase bindingPhase() {
            return reactions.binding().map(BindingStatus::phase).orElse(BindingPhase.UNKNOWN);
        }

        private static String parameters(int number) {
            return "{\"n\":" + number + "}";
        }

        private void askInstance(InstanceRequest request) {
            var phase = instancePhase();
            var asked = request == InstanceRequest.UPDATE_SAME && phase != InstancePhase.UPDATING
                    ? InstanceRequest.UPDATE_OTHER // There is none to be the same as.
                    : request;
            var before = reactions.instance().map(InstanceStatus::operation);
            int other = ++number;
            var answer = switch (asked) {
                case PROVISION_SAME -> house.provision("i", SLOW, parameters(wanted));
                case PROVISION_OTHER -> house.provision("i", SLOW, parameters(other));
                case UPDATE_SAME -> house.update("i", Optional.empty(), parameters(wanted));
                case UPDATE_OTHER -> house.update("i", Optional.empty(), parameters(other));
                case DEPROVISION -> house.deprovision("i", SLOW);
                case FETCH -> house.fetch("i");
                case POLL -> house.poll("i", "");
                case BIND -> throw new IllegalArgumentException("asked of the binding");
            };
            assertThat(Reactions.of(answer, before))
                    .as("%s in %s: %s", asked, phase, answer)
                    .contains(TransitionTable.react(phase, asked));
            switch (answer) {
                case Answer.InstanceAccepted _ -> {
                    wanted = asked == InstanceRequest.PROVISION_OTHER ? other : wanted;
                    inPlace = wanted;
                    awaitMethod("i");
                }
                case Answer.UpdateAccepted _ -> {
                    wanted = asked == InstanceRequest.UPDATE_OTHER ? other : wanted;
                    awaitMethod("i");
                }
                case Answer.DeleteAccepted _ -> {
                    if (bindingPhase() == BindingPhase.UNKNOWN || bindingPhase() == BindingPhase.DELETED) {
                        awaitMethod("i");
                    } else {
                        await().pollInterval(Duration.ofMillis(1)).until(() -> bindingPhase() == BindingPhase.DELETING);
                        awaitMethod("b");
                    }
                }
                default -> {}
            }
        }

        private void askBinding(BindingRequest request) {
            var phase = bindingPhase();
            var before = reactions.binding().map(BindingStatus::operation);
            int other = ++number;
            var answer = switch (request) {
                case BIND_SAME -> house.bind("i", "b", SLOW, parameters(bound));
                case BIND_OTHER -> house.bind("i", "b", SLOW, parameters(other));
                case UNBIND -> house.unbind("i", "b", SLOW);
                case FETCH -> house.fetchBinding("i", "b");
                case POLL -> house.pollBinding("i", "b");
            };
            assertThat(Reactions.of(answer, before))
                    .as("%s in %s of an instance in %s: %s", request, phase, instancePhase(), answer)
                    .contains(expected(phase, request));
            if (answer instanceof Answer.BindingAccepted) {
                bound = request == BindingRequest.BIND_OTHER ? other : bound;
                awaitMethod("b");
            }
        }

        /** A bind that would start one depends on the instance. */
        private Reaction expected(BindingPhase phase, BindingRequest request) {
            var reaction = TransitionTable.react(phase, request);
            boolean bind = request == BindingRequest.BIND_SAME || request == BindingRequest.BIND_OTHER;
            return bind && reaction == Reaction.START
                    ? TransitionTable.react(instancePhase(), InstanceRequest.BIND)
                    : reaction;
        }

        /** What runs is stable from here on: the method waits. */
        private void awaitMethod(String object) {
            await().pollInterval(Duration.ofMillis(1)).until(() -> puppet.waiting.contains(object));
        }

        /** Ends what runs. Deletions are refused only where the engine does not go on asking for them. */
        void end(End how) {
            var phase = instancePhase();
            boolean deleting = phase == InstancePhase.DELETING;
            boolean refusable = reactions
                            .instance()
                            .filter(status -> deleting && status.cancelled() == null)
                            .isPresent()
                    && !bindingPhase().busy();
            boolean unbindRefusable = !deleting
                    && reactions
                            .binding()
                            .filter(status -> status.phase() == BindingPhase.DELETING && status.cancelled() == null)
                            .isPresent();
            puppet.tell(Optional.of(type -> switch (type) {
                case DEPROVISION -> refusable ? how : End.SUCCESS;
                case UNBIND -> unbindRefusable && how == End.REFUSAL ? how : End.SUCCESS;
                case PROVISION, UPDATE, BIND -> how;
            }));
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> !instancePhase().busy() && !bindingPhase().busy());
            puppet.tell(Optional.empty());
            if (phase == InstancePhase.UPDATING) {
                wanted = instancePhase() == InstancePhase.READY ? wanted : inPlace;
                inPlace = wanted;
            }
        }
    }
}
