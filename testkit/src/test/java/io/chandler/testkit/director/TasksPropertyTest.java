package io.chandler.testkit.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.testkit.internal.StateFolder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.awaitility.Awaitility;

/** Whatever is asked for, in whatever order: workers and locks are never used twice and never lost. */
class TasksPropertyTest {

    /** What a client does next. */
    enum Step {
        DEPLOY,
        DEPLOY_THAT_FAILS,
        DEPLOY_THAT_HANGS,
        DELETE,
        ERRAND,
        MACHINES,
        CANCEL_NEWEST,
        CANCEL_OLDEST_UNFINISHED
    }

    record Asked(Step step, String deployment) {}

    @Provide
    Arbitrary<List<Asked>> sequences() {
        var deployments = Arbitraries.of("a", "b", "c");
        return Combinators.combine(Arbitraries.of(Step.values()), deployments)
                .as(Asked::new)
                .list()
                .ofMaxSize(25);
    }

    @Property(tries = 150)
    void everyTaskEndsAndNothingIsUsedTwice(
            @ForAll("sequences") List<Asked> sequence, @ForAll @IntRange(min = 1, max = 3) int workers) {
        var model = new Model(new StateFolder(Optional.empty()));
        var settings = new DirectorSettings().workers(workers).taskTime(Duration.ofMillis(1));
        try (var tasks = new Tasks(model, settings, VariableStore.ofIds("d"))) {
            for (var asked : sequence) {
                act(model, tasks, asked);
                check(model, tasks, workers);
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        tasks.letHangingTasksEnd();
                        check(model, tasks, workers);
                        return unfinished(model).isEmpty();
                    });
            assertThat(tasks.locks()).isEmpty();
            // All workers are free again: as many tasks as there are workers run at once.
            for (int i = 0; i < workers; i++) {
                tasks.add(Script.deploy().hangs());
                tasks.submit(new Work.Deploy("last-" + i, "{name: last-" + i + "}"), "user", Optional.empty());
            }
            assertThat(unfinished(model)).hasSize(workers).allMatch(task -> task.state() == Task.State.processing);
        }
    }

    private static void act(Model model, Tasks tasks, Asked asked) {
        var name = asked.deployment();
        var deploy = new Work.Deploy(
                name, "{name: " + name + ", instance_groups: [{name: g, instances: 1, jobs: [{name: errand}]}]}");
        switch (asked.step()) {
            case DEPLOY -> submit(tasks, deploy);
            case DEPLOY_THAT_FAILS -> {
                tasks.add(Script.deploy().of(name).fails("as told"));
                submit(tasks, deploy);
            }
            case DEPLOY_THAT_HANGS -> {
                tasks.add(Script.deploy().of(name).hangs());
                submit(tasks, deploy);
            }
            case DELETE -> submit(tasks, new Work.Delete(name, false));
            case ERRAND -> submit(tasks, new Work.RunErrand(name, "errand", List.of()));
            case MACHINES -> submit(tasks, new Work.ListMachines(name));
            case CANCEL_NEWEST -> {
                if (!model.tasks().isEmpty()) {
                    tasks.cancel(model.tasks().getLast().id());
                }
            }
            case CANCEL_OLDEST_UNFINISHED ->
                unfinished(model).stream().findFirst().ifPresent(task -> tasks.cancel(task.id()));
        }
    }

    private static void submit(Tasks tasks, Work work) {
        tasks.submit(work, "user", Optional.empty());
    }

    private static List<Task> unfinished(Model model) {
        model.lock.lock();
        try {
            return model.tasks().stream().filter(task -> task.state().running()).toList();
        } finally {
            model.lock.unlock();
        }
    }

    private static void check(Model model, Tasks tasks, int workers) {
        model.lock.lock();
        try {
            var exclusive = unfinished(model).stream()
                    .filter(task -> task.work().exclusive() && task.state() != Task.State.queued)
                    .toList();
            assertThat(exclusive).hasSizeLessThanOrEqualTo(workers);
            var begun =
                    exclusive.stream().filter(task -> task.run().isPresent()).toList();
            assertThat(begun)
                    .allSatisfy(task ->
                            assertThat(tasks.locks()).containsEntry(task.work().deployment(), task.id()));
            assertThat(tasks.locks()).hasSameSizeAs(begun);
            boolean idle = exclusive.size() < workers;
            assertThat(unfinished(model))
                    .as("a free worker takes the next task at once")
                    .noneMatch(task -> idle && task.state() == Task.State.queued);
        } finally {
            model.lock.unlock();
        }
    }
}
