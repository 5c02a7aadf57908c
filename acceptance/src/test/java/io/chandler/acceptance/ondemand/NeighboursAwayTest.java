package io.chandler.acceptance.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.acceptance.ondemand.Api.Reply;
import io.chandler.osb.Json;
import io.chandler.testkit.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Director, CredHub, UAA and Cloud Controller fail at each call of each operation in turn: the platform gets the answer
 * that is documented, nothing is left over, and the operation succeeds as soon as the neighbour is well again. The calls
 * are learned from an undisturbed life. With {@code -Dchandler.test.long=true} connections are closed at each call too.
 */
class NeighboursAwayTest {

    private static final boolean LONG = Boolean.getBoolean("chandler.test.long");
    private static final String BINDING = "b";

    /** What the platform is answered. */
    private enum Answer {
        /** 500, to be told to the operator, who recreates and is told at once. */
        FAILS,
        /** 500, to be tried again. */
        UNAVAILABLE,
        /** As if nothing were the matter. */
        SUCCEEDS,
        /** The operation begins, and waits for the neighbour; polls are answered with 503. */
        WAITS,
        /** The deployment is deleted, but not all that belongs to it; the deletion fails and can be repeated. */
        LEAVES
    }

    private enum Operation {
        PROVISION(Map.of(
                "director GET /info", Answer.UNAVAILABLE,
                "director POST /deployments/*/errands/smoke/runs", Answer.WAITS,
                "director POST /deployments/*/errands/seed/runs", Answer.WAITS,
                "director GET /tasks/#/output", Answer.WAITS,
                "uaa GET /oauth/clients", Answer.SUCCEEDS,
                "uaa PUT /oauth/clients/*", Answer.SUCCEEDS)),
        UPDATE(Map.of(
                "director GET /tasks", Answer.UNAVAILABLE,
                "director POST /deployments/*/errands/smoke/runs", Answer.WAITS,
                "director POST /deployments/*/errands/seed/runs", Answer.WAITS,
                "director GET /tasks/#/output", Answer.WAITS,
                "platform", Answer.SUCCEEDS)),
        UPGRADE(Map.of(
                "director GET /tasks", Answer.UNAVAILABLE,
                "director POST /deployments/*/errands/smoke/runs", Answer.WAITS,
                "director POST /deployments/*/errands/seed/runs", Answer.WAITS,
                "director GET /tasks/#/output", Answer.WAITS,
                "platform", Answer.SUCCEEDS)),
        RECREATE(Map.of(
                "director POST /deployments/*/errands/smoke/runs", Answer.WAITS,
                "director POST /deployments/*/errands/seed/runs", Answer.WAITS,
                "director GET /tasks/#/output", Answer.WAITS,
                "credhub", Answer.SUCCEEDS,
                "uaa", Answer.SUCCEEDS,
                "platform", Answer.SUCCEEDS)),
        BIND(Map.of(
                "director GET /deployments/*/variables", Answer.SUCCEEDS,
                "director DELETE /links/#", Answer.SUCCEEDS,
                "credhub GET /api/v#/data", Answer.SUCCEEDS,
                "credhub POST /api/v#/permissions", Answer.SUCCEEDS,
                "platform", Answer.SUCCEEDS)),
        UNBIND(Map.of(
                "director GET /deployments/*/variables", Answer.SUCCEEDS,
                "director DELETE /links/#", Answer.SUCCEEDS,
                "credhub", Answer.SUCCEEDS,
                "uaa", Answer.SUCCEEDS,
                "platform", Answer.SUCCEEDS)),
        DEPROVISION(Map.of(
                "director GET /info", Answer.UNAVAILABLE,
                "director GET /tasks/#/output", Answer.WAITS,
                "director POST /deployments/*/errands/dump/runs", Answer.WAITS,
                "director DELETE /deployments/*", Answer.WAITS,
                "director GET /configs", Answer.LEAVES,
                "director DELETE /configs", Answer.LEAVES,
                "credhub", Answer.LEAVES,
                "uaa", Answer.LEAVES,
                "platform", Answer.SUCCEEDS));

        private final Map<String, Answer> answers;

