package io.chandler.resources;

import static io.chandler.resources.Jobs.finished;
import static io.chandler.resources.Jobs.isFinished;
import static io.chandler.resources.Jobs.job;
import static io.chandler.resources.Jobs.logged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.Jobs.Spec;
import io.chandler.resources.Jobs.Status;
import io.chandler.resources.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ControllerTest {

    private static final Outcome DONE = new Outcome.Done();

    private final MemoryStore memory = new MemoryStore();
    private final TroubledStore store = new TroubledStore(memory);
    private final ManualClock clock = new ManualClock();
    private final LocalResourceStore<Spec, Status> jobs = Jobs.in(store, clock);

    /** What somebody else sees and does. */
    private final LocalResourceStore<Spec, Status> others = Jobs.in(memory, clock);

    private final List<Controller<Spec, Status>> started = new ArrayList<>();

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(2));
    }

    @AfterEach
    void stop() throws InterruptedException {
        store.cut = false;
        for (var controller : started) {
            controller.stop(Duration.ofSeconds(2));
        }
    }

    private Controller<Spec, Status> start(Controller.Builder<Spec, Status> builder) {
        var controller = builder.clock(clock).build();
        started.add(controller);
        controller.start();
        return controller;
    }

    private Resource<Spec, Status> stored(String name) {
        return others.get(new Ref("n", name)).orElseThrow();
    }

    private void awaitFinished(String name) {
        await().until(() -> isFinished(stored(name)));
    }

    private Claim claim(String holder, Duration duration) {
        return new Claim(holder, clock.instant().plus(duration));
    }

    private static Outcome finish(Claimed<Spec, Status> claimed) {
        claimed.update(job -> finished(job, "done"));
        return DONE;
    }

    @Test
    void takesWhatIsPendingAtItsStartAndWhatComesLater() {
        for (int i = 0; i < 1_200; i++) {
            others.create(job("old" + i));
        }
        others.create(job("finished").withLabels(Map.of(Jobs.PHASE, "done")));
        start(Jobs.controller(jobs, ControllerTest::finish).workers(32));
        others.create(job("new"));
        awaitFinished("new");
        for (int i = 0; i < 1_200; i++) {
            awaitFinished("old" + i);
        }
        assertThat(stored("old7").status().log()).containsExactly("done");
        assertThat(stored("finished").status().log()).isEmpty();
    }

    @Test
    void theFirstRunBeginsSoonAfterTheStart() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            others.create(job("j" + i));
        }
        var first = new CountDownLatch(1);
        long began = System.nanoTime();
        start(Jobs.controller(jobs, claimed -> {
            first.countDown();
            return finish(claimed);
        }));
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(200));
    }

    @Test
    void aSubmittedObjectStoredWithOurClaimCostsOneWriteAndNoRead() {
        var controller = start(Jobs.controller(jobs, ControllerTest::finish));
        others.create(job("first"));
        awaitFinished("first");
        await().until(() -> controller.running() == 0);
        store.reads.set(0);
        store.writes.set(0);
        for (int i = 0; i < 100; i++) {
            controller.submit(
                    jobs.create(job("j" + i, Instant.EPOCH, Optional.of(claim("replica", Duration.ofSeconds(30))))));
        }
        for (int i = 0; i < 100; i++) {
            awaitFinished("j" + i);
        }
        jobs.create(job("last"));
        awaitFinished("last");
        await().until(() -> controller.running() == 0 && controller.pending() == 0);
        assertThat(store.writes.get()).isEqualTo(100 * 2 + 3);
        assertThat(store.reads.get()).isZero();
        assertThat(stored("j50").status().log()).containsExactly("done");
    }

    @Test
    void anObjectSubmittedTwiceAndSeenByTheWatchRunsOnce() {
        var runs = new AtomicInteger();
        var controller = start(Jobs.controller(jobs, claimed -> {
            runs.incrementAndGet();
            return finish(claimed);
        }));
        for (int i = 0; i < 200; i++) {
            var created =
                    others.create(job("j" + i, Instant.EPOCH, Optional.of(claim("replica", Duration.ofSeconds(30)))));
            controller.submit(created);
            controller.submit(created);
            awaitFinished("j" + i);
            controller.submit(created);
        }
        await().until(() -> controller.running() == 0 && controller.pending() == 0);
        assertThat(runs.get()).isEqualTo(200);
    }

    @Test
    void runsAgainAfterTheDelayThatTheRunAskedFor() {
        var runs = new AtomicInteger();
        start(Jobs.controller(jobs, claimed -> {
            if (runs.incrementAndGet() == 1) {
                var later = clock.instant().plusSeconds(60);
                claimed.update(job -> Jobs.CLAIMS.with(Jobs.dueAt(job, later), Optional.empty()));
                return new Outcome.Again(Duration.ofSeconds(60));
            }
            return finish(claimed);
        }));
        others.create(job("a"));
        await().until(() -> stored("a").status().due().isAfter(Instant.EPOCH));
        assertThat(stored("a").status().claim()).isEmpty();
        clock.advance(Duration.ofSeconds(59));
        others.create(job("b"));
        awaitFinished("b");
        assertThat(isFinished(stored("a"))).isFalse();
        clock.advance(Duration.ofSeconds(1));
        awaitFinished("a");
    }

    @Test
    void aFailedRunIsReportedReleasedAndRepeated() {
        var runs = new AtomicInteger();
        var failures = new ConcurrentLinkedQueue<Integer>();
        start(Jobs.controller(jobs, claimed -> {
                    if (runs.incrementAndGet() < 4) {
                        throw new IllegalStateException("secret");
                    }
                    return finish(claimed);
                })
                .listener(new ControllerListener() {
                    @Override
                    public void failed(Ref ref, Throwable cause, int attempt, Duration again) {
                        failures.add(attempt);
                    }
                }));
        others.create(job("a"));
        await().until(() -> !failures.isEmpty());
        await().until(() -> stored("a").status().claim().isEmpty());
        await().until(() -> {
            clock.advance(Duration.ofMillis(5));
            return isFinished(stored("a"));
        });
        assertThat(failures).containsExactly(1, 2, 3);
    }

    @Test
    void theOldestDueRunsFirst() throws Exception {
        var order = new ConcurrentLinkedQueue<String>();
        var open = new CountDownLatch(1);
        var controller = start(Jobs.controller(jobs, claimed -> {
                    order.add(claimed.resource().ref().name());
                    open.await();
                    return finish(claimed);
                })
                .workers(1));
        others.create(job("blocker"));
        await().until(() -> order.size() == 1);
        for (var name : List.of("c", "a", "d", "b")) {
            others.create(job(name, Instant.ofEpochSecond(name.charAt(0)), Optional.empty()));
        }
        await().until(() -> controller.pending() == 4);
        open.countDown();
        await().until(() -> order.size() == 5);
        assertThat(order).containsExactly("blocker", "a", "b", "c", "d");
    }

    @Test
    void noMoreRunsAtOnceThanWorkers() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        start(Jobs.controller(jobs, claimed -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    claimed.update(job -> logged(job, "step"));
                    now.decrementAndGet();
                    return finish(claimed);
                })
                .workers(3));
        for (int i = 0; i < 300; i++) {
            others.create(job("j" + i));
        }
        for (int i = 0; i < 300; i++) {
            awaitFinished("j" + i);
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void claimsAreRenewedAndKeepWhatOthersChanged() throws Exception {
        var open = new CountDownLatch(1);
        var told = new AtomicReference<Resource<Spec, Status>>();
        start(Jobs.controller(jobs, claimed -> {
                    claimed.onChange(told::set);
                    open.await();
                    return finish(claimed);
                })
                .claimDuration(Duration.ofSeconds(30)));
        others.create(job("a").withMetadata(
                        job("a").metadata().withFinalizers(List.of("f")).withLabels(Map.of(Jobs.PHASE, "pending"))));
        await().until(() -> stored("a").status().claim().isPresent());
        others.delete(new Ref("n", "a"), Optional.empty());
        await().until(() -> told.get() != null);
        assertThat(told.get().deleting()).isTrue();
        for (int i = 0; i < 5; i++) {
            var before = stored("a").status().claim().orElseThrow().expiresAt();
            clock.advance(Duration.ofSeconds(15));
            await().until(() ->
                    stored("a").status().claim().orElseThrow().expiresAt().isAfter(before));
        }
        assertThat(stored("a").deleting()).isTrue();
        open.countDown();
        awaitFinished("a");
        assertThat(stored("a").deleting()).isTrue();
    }

    @Test
    void aForeignClaimIsRespectedUntilItExpires() {
        start(Jobs.controller(jobs, ControllerTest::finish).claimDuration(Duration.ofSeconds(30)));
        others.create(job("a", Instant.EPOCH, Optional.of(claim("other", Duration.ofSeconds(30)))));
        others.create(job("b"));
        awaitFinished("b");
        clock.advance(Duration.ofSeconds(29));
        others.create(job("c"));
        awaitFinished("c");
        assertThat(isFinished(stored("a"))).isFalse();
        clock.advance(Duration.ofSeconds(5));
        awaitFinished("a");
    }

    @Test
    void onAnExclusiveStoreForeignClaimsAreVoid() {
        others.create(job("a", Instant.EPOCH, Optional.of(claim("earlier", Duration.ofHours(1)))));
        start(Jobs.controller(jobs, ControllerTest::finish).exclusive(true));
        awaitFinished("a");
    }

    @Test
    void aRunWhoseClaimWasTakenIsInterruptedAndCannotWrite() {
        var ends = new ConcurrentLinkedQueue<String>();
        start(Jobs.controller(jobs, claimed -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ends.add("interrupted");
                try {
                    claimed.update(job -> logged(job, "late"));
                } catch (ClaimLost lost) {
                    ends.add("lost");
                    throw lost;
                }
            }
            return DONE;
        }));
        others.create(job("a"));
        await().until(() -> stored("a").status().claim().isPresent());
        others.update(
                new Ref("n", "a"), job -> Jobs.CLAIMS.with(job, Optional.of(claim("other", Duration.ofHours(1)))));
        await().until(() -> ends.size() == 2);
        assertThat(ends).containsExactly("interrupted", "lost");
        assertThat(stored("a").status().log()).isEmpty();
        assertThat(stored("a").status().claim().orElseThrow().holder()).isEqualTo("other");
    }

    @Test
    void aRunThatCannotRenewIsInterruptedWhenItsClaimExpires() {
        var interrupted = new AtomicInteger();
        start(Jobs.controller(jobs, claimed -> {
            if (interrupted.get() > 0) {
                return finish(claimed);
            }
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
            return DONE;
        }));
        others.create(job("a"));
        await().until(() -> stored("a").status().claim().isPresent());
        store.cut = true;
        clock.advance(Duration.ofSeconds(29));
        clock.advance(Duration.ofSeconds(1));
        await().until(() -> interrupted.get() == 1);
        store.cut = false;
        awaitFinished("a");
    }

    @Test
    void anUnavailableStoreIsWaitedFor() throws Exception {
        var begun = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        start(Jobs.controller(jobs, claimed -> {
            begun.countDown();
            open.await();
            return finish(claimed);
        }));
        others.create(job("a"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        store.cut = true;
        open.countDown();
        others.create(job("b"));
        assertThat(isFinished(stored("a"))).isFalse();
        store.cut = false;
        awaitFinished("a");
        awaitFinished("b");
    }

    @Test
    void aWriteWhoseAnswerWasLostIsNotAppliedTwice() {
        var runs = new AtomicInteger();
        var controller = start(Jobs.controller(jobs, claimed -> {
            runs.incrementAndGet();
            store.answersToLose.set(1);
            claimed.update(job -> logged(job, "step"));
            store.answersToLose.set(1);
            return finish(claimed);
        }));
        others.create(job("a"));
        awaitFinished("a");
        await().until(() -> controller.running() == 0);
        assertThat(stored("a").status().log()).containsExactly("step", "done");
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void theLastFinalizerMayBeTakenAwayAsTheOutcome() {
        var created = others.create(job("a").withMetadata(job("a").metadata().withFinalizers(List.of("f"))));
        others.delete(created.ref(), Optional.empty());
        var controller = start(Jobs.controller(jobs, claimed -> {
            claimed.update(job -> job.withMetadata(job.metadata().withFinalizers(List.of())));
            return DONE;
        }));
        await().until(() -> others.get(created.ref()).isEmpty());
        await().until(() -> controller.running() == 0 && controller.pending() == 0);
    }

    @Test
    void stopWaitsForRunsAndHandsTheRestOver() throws Exception {
        var begun = new CountDownLatch(1);
        var controller = Jobs.controller(jobs, claimed -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return DONE;
                })
                .workers(1)
                .clock(clock)
                .build();
        controller.start();
        controller.submit(
                others.create(job("running", Instant.EPOCH, Optional.of(claim("replica", Duration.ofMinutes(1))))));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        controller.submit(
                others.create(job("waiting", Instant.EPOCH, Optional.of(claim("replica", Duration.ofMinutes(1))))));
        assertThat(controller.stop(Duration.ofMillis(400))).isTrue();
        assertThat(stored("running").status().claim()).isEmpty();
        assertThat(stored("waiting").status().claim()).isEmpty();
        assertThat(controller.running()).isZero();
        start(Jobs.controller(jobs, ControllerTest::finish).holder("next"));
        awaitFinished("running");
        awaitFinished("waiting");
    }

    @Test
    void aRunThatDoesNotEndKeepsItsClaimAndCannotWrite() throws Exception {
        var begun = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        var refused = new AtomicReference<Throwable>();
        var controller = Jobs.controller(jobs, claimed -> {
                    begun.countDown();
                    while (open.getCount() > 0) {
                        try {
                            open.await();
                        } catch (InterruptedException e) {
                            // Deaf on purpose.
                        }
                    }
                    try {
                        return finish(claimed);
                    } catch (ClaimLost lost) {
                        refused.set(lost);
                        throw lost;
                    }
                })
                .clock(clock)
                .build();
        controller.start();
        others.create(job("a"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(controller.stop(Duration.ofMillis(20))).isFalse();
        assertThat(stored("a").status().claim()).isPresent();
        open.countDown();
        await().until(() -> refused.get() != null);
        assertThat(isFinished(stored("a"))).isFalse();
    }

    @Test
    void aChangeDuringTheRunLeadsToAnotherOne() throws Exception {
        var runs = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        start(Jobs.controller(jobs, claimed -> {
            if (runs.incrementAndGet() == 1) {
                begun.countDown();
                open.await();
                claimed.update(job -> Jobs.CLAIMS.with(logged(job, "first"), Optional.empty()));
                return DONE;
            }
            return finish(claimed);
        }));
        others.create(job("a"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        others.update(new Ref("n", "a"), job -> job.withSpec(new Spec("other work")));
        open.countDown();
        awaitFinished("a");
        assertThat(stored("a").status().log()).containsExactly("first", "done");
        assertThat(stored("a").spec().work()).isEqualTo("other work");
    }

    @Test
    void aLostHistoryIsMadeGoodByListingAgain() {
        var small = new MemoryStore(4);
        var connection = new TroubledStore(small);
        var mine = Jobs.in(connection, Clock.systemUTC());
        var theirs = Jobs.in(small, Clock.systemUTC());
        start(Jobs.controller(mine, ControllerTest::finish).workers(2));
        for (int i = 0; i < 200; i++) {
            theirs.create(job("j" + i));
        }
        await().until(() -> {
            var page = theirs.list(Scope.all(), Jobs.PENDING, ListOptions.first(10));
            return page.items().isEmpty();
        });
    }
}
