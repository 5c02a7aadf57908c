package io.chandler.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.Jobs.Spec;
import io.chandler.resources.Jobs.Status;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** One of three replicas dies, and the others share what it leaves. */
class DeadReplicaTest {

    private static final Duration CLAIM = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(100);

    /** What the dead one leaves: all of its claims expire at the same moment. */
    private static final int LEFT = 300;

    private final MemoryStore memory = new MemoryStore(100_000);
    private final ManualClock clock = new ManualClock();
    private final LocalResourceStore<Spec, Status> observer = Jobs.in(memory, clock);
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<Replica> survivors = new ArrayList<>();
    private int markers;

    /** A process with its own connection to the store. */
    private final class Replica {
        final String name;
        final TroubledStore connection = new TroubledStore(memory);
        final Controller<Spec, Status> controller;

        Replica(String name, int workers, Reconciler<Spec, Status> work) {
            this.name = name;
            controller = Jobs.controller(Jobs.in(connection, clock), work)
                    .holder(name)
                    .claimDuration(CLAIM)
                    .workers(workers)
                    .clock(clock)
                    .build();
            controller.start();
        }
    }

    private Replica survivor(String name) {
        return new Replica(name, 1, claimed -> {
            claimed.update(job -> Jobs.finished(job, name));
            return new Outcome.Done();
        });
    }

    @Test
    void theOthersTakeItsWorkEvenlyAndNotAllAtOnce() throws Exception {
        for (int i = 0; i < LEFT; i++) {
            observer.create(Jobs.job("job" + i));
        }
        var dying = new Replica("dying", LEFT, _ -> {
            never.await();
            return new Outcome.Done();
        });
        await().atMost(Duration.ofMinutes(1)).until(() -> dying.controller.running() == LEFT);
        survivors.add(survivor("first"));
        survivors.add(survivor("second"));
        letAllSeeAll();
        dying.connection.cut = true;

        clock.advance(CLAIM);
        int most = 0;
        int before = 0;
        for (int step = 0; step < 35; step++) {
            letAllSeeAll();
            int now = finished().size();
            most = Math.max(most, now - before);
            before = now;
            clock.advance(STEP);
        }

        assertThat(before).as("taken over within a tenth of the claim").isEqualTo(LEFT);
        // Of two who each draw a moment, the earlier one takes it: at most two thirtieths of all in a thirtieth of the
        // time.
        assertThat(most).as("taken over within " + STEP).isLessThan(LEFT / 5);
        for (var survivor : survivors) {
            assertThat(finished().stream().filter(survivor.name::equals))
                    .as("taken over by " + survivor.name)
                    .hasSizeGreaterThan(LEFT / 3);
        }
        assertThat(survivors.stream().mapToInt(survivor -> survivor.connection.conflicts.get()))
                .as("claims that the other one had taken before")
                .allMatch(conflicts -> conflicts < LEFT / 10);
        for (var survivor : survivors) {
            survivor.controller.stop(Duration.ofSeconds(2));
        }
        dying.controller.stop(Duration.ofMillis(4));
    }

    /** By whom what was left has been finished. */
    private List<String> finished() {
        return observer
                .list(Scope.all(), Selector.label(Jobs.PHASE, "done"), ListOptions.first(10_000))
                .items()
                .stream()
                .filter(job -> job.ref().name().startsWith("job"))
                .map(job -> job.status().log().getLast())
                .toList();
    }

    /** Waits until each survivor has done what is due and has seen what the other did. */
    private void letAllSeeAll() {
        for (int round = 0; round < 2; round++) {
            var sent = new ArrayList<Ref>();
            Instant until = clock.instant().plus(CLAIM);
            for (var survivor : survivors) {
                var claim = Optional.of(new Claim(survivor.name, until));
                sent.add(observer.create(Jobs.job("marker" + markers++, clock.instant(), claim))
                        .ref());
            }
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> sent.stream()
                            .allMatch(ref -> Jobs.isFinished(observer.get(ref).orElseThrow())));
        }
    }
}
