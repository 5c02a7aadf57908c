package io.chandler.ondemand.broker;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was done for a deployment that may still fail, and how each step is taken back. Confined to its thread. */
final class Undo {

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String what, Runnable action) {}

    void add(String what, Runnable action) {
        steps.push(new Step(what, action));
    }

    /** Takes everything back, the last first; what cannot be taken back is told to the operator. */
    void run(Work work) {
        while (!steps.isEmpty()) {
            var step = steps.pop();
            try {
                step.action.run();
            } catch (RuntimeException e) {
                work.log("could not take back after a failure: " + step.what + ": " + e.getMessage());
            }
        }
    }

    /** The deployment has begun: nothing is taken back any more. */
    void forget() {
        steps.clear();
    }
}
