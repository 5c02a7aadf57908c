package io.chandler.testkit.director;

import java.util.List;
import java.util.Optional;

/**
 * A task.
 *
 * @param created when it was asked for, in milliseconds, as all its times
 * @param started when a worker took it
 * @param run how it goes, from the moment that it has the lock
 * @param ended when it ended
 * @param output its result as lines of JSON
 */
record Task(
        long id,
        Work work,
        String user,
        Optional<String> contextId,
        State state,
        String result,
        long created,
        Optional<Long> started,
        Optional<Run> run,
        Optional<Long> ended,
        String output) {

    enum State {
        queued,
        processing,
        cancelling,
        cancelled,
        done,
        error,
        timeout;

        boolean running() {
            return this == queued || this == processing || this == cancelling;
        }
    }

    /**
     * How a task goes.
     *
     * @param begun when it got the lock
     * @param duration in milliseconds; none if it hangs
     */
    record Run(long begun, Optional<Long> duration, Ending ending, List<Step> steps) {}

    /** A line of progress: started and finished at parts of the duration between 0 and 1. */
    record Step(String stage, List<String> tags, int total, String task, int index, double from, double to) {}

    static Task queued(long id, Work work, String user, Optional<String> contextId, long now) {
        return new Task(
                id,
                work,
                user,
                contextId,
                State.queued,
                "",
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "");
    }

    Task started(long now) {
        return new Task(
                id, work, user, contextId, State.processing, result, created, Optional.of(now), run, ended, output);
    }

    Task begun(Run howItGoes) {
        return new Task(
                id, work, user, contextId, state, result, created, started, Optional.of(howItGoes), ended, output);
    }

    Task cancelling() {
        return new Task(id, work, user, contextId, State.cancelling, result, created, started, run, ended, output);
    }

    Task ended(State end, String newResult, String newOutput, long now) {
        return new Task(id, work, user, contextId, end, newResult, created, started, run, Optional.of(now), newOutput);
    }
}
