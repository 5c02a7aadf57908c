package io.chandler.broker.engine;

import static io.chandler.broker.engine.TestCatalog.QUICK;
import static io.chandler.broker.engine.TestCatalog.SLOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.internal.common.Beginnings;
import io.chandler.broker.internal.desk.BindingRequest;
import io.chandler.broker.internal.desk.InstanceRequest;
import io.chandler.broker.internal.desk.Reaction;
import io.chandler.broker.internal.desk.TransitionTable;
import io.chandler.broker.internal.state.BindingPhase;
import io.chandler.broker.internal.state.BindingStatus;
import io.chandler.broker.internal.state.InstancePhase;
import io.chandler.broker.internal.state.InstanceStatus;
import io.chandler.osb.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Brings objects into every phase, sends every request, and compares the answer with the table's cell. */
class TransitionTableTest {

    private static final String WAIT_ON_UPDATE = "{\"wait\":\"update\"}";

    private static final Answer.FailedOperation CANCELLED =
            new Answer.FailedOperation(Optional.of(Beginnings.CANCELLED));

    private final House house = new House();
    private final Reactions reactions = new Reactions(house);
    private String parameters = "{}";

    @AfterEach
    void close() {
        house.workshop.open("i");
        house.workshop.open("b");
        house.close();
    }

    static Stream<Arguments> instanceCells() {
        return Stream.of(InstancePhase.values())
                .flatMap(phase -> Stream.of(InstanceRequest.values()).map(request -> Arguments.of(phase, request)));
    }

    static Stream<Arguments> bindingCells() {
        return Stream.of(BindingPhase.values())
                .flatMap(phase -> Stream.of(BindingRequest.values()).map(request -> Arguments.of(phase, request)));
    }

    @ParameterizedTest
    @MethodSource("instanceCells")
    void instancesAnswerAsTheTableSays(InstancePhase phase, InstanceRequest request) throws Exception {
        bring(phase);
        assertThat(reactions.instance().map(InstanceStatus::phase).orElse(InstancePhase.UNKNOWN))
                .isEqualTo(phase);
        var before = reactions.instance().map(InstanceStatus::operation);

        var answer = ask(request);

        var expected = TransitionTable.react(phase, request);
        if (request == InstanceRequest.UPDATE_SAME && phase != InstancePhase.UPDATING) {
            expected = TransitionTable.react(
                    phase, InstanceRequest.UPDATE_OTHER); // There is no running one to be same as.
        }
        assertThat(Reactions.of(answer, request == InstanceRequest.BIND ? Optional.empty() : before))
                .as("%s in %s: %s", request, phase, answer)
                .contains(expected);
        if (expected == Reaction.CANCEL) {
            assertThat(house.poll("i", before.orElseThrow().id())).isEqualTo(CANCELLED);
        }
    }

    @ParameterizedTest
    @MethodSource("bindingCells")
    void bindingsAnswerAsTheTableSays(BindingPhase phase, BindingRequest request) throws Exception {
        bring(phase);
        assertThat(reactions.binding().map(BindingStatus::phase).orElse(BindingPhase.UNKNOWN))
                .isEqualTo(phase);
        var before = reactions.binding().map(BindingStatus::operation);

        var answer = ask(request);

        var expected = TransitionTable.react(phase, request);
        assertThat(Reactions.of(answer, before))
                .as("%s in %s: %s", request, phase, answer)
                .contains(expected);
        if (expected == Reaction.CANCEL) {
            assertThat(reactions.pollBinding(before.orElseThrow().id())).isEqualTo(CANCELLED);
        }
    }

    @Test
    void theDocumentationShowsTheTable() throws IOException {
        var page = Files.readString(Path.of("../docs/transition-table.md"));
        assertThat(page).contains(ManagedBroker.transitionTable());
    }

    // ---- Into the phases ---------------------------------------------------------------------------------------

