package io.chandler.testkit.director;

import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Carries tasks out: so many workers, one lock for each deployment. A task that has a worker but not the lock keeps the
 * worker, and fails when it has waited too long, as with the real director. No thread waits for a task; a timer ends it.
 */
final class Tasks implements AutoCloseable {

    private final Model model;
    private final DirectorSettings settings;
    private final VariableStore variables;
    private final Deque<Long> queue = new ArrayDeque<>();
    private final Map<String, Long> locks = new HashMap<>();
    private final Map<String, Deque<Long>> waiting = new HashMap<>();
    private final List<Script> scripts = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("director-timer").daemon().factory());
    private int busyWorkers;

    Tasks(Model model, DirectorSettings settings, VariableStore variables) {
        this.model = model;
        this.settings = settings;
        this.variables = variables;
        locked(this::carryOn);
    }

    /** Takes up what a simulator that was stopped left behind: first the running tasks, then the queue. */
    private void carryOn() {
        var unfinished =
                model.tasks().stream().filter(task -> task.state().running()).toList();
        for (var task : unfinished) {
            if (task.state() == Task.State.cancelling) {
                model.put(task.ended(Task.State.cancelled, cancelled(task), "", now()));
            } else if (task.run().isPresent()) {
                var run = task.run().get();
                if (task.work().exclusive()) {
                    busyWorkers++;
                    locks.put(task.work().deployment(), task.id());
                }
                run.duration().ifPresent(duration -> endLater(task.id(), run.begun() + duration - now()));
            } else {
                queue.add(task.id());
            }
        }
        dispatch();
    }

    void add(Script script) {
        locked(() -> scripts.add(script));
    }

    Task submit(Work work, String user, Optional<String> contextId) {
        return locked(() -> {
            var task = Task.queued(model.nextTask(), work, user, contextId, now());
            model.put(task);
            if (work.exclusive()) {
                queue.add(task.id());
                dispatch();
            } else {
                begin(task.started(now()));
            }
            return model.task(task.id()).orElseThrow();
        });
    }

    /** Cancels a task if it has not ended. */
    void cancel(long id) {
        locked(() -> {
            var task = model.task(id).orElseThrow();
            if (task.state() == Task.State.queued) {
                queue.remove(id);
                model.put(task.ended(Task.State.cancelled, cancelled(task), "", now()));
            } else if (task.state() == Task.State.processing) {
                model.put(task.cancelling());
                var waiters = waiting.get(task.work().deployment());
                if (waiters != null) {
                    waiters.remove(id);
                }
                later(0, () -> end(model.task(id).orElseThrow(), Task.State.cancelled, cancelled(task), ""));
            }
        });
    }

    private static String cancelled(Task task) {
        return "Task " + task.id() + " cancelled";
    }

    void letHangingTasksEnd() {
        locked(() -> {
            for (var task : model.tasks()) {
                if (task.state() == Task.State.processing
                        && task.run().map(run -> run.duration().isEmpty()).orElse(false)) {
                    finish(task);
                }
            }
        });
    }

    /** The names of the locked deployments with the task that has the lock. */
    Map<String, Long> locks() {
        return locked(() -> Map.copyOf(locks));
    }

    private void dispatch() {
        while (busyWorkers < settings.workers() && !queue.isEmpty()) {
            var task = model.task(queue.removeFirst()).orElseThrow().started(now());
            busyWorkers++;
            model.put(task);
            var deployment = task.work().deployment();
            if (locks.containsKey(deployment)) {
                waiting.computeIfAbsent(deployment, _ -> new ArrayDeque<>()).add(task.id());
                later(settings.lockTimeout().toMillis(), () -> giveUp(task));
            } else {
                locks.put(deployment, task.id());
                begin(task);
            }
        }
    }

    private void giveUp(Task task) {
        var deployment = task.work().deployment();
        var waiters = waiting.get(deployment);
        if (waiters != null && waiters.remove(task.id())) {
            end(
                    model.task(task.id()).orElseThrow(),
                    Task.State.error,
                    "Failed to acquire lock for lock:deployment:" + deployment + " uid: " + task.id()
                            + ". Locking task id is " + locks.get(deployment),
                    "");
        }
    }

    private void begin(Task task) {
        var script = scripts.stream().filter(s -> s.fits(task.work())).findFirst();
        script.ifPresent(used -> {
            int place = scripts.indexOf(used);
            used.used().ifPresentOrElse(rest -> scripts.set(place, rest), () -> scripts.remove(place));
        });
        Duration usual = task.work().exclusive() ? settings.taskTime() : Duration.ZERO;
        var duration = script.map(s -> s.duration(usual)).orElse(Optional.of(usual.toMillis()));
        var ending = script.map(Script::ending).orElse(Ending.WELL);
        model.put(task.begun(new Task.Run(now(), duration, ending, steps(task.work()))));
        duration.ifPresent(time -> endLater(task.id(), time));
    }

    private List<Task.Step> steps(Work work) {
        var before = model.deployment(work.deployment()).orElse(Deployment.empty(work.deployment()));
        return switch (work) {
            case Work.Deploy deploy -> Rollout.steps(before, Manifest.parse(deploy.manifest()), false);
            case Work.Recreate _ ->
                before.manifest()
                        .map(text -> Rollout.steps(before, Manifest.parse(text), true))
                        .orElse(List.of());
            case Work.Delete _ ->
                List.of(new Task.Step("Deleting instances", List.of(), 1, work.deployment(), 1, 0, 1));
            case Work.RunErrand run -> List.of(new Task.Step("Running errand", List.of(), 1, run.errand(), 1, 0, 1));
            case Work.ListMachines _ -> List.of();
        };
    }

    private void endLater(long id, long milliseconds) {
        later(
                milliseconds,
                () -> model.task(id)
                        .filter(task -> task.state() == Task.State.processing)
                        .ifPresent(this::finish));
    }

    private void later(long milliseconds, Runnable change) {
        var _ = timer.schedule(
                () -> {
                    try {
                        locked(change);
                    } catch (RuntimeException defect) {
                        System.getLogger(Tasks.class.getName())
                                .log(System.Logger.Level.ERROR, "cannot carry on a task", defect);
                    }
                },
                Math.max(0, milliseconds),
                TimeUnit.MILLISECONDS);
    }

    /** The task's time is over: its effect, then its end. */
    private void finish(Task task) {
        var ending = task.run().map(Task.Run::ending).orElse(Ending.WELL);
        if (ending.failure().isPresent()) {
            var failure = ending.failure().get();
            end(task, failure.state(), failure.text(), "");
            return;
        }
        var deployment = model.deployment(task.work().deployment());
        if (deployment.isEmpty() && task.work() instanceof Work.Deploy) {
            deployment = Optional.of(Deployment.empty(task.work().deployment()));
        }
        if (deployment.isEmpty()) {
            end(task, Task.State.error, "Deployment '" + task.work().deployment() + "' doesn't exist", "");
            return;
        }
        var before = deployment.get();
        var done = "/deployments/" + before.name();
        switch (task.work()) {
            case Work.Deploy deploy -> deploy(task, before, deploy.manifest());
            case Work.Recreate _ -> {
                var machines = before.machines().stream()
                        .map(machine -> machine.recreated(Rollout.newCid()))
                        .toList();
                model.put(before.with(machines));
                end(task, Task.State.done, done, "");
            }
            case Work.Delete _ -> {
                model.deleteDeployment(before.name());
                end(task, Task.State.done, done, "");
            }
            case Work.RunErrand run -> runErrand(task, before, run, ending);
            case Work.ListMachines _ -> end(task, Task.State.done, "", Machines.lines(before));
        }
    }

    private void deploy(Task task, Deployment before, String text) {
        var manifest = Manifest.parse(text);
        try {
            var after = Rollout.apply(model, before, text, manifest, variables);
            var missing = variables.missing(before.name(), manifest);
            if (missing.isEmpty()) {
                model.put(after);
                end(task, Task.State.done, "/deployments/" + before.name(), "");
            } else {
                end(
                        task,
                        Task.State.error,
                        "Unable to render instance groups for deployment. Errors are:\n" + String.join("\n", missing),
                        "");
            }
        } catch (Refusal unexpected) {
            end(task, Task.State.error, "the manifest cannot be read", "");
        }
    }

    private void runErrand(Task task, Deployment deployment, Work.RunErrand run, Ending ending) {
        var machines = Machines.ofErrand(deployment, run.errand());
        if (machines.isEmpty()) {
            end(task, Task.State.error, "Errand '" + run.errand() + "' doesn't exist", "");
            return;
        }
        var chosen = Machines.choose(machines, run.instances());
        if (chosen.isEmpty()) {
            end(task, Task.State.error, "No instances match selection criteria: " + Json.write(run.instances()), "");
            return;
        }
        var lines = new StringBuilder();
        int failed = 0;
        for (var machine : chosen) {
            var line = new LinkedHashMap<String, Object>();
            line.put("instance", Map.of("group", machine.group(), "id", machine.id()));
            line.put("errand_name", run.errand());
            line.put("exit_code", ending.exitCode(machine));
            line.put("stdout", ending.standardOutput());
            line.put("stderr", ending.standardError());
            line.put("logs", Map.of("blobstore_id", "", "sha1", ""));
            lines.append(Json.write(line)).append('\n');
            failed += ending.exitCode(machine) == 0 ? 0 : 1;
        }
        var summary = (chosen.size() - failed) + " succeeded, " + failed + " errored, 0 canceled";
        end(task, Task.State.done, summary, lines.toString());
    }

    /** Ends a task, and lets the next ones have its lock and worker. */
    private void end(Task task, Task.State state, String result, String output) {
        if (!task.state().running()) {
            return;
        }
        model.put(task.ended(state, result, output, now()));
        if (!task.work().exclusive()) {
            return;
        }
        busyWorkers--;
        var deployment = task.work().deployment();
        if (locks.remove(deployment, task.id())) {
            var waiters = waiting.getOrDefault(deployment, new ArrayDeque<>());
            var next = waiters.pollFirst();
            if (next != null) {
                locks.put(deployment, next);
                begin(model.task(next).orElseThrow());
            }
        }
        dispatch();
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private void locked(Runnable change) {
        model.lock.lock();
        try {
            change.run();
        } finally {
            model.lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> change) {
        model.lock.lock();
        try {
            return change.get();
        } finally {
            model.lock.unlock();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
