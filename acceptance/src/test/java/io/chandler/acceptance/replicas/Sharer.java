package io.chandler.acceptance.replicas;

import io.chandler.acceptance.replicas.InstanceModel.Input;
import io.chandler.acceptance.replicas.InstanceModel.Output;
import io.chandler.acceptance.replicas.Linearizability.Call;
import io.chandler.osb.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.ObjectNode;

/** A customer that asks for anything of instances that others ask for at the same time, and notes every answer. */
final class Sharer implements Callable<Void> {

    private static final long GENERATION_NANOS = 5_000_000_000L;
    private static final int OBJECTS = 30;
    private static final List<String> VALUES = List.of("red", "green", "blue");

    /** What all sharers know. */
    static final class Board {
        private final Map<String, ConcurrentLinkedQueue<Call>> calls = new ConcurrentHashMap<>();
        private final Map<String, Deque<String>> operations = new ConcurrentHashMap<>();

        void note(String id, Call call) {
            calls.computeIfAbsent(id, _ -> new ConcurrentLinkedQueue<>()).add(call);
            if (call.output().isPresent() && call.output().get().status() == 202) {
                var recent = operations.computeIfAbsent(id, _ -> new ArrayDeque<>());
                synchronized (recent) {
                    recent.addFirst(call.output().get().text());
                    if (recent.size() > 3) {
                        recent.removeLast();
                    }
                }
            }
        }

        Optional<String> recentOperation(String id, Random random) {
            var recent = operations.get(id);
            if (recent == null) {
                return Optional.empty();
            }
            synchronized (recent) {
                return recent.stream().skip(random.nextInt(recent.size())).findFirst();
            }
        }

        /** All calls of each object. */
        Map<String, List<Call>> calls() {
            var copy = new ConcurrentHashMap<String, List<Call>>();
            calls.forEach((id, list) -> copy.put(id, new ArrayList<>(list)));
            return copy;
        }
    }

    private final Counter counter;
    private final Board board;
    private final Random random;
    private final AtomicBoolean closing;
    private final long start;
    private final int pause;

    Sharer(Counter counter, Board board, long seed, AtomicBoolean closing, long start, int pause) {
        this.counter = counter;
        this.board = board;
        this.random = new Random(seed);
        this.closing = closing;
        this.start = start;
        this.pause = pause;
    }

    @Override
    public Void call() throws InterruptedException {
        while (!closing.get()) {
            var generation = (System.nanoTime() - start) / GENERATION_NANOS;
            var number = random.nextInt(OBJECTS);
            request("shared/" + generation + "/" + number, number);
            Thread.sleep(1 + random.nextInt(pause));
        }
        return null;
    }

    private void request(String id, int number) throws InterruptedException {
        int choice = random.nextInt(100);
        var value = VALUES.get(random.nextInt(VALUES.size()));
        if (choice < 30) {
            send(id, new Input.Provision(value), Request.provision(id, "slow-id", parameters(number, value)));
        } else if (choice < 48) {
            send(id, new Input.Update(value), Request.update(id, Json.object().put("value", value)));
        } else if (choice < 63) {
            send(id, new Input.Deprovision(), Request.deprovision(id, "slow-id"));
        } else if (choice < 78) {
            send(id, new Input.Fetch(), Request.fetch(id));
        } else {
            var operation = board.recentOperation(id, random);
            if (operation.isPresent()) {
                send(id, new Input.Poll(operation.get()), Request.poll(id, operation));
            }
        }
    }

    private static ObjectNode parameters(int number, String value) {
        return Json.object().put("steps", 2).put("millis", number).put("value", value);
    }

    private void send(String id, Input input, Request request) throws InterruptedException {
        var _ = counter.ask(
                request,
                random,
                (invoked, returned, answer) -> board.note(
                        id,
                        answer.map(one -> new Call(input, invoked, returned, Optional.of(output(input, one))))
                                .orElseGet(() -> Call.unanswered(input, invoked))));
    }

    private static Output output(Input input, Answer answer) {
        if (answer.status() == 202) {
            return new Output(202, answer.operation().orElse("none"));
        }
        return new Output(answer.status(), input instanceof Input.Poll ? answer.state() : "");
    }
}
