package io.chandler.acceptance.replicas;

import io.chandler.acceptance.replicas.InstanceModel.Input;
import io.chandler.acceptance.replicas.InstanceModel.Output;
import io.chandler.acceptance.replicas.InstanceModel.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the answers about one object could have come from one broker that does one thing after the other, each at
 * some moment between its request and its answer: the search of Wing and Gong, which remembers where it has been.
 */
final class Linearizability {

    /**
     * A request that was sent once.
     *
     * @param returned when the answer came; the largest number if it never came
     * @param output empty if it never came: the request may have had its effect at any later time, or none
     */
    record Call(Input input, long invoked, long returned, Optional<Output> output) {

        static Call unanswered(Input input, long invoked) {
            return new Call(input, invoked, Long.MAX_VALUE, Optional.empty());
        }
    }

    private record Place(BitSet done, State state) {}

    private final List<Call> calls;
    private final Set<Place> seen = new HashSet<>();
    private BitSet furthest = new BitSet();
    private State state = State.INITIAL;

    private Linearizability(List<Call> calls) {
        this.calls =
                calls.stream().sorted(Comparator.comparingLong(Call::invoked)).toList();
    }

    /** What speaks against a history that begins with an object that is not there; empty if nothing does. */
    static Optional<String> violation(List<Call> calls) {
        var search = new Linearizability(calls);
        return search.search(new BitSet(), State.INITIAL) ? Optional.empty() : Optional.of(search.explanation());
    }

    private boolean search(BitSet done, State current) {
        long earliest = Long.MAX_VALUE;
        boolean complete = true;
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            var call = calls.get(i);
            complete &= call.output().isEmpty();
            earliest = Math.min(earliest, call.returned());
        }
        if (complete) {
            return true;
        }
        if (!seen.add(new Place((BitSet) done.clone(), current))) {
            return false;
        }
        if (done.cardinality() >= furthest.cardinality()) {
            furthest = (BitSet) done.clone();
            state = current;
        }
        // What was not answered is tried last: most of it had no effect.
        return follow(done, current, earliest, true) || follow(done, current, earliest, false);
    }

    private boolean follow(BitSet done, State current, long earliest, boolean answered) {
        var tried = new HashSet<Input>();
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            var call = calls.get(i);
            if (call.invoked() > earliest) {
                break;
            }
            // Of equal requests without an answer, each can stand for the others.
            if (call.output().isPresent() != answered || (!answered && !tried.add(call.input()))) {
                continue;
            }
            for (var next : InstanceModel.after(current, call.input(), call.output())) {
                done.set(i);
                boolean found = search(done, next);
                done.clear(i);
                if (found) {
                    return true;
                }
            }
        }
        return false;
    }

    private String explanation() {
        var remaining = new ArrayList<Call>();
        for (int i = furthest.nextClearBit(0);
                i < calls.size() && remaining.size() < 8;
                i = furthest.nextClearBit(i + 1)) {
            remaining.add(calls.get(i));
        }
        var order = calls.stream()
                .map(call -> (furthest.get(calls.indexOf(call)) ? "  " : "* ") + call)
                .collect(Collectors.joining("\n"));
        return "No order of these requests explains their answers. After the best attempt the state was " + state
                + " and these could not follow: " + remaining + "\n" + order;
    }
}
