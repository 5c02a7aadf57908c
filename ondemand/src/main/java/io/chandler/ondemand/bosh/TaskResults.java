package io.chandler.ondemand.bosh;

import io.chandler.ondemand.bosh.DirectorException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What tasks leave behind: one JSON object per line. Thread-safe. */
final class TaskResults {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_TASK = Duration.ofMinutes(10);
    private static final int REMEMBERED = 1_000;

    private final DirectorConnection connection;

    /** Whether finished tasks failed as errands, by id; a finished task does not change. */
    private final Map<Long, Boolean> failed = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    TaskResults(DirectorConnection connection) {
        this.connection = connection;
    }

    /** The task; done, but an errand with an exit code that is not 0 on any instance, it is in error. */
    Task judged(Task task) {
        if (task.state() != Task.State.DONE || isDeployment(task)) {
            return task;
        }
        var known = failed.get(task.id());
        boolean bad = known == null ? anyInstanceFailed(task.id()) : known;
        failed.put(task.id(), bad);
        return bad
                ? new Task(
                        task.id(),
                        Task.State.ERROR,
                        task.description(),
                        task.result(),
                        task.contextId(),
                        task.deployment())
                : task;
    }

    private static boolean isDeployment(Task task) {
        return task.description().startsWith("create deployment")
                || task.description().startsWith("delete deployment");
    }

    private boolean anyInstanceFailed(long task) {
        return lines(task).stream().anyMatch(line -> line.path("exit_code").asInt(0) != 0);
    }

    /** The objects of a finished task's result; what is not JSON is left out. */
    List<JsonNode> lines(long task) {
        var reply = connection.send(
                connection.get("/tasks/" + task + "/output?type=result").header("Range", "bytes=0-"));
        if (reply.status() == 416) {
            return List.of();
        }
        var objects = new ArrayList<JsonNode>();
        for (var line : connection.successful(reply).text().lines().toList()) {
            try {
                var node = JSON.readTree(line);
                if (node.isObject()) {
                    objects.add(node);
                }
            } catch (JacksonException _) {
                // Deployments leave other text.
            }
        }
        return objects;
    }

    /** Waits for a short task to end well. */
    void await(long task) {
        long end = System.nanoTime() + LONGEST_TASK.toNanos();
        var pause = FIRST_PAUSE;
        while (true) {
            var state = connection.json("/tasks/" + task).path("state").asString("");
            if (!Task.State.of(state).running()) {
                requireDone(task, state);
                return;
            }
            if (System.nanoTime() > end) {
                throw new DirectorException(Kind.UNREACHABLE, "task " + task + " does not end", null);
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Throws if a task has ended otherwise than well. */
    static void requireDone(long task, String state) {
        if (!state.equals("done")) {
            throw new DirectorException(
                    Kind.REFUSED, "Expected task '" + task + "' to succeed but state is '" + state + "'", null);
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectorException(Kind.UNREACHABLE, "interrupted", e);
        }
    }
}
