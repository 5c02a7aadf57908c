package io.chandler.resources;

import static io.chandler.resources.Jobs.finished;
import static io.chandler.resources.Jobs.isFinished;
import static io.chandler.resources.Jobs.job;
import static io.chandler.resources.Jobs.logged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.Jobs.Spec;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a controller runs, when, and what it costs. */
class ControllerTest {

    private final Workshop shop = new Workshop();

    @AfterEach
    void stop() throws InterruptedException {
        shop.stop();
    }

    @Test
    void takesWhatIsPendingAtItsStartAndWhatComesLater() {
        for (int i = 0; i < 1_200; i++) {
            shop.others.create(job("old" + i));
        }
        shop.others.create(job("finished").withLabels(Map.of(Jobs.PHASE, "done")));
        shop.start(Jobs.controller(shop.jobs, Workshop::finish).workers(32));
        shop.others.create(job("new"));
        shop.awaitFinished("new");
        for (int i = 0; i < 1_200; i++) {
            shop.awaitFinished("old" + i);
        }
        assertThat(shop.stored("old7").status().log()).containsExactly("done");
        assertThat(shop.stored("finished").status().log()).isEmpty();
    }

    @Test
    void whatIsListedFirstRunsWhileTheRestIsListed() {
        int jobs = 100;
        for (int i = 0; i < jobs; i++) {
            shop.others.create(job("job-" + i));
        }
        var rest = new CountDownLatch(1);
        shop.store.furtherPages = rest;
        shop.start(Jobs.controller(shop.jobs, Workshop::finish));
        await().until(() -> finishedJobs() > 0);
        assertThat(finishedJobs()).isLessThan(jobs);
        rest.countDown();
        await().until(() -> finishedJobs() == jobs);
        assertThat(shop.store.writes).hasValue(2 * jobs);
    }

    private long finishedJobs() {
        return shop.others.list(Scope.all(), Selector.everything(), ListOptions.first(1_000)).items().stream()
                .filter(Jobs::isFinished)
                .count();
    }

    @Test
    void aWatchMayLeaveOutWhatItsReaderKnows() throws Exception {
        var known = shop.jobs.create(job("known"));
        var news = shop.jobs.create(job("news"));
        var asked = new ArrayList<Ref>();
        try (var watch = shop.jobs.watch(Scope.all(), Selector.everything(), Revision.ZERO, (ref, revision) -> {
            asked.add(ref);
            return revision.compareTo(known.revision()) <= 0;
        })) {
            assertThat(watch.next(Duration.ofSeconds(5)).orElseThrow().resource())
                    .isEqualTo(news);
        }
        assertThat(asked).containsExactly(known.ref(), news.ref());
    }

    @Test
    void whatWasReadNeedNotBeReadAgainToBeReplaced() {
        var read = shop.jobs.create(job("a"));
        for (int i = 0; i < 2_000; i++) {
            shop.jobs.create(job("other" + i));
        }
        int reads = shop.store.reads.get();
        var replaced = shop.jobs.replace(finished(read, "done"), read);
        assertThat(shop.store.reads).hasValue(reads);
        assertThat(shop.stored("a")).isEqualTo(replaced);
        assertThatThrownBy(() -> shop.jobs.replace(finished(read, "again"), read))
                .isInstanceOf(StoreException.Conflict.class);
    }

