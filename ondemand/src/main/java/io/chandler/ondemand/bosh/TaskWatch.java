package io.chandler.ondemand.bosh;

import io.chandler.ondemand.http.HttpReply;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks of a task what BOSH's own clients ask: after the redirect to it its state and its events every half a second until
 * it ends, and then its result. The broker needs none of it; a director that is a script of expected requests does.
 * Thread-safe.
 */
final class TaskWatch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration MOMENT = Duration.ofMillis(800);

    private final DirectorConnection connection;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    TaskWatch(DirectorConnection connection) {
        this.connection = connection;
    }

    /** Follows the redirect to a task, and watches it from then on without making anybody wait. */
    void begin(long task, Optional<String> contextId) {
        follow(task, contextId);
        var thread = Thread.ofVirtual().name("watch-task-" + task).unstarted(() -> run(task, contextId));
        if (!closed) {
            threads.add(thread);
            thread.start();
        }
    }

    private void run(long task, Optional<String> contextId) {
        try {
            if (await(task, contextId).equals("done")) {
                output(task, "result", contextId);
            }
        } catch (DirectorException _) {
            // Nobody waits for it.
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    /** What the redirect leads to. */
    void follow(long task, Optional<String> contextId) {
        try {
            var _ = get("/tasks/" + task, contextId);
        } catch (DirectorException _) {
            // The task has begun all the same.
        }
    }

    /** The state in which a task ends. */
    String await(long task, Optional<String> contextId) {
        while (true) {
            var state = connection
                    .json(connection.successful(get("/tasks/" + task, contextId)))
                    .path("state")
                    .asString("");
            output(task, "event", contextId);
            if (!Task.State.of(state).running() || closed) {
                return state;
            }
            pause();
        }
    }

    private void output(long task, String type, Optional<String> contextId) {
        var call = connection.get("/tasks/" + task + "/output?type=" + type).header("Range", "bytes=0-");
        var _ = connection.send(DirectorConnection.inContext(call, contextId));
    }

    private HttpReply get(String path, Optional<String> contextId) {
        return connection.send(DirectorConnection.inContext(connection.get(path), contextId));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectorException(DirectorException.Kind.UNREACHABLE, "interrupted", e);
        }
    }

    /** Leaves all tasks alone; what is just being asked may still be answered, for a moment. */
    @Override
    public void close() {
        closed = true;
        var end = Instant.now().plus(MOMENT);
        for (var thread : threads) {
            try {
                var left = Duration.between(Instant.now(), end);
                if (left.isNegative() || !thread.join(left)) {
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                thread.interrupt();
                Thread.currentThread().interrupt();
            }
        }
    }
}