        /** @param answers where it does not fail; by the call, or by the neighbour for all its calls */
        Operation(Map<String, Answer> answers) {
            this.answers = answers;
        }

        private Answer when(String call) {
            return answers.getOrDefault(call, answers.getOrDefault(call.split(" ")[0], Answer.FAILS));
        }

        /** The answer if a neighbour fails at every call. */
        private Answer whenDown(String neighbour) {
            boolean director = neighbour.equals("director");
            return director && !EnumSet.of(BIND, UNBIND, RECREATE).contains(this)
                    ? Answer.UNAVAILABLE
                    : when(neighbour);
        }
    }

    @TempDir
    Path folder;

    private House house;
    private Api api;
    private int numbers;
    private final Map<Operation, String> subjects = new EnumMap<>(Operation.class);

    @BeforeEach
    void start() throws Exception {
        house = House.in(folder);
        api = house.api();
        house.broker();
        // Some calls are made once in the life of a broker.
        for (var operation : Operation.values()) {
            settle(operation, prepared(operation));
        }
    }

    @AfterEach
    void stop() {
        api.close();
        house.close();
    }

    private String prepared(Operation operation) {
        var instance = "i" + ++numbers;
        if (operation != Operation.PROVISION) {
            api.created(instance, House.ERRANDS);
        }
        if (operation == Operation.UNBIND) {
            assertThat(api.bind(instance, House.ERRANDS, BINDING).status()).isEqualTo(201);
        }
        house.uaa.revokeTokens();
        return instance;
    }

    private Reply send(Operation operation, String instance) {
        return switch (operation) {
            case PROVISION -> api.provision(instance, House.ERRANDS);
            case UPDATE -> api.update(instance, House.ERRANDS);
            case UPGRADE -> manage("upgrade", instance);
            case RECREATE -> manage("recreate", instance);
            case BIND -> api.bind(instance, House.ERRANDS, BINDING);
            case UNBIND -> api.unbind(instance, House.ERRANDS, BINDING);
            case DEPROVISION -> api.deprovision(instance, House.ERRANDS);
        };
    }

    /** A request of an errand; its answers as the platform's are. */
    private Reply manage(String type, String instance) {
        var body = Json.object().put("plan_id", House.ERRANDS);
        body.putObject("context").put("space_guid", "space");
        var reply = api.send("PATCH", "/mgmt/service_instances/" + instance + "?operation_type=" + type, body);
        return switch (reply.status()) {
            case 202 -> new Reply(202, Json.object().put("operation", reply.raw()), reply.raw());
            case 409 -> new Reply(409, Json.object().put("error", "ConcurrencyError"), reply.raw());
            default -> reply;
        };
    }

    /** Sends a request until it is taken, and awaits its end, which must be good; then deletes the instance. */
    private void settle(Operation operation, String instance) {
        var reply = api.whenIdle(() -> send(operation, instance));
        assertThat(reply.status()).as("%s: %s", operation, reply).isIn(200, 201, 202, 410);
        if (reply.status() == 202) {
            var end = api.ended(instance, reply.text("operation"));
            assertThat(end.text("state")).as("%s: %s", operation, end).isEqualTo("succeeded");
        }
        api.deleted(instance, House.ERRANDS);
        assertThat(house.traces(instance)).as("after %s", operation).isEmpty();
    }

    private Set<String> calls(Operation operation) {
        var instance = prepared(operation);
        house.simulators().values().forEach(simulator -> simulator.forgetRequests());
        var reply = send(operation, instance);
        if (reply.status() == 202) {
            var _ = api.ended(instance, reply.text("operation"));
        }
        var calls = new TreeSet<String>();
        house.simulators()
                .forEach((name, simulator) -> simulator
                        .requests()
                        .forEach(request -> calls.add(name + " " + Stage.normal(request, instance))));
        api.deleted(instance, House.ERRANDS);
        return calls;
    }

