package io.chandler.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.Jobs.Spec;
import io.chandler.resources.Jobs.Status;
import io.chandler.resources.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several controllers on one store, some of which are cut off in the middle of what they do. */
class ReplicasTest {

    private static final Duration CLAIM = Duration.ofSeconds(30);
    private static final int STEPS = 3;

    private final MemoryStore memory = new MemoryStore(100_000);
    private final ManualClock clock = new ManualClock();
    private final LocalResourceStore<Spec, Status> observer = Jobs.in(memory, clock);
    private final Map<Ref, Replica> running = new HashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final List<Replica> all = new ArrayList<>();
    private final Object ticks = new Object();
    private long tick;

    /** A process with its own connection to the store. */
    private final class Replica {
        final String name = "replica-" + all.size();
        final TroubledStore connection = new TroubledStore(memory);
        final LocalResourceStore<Spec, Status> store = Jobs.in(connection, clock);
        final Controller<Spec, Status> controller = Jobs.controller(store, this::run)
                .holder(name)
                .claimDuration(CLAIM)
                .workers(8)
                .clock(clock)
                .build();
        boolean dead;

        Replica start() {
            all.add(this);
            controller.start();
            return this;
        }

        void kill() {
            synchronized (running) {
                connection.cut = true;
                dead = true;
                running.values().removeIf(replica -> replica.equals(this));
            }
        }

        Outcome run(Claimed<Spec, Status> claimed) throws InterruptedException {
            var ref = claimed.resource().ref();
            enter(ref);
            try {
                for (int step = claimed.resource().status().log().size(); step < STEPS; step++) {
                    if ((ref.hashCode() + step) % 3 == 0) {
                        awaitTick();
                    }
                    int line = step;
                    claimed.update(job -> Jobs.logged(job, "step " + line));
                }
            } finally {
                leave(ref);
            }
            claimed.update(job -> Jobs.finished(job, "done"));
            return new Outcome.Done();
        }

        private void enter(Ref ref) {
            synchronized (running) {
                if (dead) {
                    throw new IllegalStateException("a dead process does nothing");
                }
                var other = running.put(ref, this);
                if (other != null) {
                    violations.add(ref + " run by " + name + " while run by " + other.name);
                }
            }
        }

        private void leave(Ref ref) {
            synchronized (running) {
                running.remove(ref, this);
            }
        }
    }

    private void awaitTick() throws InterruptedException {
        synchronized (ticks) {
            long now = tick;
            while (tick == now) {
                ticks.wait();
            }
        }
    }

    /** Lets time pass, as far as every living replica has had the time to renew its claims. */
    private void passTime(List<Replica> living) {
        clock.advance(CLAIM.dividedBy(3));
        await().until(() -> pending().stream()
                .filter(job -> living.contains(runner(job.ref())))
                .flatMap(job -> job.status().claim().stream())
                .allMatch(claim -> claim.expiresAt().isAfter(clock.instant().plus(CLAIM.dividedBy(2)))));
        synchronized (ticks) {
            tick++;
            ticks.notifyAll();
        }
    }

    private @Nullable Replica runner(Ref ref) {
        synchronized (running) {
            return running.get(ref);
        }
    }

    private List<Resource<Spec, Status>> pending() {
        return observer.list(Scope.all(), Jobs.PENDING, ListOptions.first(10_000))
                .items();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyObjectIsTakenToItsEndOnceThoughReplicasDie(long seed) throws Exception {
        var random = new Random(seed);
        var living = new ArrayList<Replica>();
        for (int i = 0; i < 3; i++) {
            living.add(new Replica().start());
        }
        int jobs = 0;
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 20; i++) {
                var front = living.get(random.nextInt(living.size()));
                var job = Jobs.job("job" + jobs++);
                if (random.nextBoolean()) {
                    observer.create(job);
                } else {
                    var claim = new Claim(front.name, clock.instant().plus(CLAIM));
                    front.controller.submit(front.store.create(Jobs.CLAIMS.with(job, Optional.of(claim))));
                }
            }
            if (random.nextInt(3) > 0) {
                living.remove(random.nextInt(living.size())).kill();
                living.add(new Replica().start());
            }
            passTime(living);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            passTime(living);
            return pending().isEmpty();
        });
        assertThat(violations).isEmpty();
        for (int i = 0; i < jobs; i++) {
            assertThat(observer.get(new Ref("n", "job" + i))
                            .orElseThrow()
                            .status()
                            .log())
                    .containsExactly("step 0", "step 1", "step 2", "done");
        }
        for (var replica : all) {
            replica.controller.stop(replica.dead ? Duration.ofMillis(4) : Duration.ofSeconds(2));
        }
    }

    @Test
    void aPausedProcessFindsItsClaimTakenAndCannotWrite() throws Exception {
        var first = new Replica().start();
        var job = observer.create(Jobs.job("a"));
        await().until(() ->
                observer.get(job.ref()).orElseThrow().status().claim().isPresent());
        first.connection.cut = true;
        clock.advance(CLAIM.multipliedBy(2));
        var second = new Replica().start();
        synchronized (running) {
            running.clear();
        }
        await().until(() -> {
            synchronized (ticks) {
                tick++;
                ticks.notifyAll();
            }
            return Jobs.isFinished(observer.get(job.ref()).orElseThrow());
        });
        first.connection.cut = false;
        await().until(() -> first.controller.running() == 0);
        assertThat(observer.get(job.ref()).orElseThrow().status().log())
                .containsExactly("step 0", "step 1", "step 2", "done");
        first.controller.stop(Duration.ofSeconds(2));
        second.controller.stop(Duration.ofSeconds(2));
    }
}
