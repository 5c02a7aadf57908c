package io.chandler.acceptance.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.ondemand.Api.Reply;
import io.chandler.acceptance.ondemand.Stage.Trap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker is killed at every stage of a creation with two errands after the deployment and of a deletion with two
 * before it, and started again: the operation ends as it would have, and each errand has run once.
 *
 * <p>The stages are learned from an undisturbed life: after each request that changes something at a neighbour, in each
 * call of the adapter, and while each task waits and runs. With {@code -Dchandler.test.long=true} the broker is killed at
 * requests that only ask as well, and a platform that got no answer is tried in both its ways: to ask again and to give up.
 */
class KilledBrokerTest {

    private static final boolean LONG = Boolean.getBoolean("chandler.test.long");

    @TempDir
    Path folder;

    private House house;
    private Api api;
    private Executable broker;
    private int numbers;

    @BeforeEach
    void start() throws Exception {
        house = House.in(folder);
        api = house.api();
        broker = house.broker();
    }

    @AfterEach
    void stop() {
        api.close();
        house.close();
    }

    @Test
    void aCreationEndsWellWhereverTheBrokerIsKilled() throws Exception {
        var stages = learned(instance -> api.created(instance, House.ERRANDS));
        api.deleted("learned", House.ERRANDS);
        stages.addAll(Stage.ofTasks(LONG, "deploy", "smoke", "seed"));
        assertThat(stages).extracting(Stage::name).contains("director POST /deployments", "adapter generate-manifest");

        for (var stage : stages) {
            for (boolean givesUp : LONG ? new boolean[] {false, true} : new boolean[] {false}) {
                killInCreation(stage, givesUp);
            }
        }
    }

    private void killInCreation(Stage stage, boolean givesUp) throws Exception {
        var instance = "i" + ++numbers;
        var what = stage.name() + (givesUp ? ", the platform gives up" : "");
        var operation = killed(stage, instance, () -> api.provision(instance, House.ERRANDS));

        if (operation.isEmpty() && givesUp) {
            api.deleted(instance, House.ERRANDS);
            assertThat(house.tasks(instance)).as(what).doesNotHaveDuplicates();
        } else {
            var answer = operation.or(() -> repeated(what, () -> api.provision(instance, House.ERRANDS)));
            answer.ifPresent(text -> assertSucceeds(what, instance, text));
            assertThat(house.tasks(instance)).as(what).containsExactly("deploy", "smoke", "seed");
            assertThat(house.traces(instance)).as(what).hasSize(4);
            api.deleted(instance, House.ERRANDS);
            assertThat(house.tasks(instance))
                    .as(what)
                    .containsExactly("deploy", "smoke", "seed", "drain", "dump", "delete");
        }
        assertThat(house.traces(instance)).as(what).isEmpty();
    }

    @Test
    void aDeletionEndsWellWhereverTheBrokerIsKilled() throws Exception {
        api.created("learned", House.ERRANDS);
        var stages = learned(instance -> api.deleted(instance, House.ERRANDS));
        stages.addAll(Stage.ofTasks(LONG, "drain", "dump", "delete"));
        assertThat(stages)
                .extracting(Stage::name)
                .contains("director DELETE /deployments/*", "uaa DELETE /oauth/clients/*");

        for (var stage : stages) {
            killInDeletion(stage);
        }
    }

    private void killInDeletion(Stage stage) throws Exception {
        var instance = "i" + ++numbers;
        api.created(instance, House.ERRANDS);
        var operation = killed(stage, instance, () -> api.deprovision(instance, House.ERRANDS));

        var answer = operation.or(() -> repeated(stage.name(), () -> api.deprovision(instance, House.ERRANDS)));
        answer.ifPresent(text -> assertSucceeds(stage.name(), instance, text));
        assertThat(house.tasks(instance))
                .as(stage.name())
                .containsExactly("deploy", "smoke", "seed", "drain", "dump", "delete");
        assertThat(house.traces(instance)).as(stage.name()).isEmpty();
    }

    @FunctionalInterface
    private interface Life {
        void lead(String instance);
    }

    private List<Stage> learned(Life life) throws Exception {
        house.simulators().values().forEach(simulator -> simulator.forgetRequests());
        int calls = house.calls().size();
        life.lead("learned");
        var stages = new ArrayList<Stage>();
        house.simulators()
                .forEach((name, simulator) -> stages.addAll(Stage.ofRequests(name, simulator.requests(), LONG)));
        stages.addAll(Stage.ofCalls(house.calls().subList(calls, house.calls().size())));
        return stages;
    }

    /**
     * Kills the broker at a stage of what a request began, and starts it again; gives the operation if the platform had
     * got an answer.
     */
    private Optional<String> killed(Stage stage, String instance, java.util.function.Supplier<Reply> request)
            throws Exception {
        if (LONG) {
            // What a broker asks once in its life, such as where CredHub's UAA is, it asks then.
            broker.kill();
            broker = house.broker();
        }
        house.simulators().values().forEach(simulator -> simulator.forgetRequests());
        Trap trap = stage.set(house, instance);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(request::get);
            var polls = threads.submit(() -> api.ended(instance, answer.get().text("operation")));
            await(stage.name())
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        assertThat(polls.isDone() && !trap.reached())
                                .as("%s is not reached", stage.name())
                                .isFalse();
                        return trap.reached() && (answer.isDone() || !stage.afterAnswer());
                    });
            broker.kill();
            var operation = operation(answer);
            trap.release();
            house.clear();
            broker = house.broker();
            return operation;
        }
    }

    /** What the platform was answered, if it was. */
    private static Optional<String> operation(Future<Reply> answer) throws InterruptedException {
        try {
            var reply = answer.get();
            assertThat(reply.status()).as("%s", reply).isEqualTo(202);
            return Optional.of(reply.text("operation"));
        } catch (ExecutionException connectionLost) {
            return Optional.empty();
        }
    }

    /** The request is sent until it is taken; the operation, if there still is one. */
    private Optional<String> repeated(String what, java.util.function.Supplier<Reply> request) {
        var reply = api.whenIdle(request);
        assertThat(reply.status()).as("%s: %s", what, reply).isIn(200, 202, 410);
        return Optional.of(reply.text("operation")).filter(text -> !text.isEmpty());
    }

    private void assertSucceeds(String what, String instance, String operation) {
        var end = api.ended(instance, operation);
        assertThat(end.text("state")).as("%s: %s", what, end).isEqualTo("succeeded");
    }
}
