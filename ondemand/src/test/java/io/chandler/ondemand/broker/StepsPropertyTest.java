package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.ondemand.bosh.Task;
import io.chandler.ondemand.configuration.Configuration.Errand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever several brokers began at the same moment, the first task of each step is the step. */
class StepsPropertyTest {

    private static final List<String> NAMES = List.of("smoke", "seed", "drain");

    /** @param times how many brokers began each step; none for those that have not begun */
    record History(OperationType type, int errands, List<Integer> times) {}

    @Provide
    Arbitrary<History> histories() {
        return Combinators.combine(
                        Arbitraries.of(OperationType.CREATE, OperationType.UPDATE, OperationType.DELETE),
                        Arbitraries.integers().between(0, NAMES.size()),
                        Arbitraries.integers().between(1, 3).list().ofMinSize(1).ofMaxSize(NAMES.size() + 1))
                .as((type, errands, times) ->
                        new History(type, errands, times.subList(0, Math.min(times.size(), errands + 1))));
    }

    @Property
    void theFirstTaskOfEachStepIsTheStep(@ForAll("histories") History history) {
        var errands = NAMES.subList(0, history.errands()).stream()
                .map(name -> new Errand(name, List.of()))
                .toList();
        var operation = new OperationData(1, history.type(), Optional.of("context"), errands);
        var descriptions = new ArrayList<String>();
        errands.forEach(errand -> descriptions.add("run errand " + errand.name() + " from deployment d"));
        if (history.type().deletes()) {
            descriptions.add("delete deployment d");
        } else {
            descriptions.addFirst("create deployment");
        }
        var tasks = new ArrayList<Task>();
        var first = new ArrayList<Long>();
        for (int step = 0; step < history.times().size(); step++) {
            for (int broker = 0; broker < history.times().get(step); broker++) {
                long id = tasks.size() + 1L;
                var state = broker == 0 ? Task.State.DONE : Task.State.CANCELLED;
                tasks.addFirst(
                        new Task(id, state, descriptions.get(step), "", Optional.of("context"), Optional.of("d")));
                if (broker == 0) {
                    first.add(id);
                }
            }
        }

        var steps = Steps.of(operation, tasks);
        assertThat(steps.begun()).extracting(Task::id).containsExactlyElementsOf(first);
        assertThat(steps.duplicates()).hasSize(tasks.size() - first.size());
        assertThat(steps.duplicates().values())
                .allSatisfy(each -> assertThat(each.first().description())
                        .isEqualTo(each.task().description()));
    }
}
