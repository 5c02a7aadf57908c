package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.acceptance.service.Journal.Event;
import io.chandler.acceptance.service.Journal.Line;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules find what is wrong. */
class RunRulesTest {

    @Test
    void aTakeoverAfterAStepThatWasNotKeptIsInOrder() {
        var findings = RunRules.read(
                List.of(
                        line(1, Event.CALL, 0),
                        line(1, Event.BEGIN, 1),
                        line(2, Event.CALL, 0),
                        line(2, Event.BEGIN, 1),
                        line(2, Event.END, 1),
                        line(1, Event.END, 1),
                        line(2, Event.KEPT, 1)),
                Set.of(1L));
        assertThat(findings.violations()).isEmpty();
        assertThat(findings.again()).isEqualTo(1);
        assertThat(findings.refused()).isEqualTo(1);
    }

    @Test
    void aResultThatIsKeptAfterAnotherReplicaBeganTheStepIsFound() {
        assertThat(violations(
                        Set.of(1L, 2L),
                        line(1, Event.BEGIN, 1),
                        line(2, Event.BEGIN, 1),
                        line(1, Event.END, 1),
                        line(1, Event.KEPT, 1)))
                .singleElement()
                .asString()
                .startsWith("The result of a step was kept after another replica had begun it");
    }

    @Test
    void aStepThatRunsAgainAfterItWasKeptIsFound() {
        assertThat(violations(
                        Set.of(1L),
                        line(1, Event.BEGIN, 1),
                        line(1, Event.END, 1),
                        line(1, Event.KEPT, 1),
                        line(2, Event.BEGIN, 1)))
                .singleElement()
                .asString()
                .startsWith("A step ran again after its result was kept");
    }

    @Test
    void twoReplicasAtOnceAreFoundUnlessOneWasDisturbed() {
        var lines = new Line[] {line(1, Event.BEGIN, 1), line(2, Event.BEGIN, 2)};
        assertThat(violations(Set.of(), lines))
                .singleElement()
                .asString()
                .startsWith("Two replicas ran steps of one object at once");
        assertThat(violations(Set.of(1L), lines)).isEmpty();
    }

    @Test
    void anAcknowledgedOperationWithoutItsStepsIsFound() {
        var journal = List.of(line(1, Event.BEGIN, 1), line(1, Event.END, 1), line(1, Event.KEPT, 1));
        var oneStep = new Owner.Done("provision", "thing", List.of("PUT-0", "PUT-1"), 1);
        var twoSteps = new Owner.Done("provision", "thing", List.of("PUT-1"), 2);
        assertThat(RunRules.missing(journal, List.of(oneStep))).isEmpty();
        assertThat(RunRules.missing(journal, List.of(twoSteps))).hasSize(1);
    }

    private static List<String> violations(Set<Long> disturbed, Line... lines) {
        return RunRules.read(List.of(lines), disturbed).violations();
    }

    private static Line line(long process, Event event, int step) {
        return new Line("provision", event, "thing", "PUT-1", step, process);
    }
}