    @Test
    void anErrorAtAnyCallHasTheDocumentedAnswerAndLeavesNothing() {
        for (var operation : Operation.values()) {
            var calls = calls(operation);
            assertThat(operation.answers.keySet())
                    .allSatisfy(known -> assertThat(
                                    calls.stream().anyMatch(call -> call.startsWith(known)) || !known.contains(" "))
                            .as("%s makes the call %s", operation, known)
                            .isTrue());
            for (var call : calls) {
                meet(operation, call, "500", choice -> choice.answer(500, "out of order"), operation.when(call));
                if (LONG) {
                    meet(operation, call, "closed", Faults.Choice::closeConnection, operation.when(call));
                }
            }
            unchanged(operation);
        }
    }

    @Test
    void aNeighbourThatIsDownHasTheDocumentedAnswerAndLeavesNothing() {
        for (var operation : Operation.values()) {
            for (var neighbour : house.simulators().keySet()) {
                meet(operation, neighbour, "down", Faults.Choice::closeConnection, operation.whenDown(neighbour));
            }
            unchanged(operation);
        }
    }

    @Test
    void slowNeighboursAreWaitedFor() {
        for (var operation : Operation.values()) {
            var instance = prepared(operation);
            house.simulators()
                    .values()
                    .forEach(simulator ->
                            simulator.faults().all(".*").delay(LONG ? Duration.ofSeconds(1) : Duration.ofMillis(30)));
            var reply = send(operation, instance);
            assertThat(reply.status()).as("%s: %s", operation, reply).isIn(200, 201, 202);
            if (reply.status() == 202) {
                assertThat(api.ended(instance, reply.text("operation")).text("state"))
                        .isEqualTo("succeeded");
            }
            house.simulators().values().forEach(simulator -> simulator.faults().clear());
            api.deleted(instance, House.ERRANDS);
            assertThat(house.traces(instance)).isEmpty();
        }
    }

    /** A call that changed something has no answer: it is not done twice, and not left out. */
    @Test
    void anAnswerThatIsLostLosesNothing() {
        for (var operation : LONG ? Operation.values() : new Operation[] {Operation.PROVISION, Operation.DEPROVISION}) {
            for (var call : calls(operation)) {
                // A director gives the same link again to a consumer that asks twice; the simulator does not.
                if (!call.contains(" GET ") && !call.equals("director POST /links")) {
                    loseAnswer(operation, call);
                }
            }
        }
    }

    private void loseAnswer(Operation operation, String call) {
        var instance = prepared(operation);
        var what = operation + ", lost answer of " + call;
        choose(call, 1).loseAnswer();
        var reply = send(operation, instance);
        assertHarmless(what, reply);
        if (reply.status() == 202) {
            var end = api.ended(instance, reply.text("operation"));
            if (end.status() == 503) {
                end = api.ended(instance, reply.text("operation"));
            }
            assertThat(end.text("state")).as("%s: %s", what, end).isIn("succeeded", "failed");
        } else if (reply.status() >= 400) {
            assertThat(reply.status()).as("%s: %s", what, reply).isEqualTo(500);
        }
        clear();
        settle(operation, instance);
        var errands = house.tasks(instance).stream()
                .filter(task -> !task.equals("deploy") && !task.equals("delete"))
                .toList();
        var wanted = new ArrayList<>(List.of("smoke", "seed"));
        if (EnumSet.of(Operation.UPDATE, Operation.UPGRADE, Operation.RECREATE).contains(operation)) {
            // One for each change that was answered or begun: the one that was lost, and the one that settled.
            assertThat(errands)
                    .as(what)
                    .startsWith("smoke", "seed", "smoke", "seed")
                    .endsWith("drain", "dump");
        } else {
            wanted.addAll(List.of("drain", "dump"));
            assertThat(errands).as(what).isEqualTo(wanted);
        }
    }