    @Test
    void theFirstRunBeginsSoonAfterTheStart() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            shop.others.create(job("j" + i));
        }
        var first = new CountDownLatch(1);
        long began = System.nanoTime();
        shop.start(Jobs.controller(shop.jobs, claimed -> {
            first.countDown();
            return Workshop.finish(claimed);
        }));
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aSubmittedObjectStoredWithOurClaimCostsOneWriteAndNoRead() {
        var controller = shop.start(Jobs.controller(shop.jobs, Workshop::finish));
        shop.others.create(job("first"));
        shop.awaitFinished("first");
        await().until(() -> controller.running() == 0);
        shop.store.reads.set(0);
        shop.store.writes.set(0);
        for (int i = 0; i < 100; i++) {
            controller.submit(shop.jobs.create(
                    job("j" + i, Instant.EPOCH, Optional.of(shop.claim("replica", Duration.ofSeconds(30))))));
        }
        for (int i = 0; i < 100; i++) {
            shop.awaitFinished("j" + i);
        }
        shop.jobs.create(job("last"));
        shop.awaitFinished("last");
        await().until(() -> controller.running() == 0 && controller.pending() == 0);
        assertThat(shop.store.writes.get()).isEqualTo(100 * 2 + 3);
        assertThat(shop.store.reads.get()).isZero();
        assertThat(shop.stored("j50").status().log()).containsExactly("done");
    }

    @Test
    void anObjectSubmittedTwiceAndSeenByTheWatchRunsOnce() {
        var runs = new AtomicInteger();
        var controller = shop.start(Jobs.controller(shop.jobs, claimed -> {
            runs.incrementAndGet();
            return Workshop.finish(claimed);
        }));
        for (int i = 0; i < 200; i++) {
            var created = shop.others.create(
                    job("j" + i, Instant.EPOCH, Optional.of(shop.claim("replica", Duration.ofSeconds(30)))));
            controller.submit(created);
            controller.submit(created);
            shop.awaitFinished("j" + i);
            controller.submit(created);
        }
        await().until(() -> controller.running() == 0 && controller.pending() == 0);
        assertThat(runs.get()).isEqualTo(200);
    }

    @Test
    void runsAgainAfterTheDelayThatTheRunAskedFor() {
        var runs = new AtomicInteger();
        shop.start(Jobs.controller(shop.jobs, claimed -> {
            if (runs.incrementAndGet() == 1) {
                var later = shop.clock.instant().plusSeconds(60);
                claimed.update(job -> Jobs.CLAIMS.with(Jobs.dueAt(job, later), Optional.empty()));
                return new Outcome.Again(Duration.ofSeconds(60));
            }
            return Workshop.finish(claimed);
        }));
        shop.others.create(job("a"));
        await().until(() -> shop.stored("a").status().due().isAfter(Instant.EPOCH));
        assertThat(shop.stored("a").status().claim()).isEmpty();
        shop.clock.advance(Duration.ofSeconds(59));
        shop.others.create(job("b"));
        shop.awaitFinished("b");
        assertThat(isFinished(shop.stored("a"))).isFalse();
        shop.clock.advance(Duration.ofSeconds(1));
        shop.awaitFinished("a");
    }

    @Test
    void aFailedRunIsReportedReleasedAndRepeated() {
        var runs = new AtomicInteger();
        var failures = new ConcurrentLinkedQueue<Integer>();
        shop.start(Jobs.controller(shop.jobs, claimed -> {
                    if (runs.incrementAndGet() < 4) {
                        throw new IllegalStateException("secret");
                    }
                    return Workshop.finish(claimed);
                })
                .listener(new ControllerListener() {
                    @Override
                    public void failed(Ref ref, Throwable cause, int attempt, Duration again) {
                        failures.add(attempt);
                    }
                }));
        shop.others.create(job("a"));
        await().until(() -> !failures.isEmpty());
        await().until(() -> shop.stored("a").status().claim().isEmpty());
        await().until(() -> {
            shop.clock.advance(Duration.ofMillis(5));
            return isFinished(shop.stored("a"));
        });
        assertThat(failures).containsExactly(1, 2, 3);
    }

    @Test
    void theOldestDueRunsFirst() throws Exception {
        var order = new ConcurrentLinkedQueue<String>();
        var open = new CountDownLatch(1);
        var controller = shop.start(Jobs.controller(shop.jobs, claimed -> {
                    order.add(claimed.resource().ref().name());
                    open.await();
                    return Workshop.finish(claimed);
                })
                .workers(1));
        shop.others.create(job("blocker"));
        await().until(() -> order.size() == 1);
        for (var name : List.of("c", "a", "d", "b")) {
            shop.others.create(job(name, Instant.ofEpochSecond(name.charAt(0)), Optional.empty()));
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
        shop.start(Jobs.controller(shop.jobs, claimed -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    claimed.update(job -> logged(job, "step"));
                    now.decrementAndGet();
                    return Workshop.finish(claimed);
                })
                .workers(3));
        for (int i = 0; i < 300; i++) {
            shop.others.create(job("j" + i));
        }
        for (int i = 0; i < 300; i++) {
            shop.awaitFinished("j" + i);
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void anUnavailableStoreIsWaitedFor() throws Exception {
        var begun = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        shop.start(Jobs.controller(shop.jobs, claimed -> {
            begun.countDown();
            open.await();
            return Workshop.finish(claimed);
        }));
        shop.others.create(job("a"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        shop.store.cut = true;
        open.countDown();
        shop.others.create(job("b"));
        assertThat(isFinished(shop.stored("a"))).isFalse();
        shop.store.cut = false;
        shop.awaitFinished("a");
        shop.awaitFinished("b");
    }

    @Test
    void aWriteWhoseAnswerWasLostIsNotAppliedTwice() {
        var runs = new AtomicInteger();
        var controller = shop.start(Jobs.controller(shop.jobs, claimed -> {
            runs.incrementAndGet();
            shop.store.answersToLose.set(1);
            claimed.update(job -> logged(job, "step"));
            shop.store.answersToLose.set(1);
            return Workshop.finish(claimed);
        }));
        shop.others.create(job("a"));
        shop.awaitFinished("a");
        await().until(() -> controller.running() == 0);
        assertThat(shop.stored("a").status().log()).containsExactly("step", "done");
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void theLastFinalizerMayBeTakenAwayAsTheOutcome() {
        var created =
                shop.others.create(job("a").withMetadata(job("a").metadata().withFinalizers(List.of("f"))));
        shop.others.delete(created.ref(), Optional.empty());
        var controller = shop.start(Jobs.controller(shop.jobs, claimed -> {
            claimed.update(job -> job.withMetadata(job.metadata().withFinalizers(List.of())));
            return Workshop.DONE;
        }));
        await().until(() -> shop.others.get(created.ref()).isEmpty());
        await().until(() -> controller.running() == 0 && controller.pending() == 0);
    }

    @Test
    void aChangeDuringTheRunLeadsToAnotherOne() throws Exception {
        var runs = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        shop.start(Jobs.controller(shop.jobs, claimed -> {
            if (runs.incrementAndGet() == 1) {
                begun.countDown();
                open.await();
                claimed.update(job -> Jobs.CLAIMS.with(logged(job, "first"), Optional.empty()));
                return Workshop.DONE;
            }
            return Workshop.finish(claimed);
        }));
        shop.others.create(job("a"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        shop.others.update(new Ref("n", "a"), job -> job.withSpec(new Spec("other work")));
        open.countDown();
        shop.awaitFinished("a");
        assertThat(shop.stored("a").status().log()).containsExactly("first", "done");
        assertThat(shop.stored("a").spec().work()).isEqualTo("other work");
    }

    @Test
    void aLostHistoryIsMadeGoodByListingAgain() {
        var small = new MemoryStore(4);
        var connection = new TroubledStore(small);
        var mine = Jobs.in(connection, Clock.systemUTC());
        var theirs = Jobs.in(small, Clock.systemUTC());
        shop.start(Jobs.controller(mine, Workshop::finish).workers(2));
        for (int i = 0; i < 200; i++) {
            theirs.create(job("j" + i));
        }
        await().until(() -> {
            var page = theirs.list(Scope.all(), Jobs.PENDING, ListOptions.first(10));
            return page.items().isEmpty();
        });
    }
}
