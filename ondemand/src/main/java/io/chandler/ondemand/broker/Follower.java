package io.chandler.ondemand.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Carries operations on without waiting for the platform's polls: those with errands and deletions, which have more to do
 * than their first task. Each has a virtual thread, which asks less and less often. What it began ends with the process;
 * polls carry on then.
 */
final class Follower implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** About an hour without the director; then only polls carry on. */
    private static final int MAXIMUM_TROUBLES = 250;

    private final Lifecycle lifecycle;
    private final Duration first;
    private final ConcurrentMap<String, Thread> threads = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Follower(Lifecycle lifecycle, Duration first) {
        this.lifecycle = lifecycle;
        this.first = first;
    }

    /**
     * Follows an operation to its end, if the end of its first task is not its own. What was followed of the instance
     * before is left: the new operation takes its place.
     */
    void follow(Work work, OperationData operation) {
        threads.remove(work.instanceId());
        boolean more = operation.type().deletes()
                || (operation.contextId().isPresent() && !operation.errands().isEmpty());
        if (!more || closed) {
            return;
        }
        var thread = Thread.ofVirtual().name("follow-" + work.instanceId()).unstarted(() -> run(work, operation));
        threads.put(work.instanceId(), thread);
        thread.start();
    }

    private void run(Work work, OperationData operation) {
        try {
            var pause = first;
            long task = 0;
            Optional<String> trouble = Optional.empty();
            int troubles = 0;
            while (troubles < MAXIMUM_TROUBLES) {
                Thread.sleep(pause);
                if (closed || !Thread.currentThread().equals(threads.get(work.instanceId()))) {
                    return;
                }
                try {
                    var progress = lifecycle.advance(work, operation);
                    if (progress.state() != Lifecycle.State.IN_PROGRESS
                            && progress.state() != Lifecycle.State.LEFT_OVERS) {
                        return;
                    }
                    pause = progress.task() == task ? longer(pause) : first;
                    task = progress.task();
                    trouble = Optional.empty();
                    troubles = 0;
                } catch (Problem problem) {
                    var text = Optional.of(problem.forOperator());
                    if (!text.equals(trouble)) {
                        work.log("cannot follow the operation at the moment: " + problem.forOperator());
                    }
                    trouble = text;
                    troubles++;
                    pause = longer(pause);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            threads.remove(work.instanceId(), Thread.currentThread());
        }
    }

    private static Duration longer(Duration pause) {
        var longer = pause.multipliedBy(3).dividedBy(2);
        return longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }

    int size() {
        return threads.size();
    }

    @Override
    public void close() {
        closed = true;
        threads.values().forEach(Thread::interrupt);
    }
}
