package io.chandler.resources;

import static io.chandler.resources.Jobs.isFinished;
import static io.chandler.resources.Jobs.job;
import static io.chandler.resources.Jobs.logged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.Jobs.Spec;
import io.chandler.resources.Jobs.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may run an object, and how it is handed over. */
class ControllerClaimsTest {

    private final Workshop shop = new Workshop();

    @AfterEach
    void stop() throws InterruptedException {
        shop.stop();
    }

    @Test
    void claimsAreRenewedAndKeepWhatOthersChanged() throws Exception {
        var open = new CountDownLatch(1);
        var told = new AtomicReference<Resource<Spec, Status>>();
        shop.start(Jobs.controller(shop.jobs, claimed -> {
                    claimed.onChange(told::set);
                    open.await();
                    return Workshop.finish(claimed);
                })
                .claimDuration(Duration.ofSeconds(30)));
        shop.others.create(job("a").withMetadata(
                        job("a").metadata().withFinalizers(List.of("f")).withLabels(Map.of(Jobs.PHASE, "pending"))));
        await().until(() -> shop.stored("a").status().claim().isPresent());
        shop.others.delete(new Ref("n", "a"), Optional.empty());
        await().until(() -> told.get() != null);
        assertThat(told.get().deleting()).isTrue();
        for (int i = 0; i < 5; i++) {
            var before = shop.stored("a").status().claim().orElseThrow().expiresAt();
            shop.clock.advance(Duration.ofSeconds(15));
            await().until(() ->
                    shop.stored("a").status().claim().orElseThrow().expiresAt().isAfter(before));
        }
        assertThat(shop.stored("a").deleting()).isTrue();
        open.countDown();
        shop.awaitFinished("a");
        assertThat(shop.stored("a").deleting()).isTrue();
    }

    @Test
    void aForeignClaimIsRespectedUntilItExpires() {
        shop.start(Jobs.controller(shop.jobs, Workshop::finish).claimDuration(Duration.ofSeconds(30)));
        shop.others.create(job("a", Instant.EPOCH, Optional.of(shop.claim("other", Duration.ofSeconds(30)))));
        shop.others.create(job("b"));
        shop.awaitFinished("b");
        shop.clock.advance(Duration.ofSeconds(29));
        shop.others.create(job("c"));
        shop.awaitFinished("c");
        assertThat(isFinished(shop.stored("a"))).isFalse();
        shop.clock.advance(Duration.ofSeconds(5));
        shop.awaitFinished("a");
    }

    @Test
    void onAnExclusiveStoreForeignClaimsAreVoid() {
        shop.others.create(job("a", Instant.EPOCH, Optional.of(shop.claim("earlier", Duration.ofHours(1)))));
        shop.start(Jobs.controller(shop.jobs, Workshop::finish).exclusive(true));
        shop.awaitFinished("a");
    }

    @Test
    void onAnExclusiveStoreARunGoesOnUnderTheClaimThatWasLeftAndTheFirstWritePutsItsNameIn() throws Exception {
        var left = shop.claim("earlier", Duration.ofHours(-1));
        shop.others.create(job("a", Instant.EPOCH, Optional.of(left)));
        var begun = new CountDownLatch(1);
        var told = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        shop.start(Jobs.controller(shop.jobs, claimed -> {
                    claimed.onChange(job -> told.countDown());
                    begun.countDown();
                    told.await();
                    claimed.update(job -> logged(job, "step"));
                    open.await();
                    return Workshop.finish(claimed);
                })
                .exclusive(true));
        begun.await();
        assertThat(shop.store.writes).hasValue(0);
        assertThat(shop.stored("a").status().claim()).contains(left);
        shop.others.update(new Ref("n", "a"), job -> logged(job, "other"));
        await().until(() -> shop.stored("a").status().log().equals(List.of("other", "step")));
        assertThat(shop.stored("a").status().claim().map(Claim::holder)).contains("replica");
        open.countDown();
        shop.awaitFinished("a");
        assertThat(shop.stored("a").status().log()).containsExactly("other", "step", "done");
        assertThat(shop.store.writes).hasValue(2);
    }