    private void bring(InstancePhase phase) throws Exception {
        switch (phase) {
            case UNKNOWN -> {}
            case CREATING -> {
                parameters = "{\"wait\":\"provision\"}";
                house.provision("i", SLOW, parameters);
                house.workshop.awaitArrival("i");
            }
            case CREATE_FAILED -> {
                parameters = "{\"refuse\":\"provision\"}";
                house.provision("i", SLOW, parameters);
                house.ended("i");
            }
            case READY -> house.ready("i", SLOW);
            case UPDATING -> {
                house.ready("i", SLOW);
                house.update("i", Optional.empty(), WAIT_ON_UPDATE);
                house.workshop.awaitArrival("i");
                parameters = WAIT_ON_UPDATE;
            }
            case UPDATE_FAILED -> {
                house.ready("i", SLOW);
                house.update("i", Optional.empty(), "{\"refuse\":\"update\"}");
                house.ended("i");
            }
            case UNUSABLE -> {
                house.ready("i", SLOW);
                house.update("i", Optional.empty(), "{\"refuse\":\"update\",\"unusable\":true}");
                house.ended("i");
            }
            case DELETING -> {
                parameters = "{\"wait\":\"deprovision\"}";
                house.provision("i", SLOW, parameters);
                house.ended("i");
                house.deprovision("i", SLOW);
                house.workshop.awaitArrival("i");
            }
            case DELETE_FAILED -> {
                parameters = "{\"refuse\":\"deprovision\"}";
                house.provision("i", SLOW, parameters);
                house.ended("i");
                house.deprovision("i", SLOW);
                house.ended("i");
            }
            case DELETED -> {
                house.ready("i", SLOW);
                house.deprovision("i", SLOW);
                house.ended("i");
            }
        }
    }

    private void bring(BindingPhase phase) throws Exception {
        house.ready("i", SLOW);
        switch (phase) {
            case UNKNOWN -> {}
            case CREATING -> {
                parameters = "{\"wait\":1}";
                house.bind("i", "b", SLOW, parameters);
                house.workshop.awaitArrival("b");
            }
            case CREATE_FAILED -> {
                parameters = "{\"refuse\":1}";
                house.bind("i", "b", SLOW, parameters);
                house.endedBinding("i", "b");
            }
            case READY -> bound();
            case DELETING -> {
                parameters = "{\"waitOnUnbind\":1}";
                bound();
                house.unbind("i", "b", SLOW);
                house.workshop.awaitArrival("b");
            }
            case DELETE_FAILED -> {
                parameters = "{\"refuseUnbind\":1}";
                bound();
                house.unbind("i", "b", SLOW);
                house.endedBinding("i", "b");
            }
            case DELETED -> {
                bound();
                house.unbind("i", "b", SLOW);
                house.endedBinding("i", "b");
            }
        }
    }

    private void bound() {
        house.bind("i", "b", SLOW, parameters);
        assertThat(house.endedBinding("i", "b")).isInstanceOf(Answer.Succeeded.class);
    }

    // ---- Asking --------------------------------------------------------------------------------------------------

    private Answer ask(InstanceRequest request) {
        return switch (request) {
            case PROVISION_SAME -> house.provision("i", SLOW, parameters);
            case PROVISION_OTHER -> house.provision("i", QUICK, "{\"entirely\":\"different\"}");
            case UPDATE_SAME -> house.update("i", Optional.empty(), WAIT_ON_UPDATE);
            case UPDATE_OTHER -> house.update("i", Optional.empty(), "{\"other\":1}");
            case DEPROVISION -> house.deprovision("i", SLOW);
            case FETCH -> house.fetch("i");
            case POLL -> house.poll("i", "");
            case BIND -> house.bind("i", "new", SLOW, "{}");
        };
    }

    private Answer ask(BindingRequest request) {
        return switch (request) {
            case BIND_SAME -> house.bind("i", "b", SLOW, parameters);
            case BIND_OTHER -> house.bind("i", "b", SLOW, "{\"entirely\":\"different\"}");
            case UNBIND -> house.unbind("i", "b", SLOW);
            case FETCH -> house.fetchBinding("i", "b");
            case POLL -> house.pollBinding("i", "b");
        };
    }
}
