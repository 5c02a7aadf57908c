package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.acceptance.replicas.InstanceModel.Input;
import io.chandler.acceptance.replicas.InstanceModel.Output;
import io.chandler.acceptance.replicas.InstanceModel.State;
import io.chandler.acceptance.replicas.Linearizability.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** The checker finds what is wrong, and nothing else. */
class LinearizabilityTest {

    private static final Input RED = new Input.Provision("red");
    private static final Input GREEN = new Input.Update("green");
    private static final Input DELETE = new Input.Deprovision();
    private static final Input FETCH = new Input.Fetch();

    // ---- Compared with trying every order --------------------------------------------------------------------------

    @Property(tries = 3_000)
    void agreesWithTryingEveryOrder(@ForAll("histories") List<Call> calls) {
        boolean possible = possible(new ArrayList<>(calls), State.INITIAL);
        Statistics.collect(possible);
        assertThat(Linearizability.violation(calls).isEmpty()).isEqualTo(possible);
    }

    @Provide
    Arbitrary<List<Call>> histories() {
        var input = Arbitraries.of(
                RED, RED, new Input.Provision("green"), GREEN, new Input.Update("red"), DELETE, FETCH, poll("a"));
        var output = Arbitraries.of(
                        new Output(202, "a"),
                        new Output(202, "a"),
                        new Output(202, "b"),
                        new Output(200, ""),
                        new Output(200, "in progress"),
                        new Output(200, "succeeded"),
                        new Output(404, ""),
                        new Output(409, ""),
                        new Output(410, ""),
                        new Output(422, ""))
                .optional(0.8);
        var call = Combinators.combine(
                        input,
                        output,
                        Arbitraries.longs().between(0, 12),
                        Arbitraries.longs().between(1, 8))
                .as((in, out, invoked, length) ->
                        out.isEmpty() ? Call.unanswered(in, invoked) : new Call(in, invoked, invoked + length, out));
        return call.list().ofMaxSize(5);
    }

    private static boolean possible(List<Call> remaining, State state) {
        if (remaining.stream().allMatch(call -> call.output().isEmpty())) {
            return true;
        }
        for (var call : List.copyOf(remaining)) {
            if (remaining.stream().anyMatch(other -> other.returned() < call.invoked())) {
                continue;
            }
            var rest = new ArrayList<>(remaining);
            rest.remove(call);
            if (InstanceModel.after(state, call.input(), call.output()).stream()
                    .anyMatch(next -> possible(rest, next))) {
                return true;
            }
        }
        return false;
    }

    // ---- Histories that one broker could have made, and what becomes of them ---------------------------------------

    @Property(tries = 200)
    void acceptsWhatOneBrokerAnswers(@ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int size) {
        assertThat(Linearizability.violation(real(random, size))).isEmpty();
    }

    @Property(tries = 200)
    void refusesAnOperationThatNobodyBegan(@ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int size) {
        var calls = real(random, size);
        long end = calls.stream().mapToLong(Call::invoked).max().orElse(0) + 1_000;
        calls.add(answered(RED, end, new Output(202, "x")));
        calls.add(answered(RED, end + 10, new Output(202, "y")));
        assertThat(Linearizability.violation(calls)).isPresent();
    }

    @Property(tries = 200)
    void refusesALostInstance(@ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int size) {
        var calls = real(random, size);
        long end = calls.stream().mapToLong(Call::invoked).max().orElse(0) + 1_000;
        calls.add(answered(poll("none"), end, new Output(200, "succeeded")));
        calls.add(answered(FETCH, end + 10, new Output(200, "")));
        calls.add(answered(FETCH, end + 20, new Output(404, "")));
        assertThat(Linearizability.violation(calls)).isPresent();
    }

    /** What one broker answers to requests that overlap, each done at a moment of its own. */
    private static List<Call> real(Random random, int size) {
        var calls = new ArrayList<Call>();
        var state = State.INITIAL;
        for (int i = 0; i < size; i++) {
            long moment = 10L * i;
            if (random.nextInt(3) == 0) {
                state = state.completed();
            }
            var input = input(random, state);
            for (var output : outputs("operation " + i, state)) {
                var next = InstanceModel.after(state, input, Optional.of(output));
                if (!next.isEmpty()) {
                    state = next.getFirst();
                    calls.add(new Call(
                            input, moment - random.nextInt(40), moment + 1 + random.nextInt(40), Optional.of(output)));
                    break;
                }
            }
        }
        return calls;
    }

    private static Input input(Random random, State state) {
        return switch (random.nextInt(6)) {
            case 0 -> RED;
            case 1 -> new Input.Provision("green");
            case 2 -> GREEN;
            case 3 -> DELETE;
            case 4 -> FETCH;
            default -> poll(state.operation());
        };
    }

    private static List<Output> outputs(String fresh, State state) {
        return List.of(
                new Output(202, state.runs() ? state.operation() : fresh),
                new Output(200, ""),
                new Output(200, "in progress"),
                new Output(200, "succeeded"),
                new Output(404, ""),
                new Output(409, ""),
                new Output(410, ""),
                new Output(422, ""));
    }

    // ---- Examples --------------------------------------------------------------------------------------------------

    @Example
    void twoOperationsAtOnceAreRefused() {
        assertRefused(
                new Call(RED, 0, 10, Optional.of(new Output(202, "a"))),
                new Call(RED, 0, 10, Optional.of(new Output(202, "b"))));
    }

    @Example
    void anAcknowledgedInstanceThatIsNotThereIsRefused() {
        assertRefused(
                answered(RED, 0, new Output(202, "a")),
                answered(poll("a"), 10, new Output(200, "succeeded")),
                answered(FETCH, 20, new Output(404, "")));
    }

    @Example
    void anAnswerFromThePastIsRefused() {
        assertRefused(
                answered(RED, 0, new Output(202, "a")),
                answered(poll("a"), 10, new Output(200, "succeeded")),
                answered(poll("a"), 20, new Output(200, "in progress")));
    }

    @Example
    void aLostUpdateIsRefused() {
        assertRefused(
                answered(RED, 0, new Output(202, "a")),
                answered(poll("a"), 10, new Output(200, "succeeded")),
                answered(GREEN, 20, new Output(202, "b")),
                answered(poll("b"), 30, new Output(200, "succeeded")),
                answered(new Input.Provision("red"), 40, new Output(200, "")));
    }

    @Example
    void aRequestWithoutAnAnswerMayHaveBeenDoneLater() {
        assertThat(Linearizability.violation(List.of(
                        Call.unanswered(RED, 0),
                        answered(FETCH, 10, new Output(404, "")),
                        answered(DELETE, 20, new Output(410, "")),
                        answered(RED, 30, new Output(202, "a")),
                        answered(poll("a"), 40, new Output(200, "in progress")))))
                .isEmpty();
    }

    private static void assertRefused(Call... calls) {
        assertThat(Linearizability.violation(List.of(calls))).isPresent();
    }

    private static Call answered(Input input, long invoked, Output output) {
        return new Call(input, invoked, invoked + 5, Optional.of(output));
    }

    private static Input poll(String operation) {
        return new Input.Poll(operation);
    }
}