    @Test
    void aRunEndsBeforeItsClaimEvenWhereTheStoreHangs() throws Exception {
        var begun = new CountDownLatch(1);
        var ends = new ConcurrentLinkedQueue<String>();
        shop.start(Jobs.controller(shop.jobs, claimed -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        ends.add("interrupted");
                        try {
                            claimed.requireHeld();
                        } catch (ClaimLost lost) {
                            ends.add("lost");
                            throw lost;
                        }
                    }
                    return Workshop.DONE;
                })
                .claimDuration(Duration.ofSeconds(30)));
        shop.others.create(job("a"));
        begun.await();
        var hanging = new CountDownLatch(1);
        shop.store.answering = hanging;
        try {
            shop.clock.advance(Duration.ofSeconds(11));
            await("the renewal").until(() -> shop.store.waiting.get() > 0);
            assertThat(ends).isEmpty();
            shop.clock.advance(Duration.ofSeconds(15));
            await().until(() -> ends.size() == 2);
            assertThat(ends).containsExactly("interrupted", "lost");
            assertThat(shop.stored("a").status().claim().orElseThrow().expiresAt())
                    .isAfter(shop.clock.instant());
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void aRunWhoseClaimWasTakenIsInterruptedAndCannotWrite() throws Exception {
        var begun = new CountDownLatch(1);
        var ends = new ConcurrentLinkedQueue<String>();
        shop.start(Jobs.controller(shop.jobs, claimed -> {
            begun.countDown();
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
            return Workshop.DONE;
        }));
        shop.others.create(job("a"));
        begun.await();
        shop.others.update(
                new Ref("n", "a"), job -> Jobs.CLAIMS.with(job, Optional.of(shop.claim("other", Duration.ofHours(1)))));
        await().until(() -> ends.size() == 2);
        assertThat(ends).containsExactly("interrupted", "lost");
        assertThat(shop.stored("a").status().log()).isEmpty();
        assertThat(shop.stored("a").status().claim().orElseThrow().holder()).isEqualTo("other");
    }

    @Test
    void aRunThatCannotRenewIsInterruptedWhenItsClaimExpires() {
        var interrupted = new AtomicInteger();
        shop.start(Jobs.controller(shop.jobs, claimed -> {
            if (interrupted.get() > 0) {
                return Workshop.finish(claimed);
            }
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
            return Workshop.DONE;
        }));
        shop.others.create(job("a"));
        await().until(() -> shop.stored("a").status().claim().isPresent());
        shop.store.cut = true;
        shop.clock.advance(Duration.ofSeconds(29));
        shop.clock.advance(Duration.ofSeconds(1));
        await().until(() -> interrupted.get() == 1);
        shop.store.cut = false;
        shop.awaitFinished("a");
    }

    @Test
    void stopWaitsForRunsAndHandsTheRestOver() throws Exception {
        var begun = new CountDownLatch(1);
        var controller = Jobs.controller(shop.jobs, claimed -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return Workshop.DONE;
                })
                .workers(1)
                .clock(shop.clock)
                .build();
        controller.start();
        controller.submit(shop.others.create(
                job("running", Instant.EPOCH, Optional.of(shop.claim("replica", Duration.ofMinutes(1))))));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        controller.submit(shop.others.create(
                job("waiting", Instant.EPOCH, Optional.of(shop.claim("replica", Duration.ofMinutes(1))))));
        assertThat(controller.stop(Duration.ofSeconds(2))).isTrue();
        assertThat(shop.stored("running").status().claim()).isEmpty();
        assertThat(shop.stored("waiting").status().claim()).isEmpty();
        assertThat(controller.running()).isZero();
        shop.start(Jobs.controller(shop.jobs, Workshop::finish).holder("next"));
        shop.awaitFinished("running");
        shop.awaitFinished("waiting");
    }

    @Test
    void aRunThatDoesNotEndKeepsItsClaimAndCannotWrite() throws Exception {
        var begun = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        var refused = new AtomicReference<Throwable>();
        var controller = Jobs.controller(shop.jobs, claimed -> {
                    begun.countDown();
                    while (open.getCount() > 0) {
                        try {
                            open.await();
                        } catch (InterruptedException e) {
                            // Deaf on purpose.
                        }
                    }
                    try {
                        return Workshop.finish(claimed);
                    } catch (ClaimLost lost) {
                        refused.set(lost);
                        throw lost;
                    }
                })
                .clock(shop.clock)
                .build();
        controller.start();
        shop.others.create(job("a"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(controller.stop(Duration.ofMillis(20))).isFalse();
        assertThat(shop.stored("a").status().claim()).isPresent();
        open.countDown();
        await().until(() -> refused.get() != null);
        assertThat(isFinished(shop.stored("a"))).isFalse();
    }
}