    private void meet(Operation operation, String call, String how, Consumer<Faults.Choice> fault, Answer expected) {
        var what = operation + ", " + call + " " + how;
        if (expected == Answer.FAILS || expected == Answer.UNAVAILABLE) {
            fails(
                    what,
                    operation,
                    subjects.computeIfAbsent(operation, this::prepared),
                    expected,
                    () -> fault.accept(choose(call, Integer.MAX_VALUE)));
            return;
        }
        var instance = prepared(operation);
        fault.accept(choose(call, Integer.MAX_VALUE));
        var reply = send(operation, instance);
        assertHarmless(what, reply);
        assertThat(reply.status()).as("%s: %s", what, reply).isIn(200, 201, 202);
        if (expected == Answer.WAITS) {
            assertHarmless(what, polled(what, instance, reply, 503));
            clear();
        }
        if (reply.status() == 202) {
            var end = api.ended(instance, reply.text("operation"));
            assertHarmless(what, end);
            assertThat(end.text("state"))
                    .as("%s: %s", what, end)
                    .isEqualTo(expected == Answer.LEAVES ? "failed" : "succeeded");
            if (expected == Answer.LEAVES) {
                assertThat(end.text("description")).as(what).startsWith("Unable to delete service.");
            }
        } else {
            assertThat(expected).as(what).isEqualTo(Answer.SUCCEEDS);
        }
        clear();
        settle(operation, instance);
    }

    /** The operation fails, and nothing is other than before. */
    private void fails(String what, Operation operation, String instance, Answer expected, Runnable fault) {
        house.uaa.revokeTokens();
        var before = new State(house, instance);
        long bindings = count("create-binding " + instance) - count("delete-binding " + instance);
        fault.run();
        var reply = send(operation, instance);
        assertHarmless(what, reply);
        assertThat(reply.status()).as("%s: %s", what, reply).isEqualTo(500);
        var text = reply.text("description");
        if (operation == Operation.RECREATE) {
            assertThat(text).as(what).startsWith("error ");
        } else if (expected == Answer.FAILS) {
            assertThat(text)
                    .as(what)
                    .startsWith("There was a problem completing your request. Please contact your operations team"
                            + " providing the following information: service: redis, service-instance-guid: "
                            + instance);
        } else {
            assertThat(text).as(what).matches("Currently unable to .* service instance, please try again later");
        }
        clear();
        assertThat(new State(house, instance)).as(what).isEqualTo(before);
        if (operation == Operation.BIND) {
            assertThat(count("create-binding " + instance) - count("delete-binding " + instance))
                    .as("%s: bindings that the adapter has made", what)
                    .isEqualTo(bindings);
        }
    }

    /** What failed until now does its work now. */
    private void unchanged(Operation operation) {
        var instance = subjects.remove(operation);
        if (instance != null) {
            settle(operation, instance);
        }
    }

    private long count(String call) {
        return house.calls().stream().filter(call::equals).count();
    }

    private Reply polled(String what, String instance, Reply accepted, int status) {
        var last = new AtomicReference<Reply>();
        await(what)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    last.set(api.poll(instance, accepted.text("operation")));
                    return last.get().status() == status;
                });
        return last.get();
    }

    /** The requests to choose for a fault: a call as it was learned, or all of a neighbour. */
    private Faults.Choice choose(String call, int times) {
        var parts = call.split(" ", 2);
        var faults = house.simulators().get(parts[0]).faults();
        return faults.next(times, parts.length == 1 ? ".*" : Stage.pattern(parts[1]));
    }

    private void clear() {
        house.simulators().values().forEach(simulator -> simulator.faults().clear());
    }

    private static void assertHarmless(String what, Reply reply) {
        assertThat(reply.raw()).as(what).doesNotContain("Exception", "\tat ", "MarkOf", "io.chandler");
    }

    /** What there is of an instance, with the values. */
    private record State(
            List<String> traces,
            List<String> tasks,
            Map<String, String> secrets,
            JsonNode client,
            List<String> configs) {

        State(House house, String instance) {
            this(
                    house.traces(instance),
                    house.tasks(instance),
                    secrets(house, instance),
                    client(house, instance),
                    house.director.configurations().stream()
                            .filter(config -> config.name().endsWith("_" + instance))
                            .map(config -> config.type() + config.content())
                            .distinct()
                            .toList());
        }

        private static JsonNode client(House house, String instance) {
            var client = Json.mapper().readValue(house.uaa.clients().getOrDefault(instance, "{}"), ObjectNode.class);
            client.remove("lastModified");
            return client;
        }

        private static Map<String, String> secrets(House house, String instance) {
            var secrets = new TreeMap<>(house.credHub.credentials());
            secrets.keySet().removeIf(name -> !name.contains(instance + "/"));
            return secrets;
        }
    }
}
