package io.chandler.acceptance.replicas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One service instance as the front desk shows it: what may be answered in each state, and what the state is then. An
 * operation that runs ends whenever it likes, and well.
 */
final class InstanceModel {

    /** The operation whose answer was lost. */
    private static final String UNKNOWN = "?";

    private InstanceModel() {}

    enum Phase {
        ABSENT,
        CREATING,
        PRESENT,
        UPDATING,
        DELETING
    }

    /**
     * A state.
     *
     * @param value that the instance has, or will have when its creation has ended
     * @param target the value after the update that runs
     * @param operation the latest one
     */
    record State(Phase phase, String value, String target, String operation) {

        static final State INITIAL = new State(Phase.ABSENT, "", "", "");

        boolean runs() {
            return phase == Phase.CREATING || phase == Phase.UPDATING || phase == Phase.DELETING;
        }

        /** The state after the end of the operation that runs. */
        State completed() {
            return switch (phase) {
                case CREATING -> new State(Phase.PRESENT, value, "", operation);
                case UPDATING -> new State(Phase.PRESENT, target, "", operation);
                case DELETING -> new State(Phase.ABSENT, "", "", operation);
                case ABSENT, PRESENT -> this;
            };
        }
    }

    /** What is asked for. */
    sealed interface Input {
        record Provision(String value) implements Input {}

        record Update(String value) implements Input {}

        record Deprovision() implements Input {}

        record Fetch() implements Input {}

        record Poll(String operation) implements Input {}
    }

    /**
     * What is answered.
     *
     * @param text of 202 the operation, of a poll the state, else nothing
     */
    record Output(int status, String text) {}

    /** The states after a request that was answered so; none if it cannot be answered so. */
    static List<State> after(State state, Input input, Optional<Output> output) {
        var states = new ArrayList<State>();
        step(state, input, output, states);
        if (state.runs()) {
            step(state.completed(), input, output, states);
        }
        return states;
    }

    private static void step(State state, Input input, Optional<Output> output, List<State> into) {
        switch (input) {
            case Input.Provision(var value) -> provision(state, value, output, into);
            case Input.Update(var value) -> update(state, value, output, into);
            case Input.Deprovision() -> deprovision(state, output, into);
            case Input.Fetch() -> fetch(state, output, into);
            case Input.Poll(var operation) -> poll(state, operation, output, into);
        }
    }

    private static void provision(State state, String value, Optional<Output> output, List<State> into) {
        switch (state.phase()) {
            case ABSENT -> start(Phase.CREATING, value, "", output, into);
            case CREATING -> {
                if (value.equals(state.value())) {
                    join(state, output, into);
                } else {
                    answer(state, 409, output, into);
                }
            }
            case PRESENT -> answer(state, value.equals(state.value()) ? 200 : 409, output, into);
            case UPDATING -> answer(state, value.equals(state.target()) ? 422 : 409, output, into);
            case DELETING -> answer(state, 422, output, into);
        }
    }

    private static void update(State state, String value, Optional<Output> output, List<State> into) {
        switch (state.phase()) {
            case ABSENT -> answer(state, 404, output, into);
            case CREATING, DELETING -> answer(state, 422, output, into);
            case PRESENT -> {
                if (value.equals(state.value())) {
                    answer(state, 200, output, into);
                } else {
                    start(Phase.UPDATING, state.value(), value, output, into);
                }
            }
            case UPDATING -> {
                if (value.equals(state.target())) {
                    join(state, output, into);
                } else {
                    answer(state, 422, output, into);
                }
            }
        }
    }

    private static void deprovision(State state, Optional<Output> output, List<State> into) {
        switch (state.phase()) {
            case ABSENT -> answer(state, 410, output, into);
            case CREATING, PRESENT -> start(Phase.DELETING, state.value(), "", output, into);
            case UPDATING -> answer(state, 422, output, into);
            case DELETING -> join(state, output, into);
        }
    }

    private static void fetch(State state, Optional<Output> output, List<State> into) {
        switch (state.phase()) {
            case ABSENT, CREATING, DELETING -> answer(state, 404, output, into);
            case PRESENT -> answer(state, 200, output, into);
            case UPDATING -> answer(state, 422, output, into);
        }
    }

    private static void poll(State state, String operation, Optional<Output> output, List<State> into) {
        if (output.isEmpty()) {
            return;
        }
        var given = output.get();
        if (given.status() == 404) {
            // Before the first creation, and for a moment between a deletion and the next creation.
            if (state.phase() == Phase.ABSENT) {
                into.add(state);
            }
            return;
        }
        if (given.status() != 200) {
            return;
        }
        boolean says = given.text().equals("in progress");
        if (state.operation().equals(operation)) {
            if (says == state.runs() && (says || given.text().equals("succeeded"))) {
                into.add(state);
            }
            return;
        }
        if (state.operation().equals(UNKNOWN) && says == state.runs()) {
            into.add(new State(state.phase(), state.value(), state.target(), operation));
        }
        // An operation of the past, or of an instance that is no more, has ended; then the latest is told of.
        if (!says || state.runs()) {
            into.add(state);
        }
    }

    private static void start(Phase phase, String value, String target, Optional<Output> output, List<State> into) {
        if (output.isEmpty()) {
            into.add(new State(phase, value, target, UNKNOWN));
        } else if (output.get().status() == 202) {
            into.add(new State(phase, value, target, output.get().text()));
        }
    }

    private static void join(State state, Optional<Output> output, List<State> into) {
        if (output.isEmpty() || output.get().status() != 202) {
            return;
        }
        var operation = output.get().text();
        if (state.operation().equals(UNKNOWN)) {
            into.add(new State(state.phase(), state.value(), state.target(), operation));
        } else if (state.operation().equals(operation)) {
            into.add(state);
        }
    }

    /** An answer that changes nothing; without an answer there was no effect. */
    private static void answer(State state, int status, Optional<Output> output, List<State> into) {
        if (output.isPresent() && output.get().status() == status) {
            into.add(state);
        }
    }
}
