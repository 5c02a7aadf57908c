package io.chandler.acceptance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.acceptance.service.Journal.Event;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas serve two hundred customers while replicas are killed, stopped, cut off and restarted, and the store
 * fails. A minute of faults on each store, or as many minutes as {@code -Dchandler.replicas.minutes=10} says; the
 * faults follow from {@code -Dchandler.seed=1}.
 */
class ReplicasTest {

    private static final int MINUTES = Integer.getInteger("chandler.replicas.minutes", 0);
    private static final int CUSTOMERS = Integer.getInteger("chandler.replicas.customers", 200);
    private static final long SEED = Long.getLong("chandler.seed", 1);
    private static final int REPLICAS = 3;

    /** The longest pause of a customer between two requests. */
    private static final int PAUSE_MILLIS = 1_500;

    /** After the faults, besides the time of a claim; on a machine with nothing else to do. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostNorDoneTwiceOnPostgreSql() throws Exception {
        try (var store = PostgresServer.start()) {
            nothingIsLostNorDoneTwice("PostgreSQL", store);
        }
    }

    @Test
    void nothingIsLostNorDoneTwiceOnEtcd() throws Exception {
        try (var store = EtcdMembers.start()) {
            nothingIsLostNorDoneTwice("etcd", store);
        }
    }

    private void nothingIsLostNorDoneTwice(String name, SharedStore store) throws Exception {
        var time = MINUTES > 0 ? Duration.ofMinutes(MINUTES) : Duration.ofMinutes(1);
        var closing = new AtomicBoolean();
        try (var fleet = Fleet.start(store, folder, REPLICAS);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var counter = new Counter(fleet);
            var board = new Sharer.Board();
            var owners = new ArrayList<Owner>();
            var lives = new ArrayList<Future<Void>>();
            var start = System.nanoTime();
            for (int i = 0; i < CUSTOMERS; i++) {
                if (i % 3 == 0) {
                    var owner = new Owner(counter, "owner " + i, SEED + i, closing, PAUSE_MILLIS);
                    owners.add(owner);
                    lives.add(executor.submit(owner));
                } else {
                    lives.add(executor.submit(new Sharer(counter, board, SEED + i, closing, start, PAUSE_MILLIS)));
                }
            }
            var faults = new Faults(fleet, store, counter, SEED);
            try {
                faults.run(time);
            } finally {
                closing.set(true);
            }
            var calm = System.nanoTime();
            var calls = board.calls();
            var settled = settle(fleet, List.copyOf(calls.keySet()), calm);
            for (var life : lives) {
                life.get();
            }
            report(name, fleet, faults, counter, settled, owners, calls.size());

            var journal = fleet.journal();
            assertThat(RunRules.read(journal, faults.disturbed()).violations()).isEmpty();
            var acknowledged =
                    owners.stream().flatMap(owner -> owner.done().stream()).toList();
            assertThat(acknowledged).isNotEmpty();
            assertThat(RunRules.missing(journal, acknowledged)).isEmpty();
            assertThat(counter.refusedTwice())
                    .as("refused by two replicas during a rolling restart")
                    .isEmpty();
            assertThat(runs(fleet))
                    .as("runs by replica")
                    .hasSize(REPLICAS)
                    .allSatisfy((_, runs) -> assertThat(runs).isPositive());
            board.calls()
                    .forEach((id, history) -> assertThat(Linearizability.violation(history))
                            .as("answers about %s", id)
                            .isEmpty());
            assertThat(settled).isLessThan(Fleet.CLAIM.plus(SETTLING).plus(delayOfABusyMachine()));
        } finally {
            closing.set(true);
        }
    }

    /** Waits until no operation runs any more, and says how long after a moment one was last seen to run. */
    private static Duration settle(Fleet fleet, List<String> ids, long calm) throws Exception {
        var limit = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var polls = new ArrayList<Future<Long>>();
            for (int i = 0; i < ids.size(); i++) {
                var id = ids.get(i);
                var number = i;
                polls.add(executor.submit(() -> settle(fleet.get(number), fleet, id, calm, limit)));
            }
            long last = calm;
            for (var poll : polls) {
                last = Math.max(last, poll.get());
            }
            return Duration.ofNanos(last - calm);
        }
    }

    /** When the operation was last seen to run: the polls of thousands of instances take their time, too. */
    private static long settle(Replica replica, Fleet fleet, String id, long calm, long limit) throws Exception {
        long seen = calm;
        while (true) {
            long asked = System.nanoTime();
            var answer = fleet.send(replica, Request.poll(id, Optional.empty()), Duration.ofMinutes(1));
            if (answer.is(200, 404) && !answer.state().equals("in progress")) {
                return seen;
            }
            seen = answer.state().equals("in progress") ? asked : seen;
            if (System.nanoTime() > limit) {
                throw new AssertionError("The operation of " + id + " does not end: " + answer);
            }
            Thread.sleep(200);
        }
    }

    /** What a run of ordinary threads is late where more of them are ready than there are processors. */
    private static Duration delayOfABusyMachine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double busy = system.getSystemLoadAverage() / system.getAvailableProcessors();
        return Duration.ofMillis(busy > 1.5 ? (long) (busy * 3_000) : 0);
    }

    private static Map<String, Long> runs(Fleet fleet) {
        var runs = new HashMap<String, Long>();
        var journal = fleet.journal();
        for (var replica : fleet.replicas()) {
            runs.put(
                    replica.name(),
                    journal.stream()
                            .filter(line -> line.event() == Event.CALL
                                    && replica.processes().contains(line.process()))
                            .count());
        }
        return runs;
    }

    private static void report(
            String name,
            Fleet fleet,
            Faults faults,
            Counter counter,
            Duration settled,
            List<Owner> owners,
            int shared) {
        var findings = RunRules.read(fleet.journal(), faults.disturbed());
        System.out.printf(
                "Replicas on %s, seed %d: %d requests, %d of them not answered; %d shared instances, %d operations of"
                        + " owners; runs %s; %d steps, %d once more, %d results refused; settled after %d ms%n",
                name,
                SEED,
                counter.attempts(),
                counter.unanswered(),
                shared,
                owners.stream().mapToInt(owner -> owner.done().size()).sum(),
                runs(fleet),
                findings.steps(),
                findings.again(),
                findings.refused(),
                settled.toMillis());
        faults.script().forEach(System.out::println);
    }
}
