package io.chandler.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(8), 0);

    private final ManualClock clock = new ManualClock();
    private final WorkQueue<String> queue = new WorkQueue<>(clock, BACK_OFF, Duration.ofMillis(2));

    private void finish(String key) {
        assertThat(queue.poll()).contains(key);
        queue.done(key);
    }

    @Test
    void aKeyAddedOftenIsHandedOutOnce() {
        queue.add("a");
        queue.add("b");
        queue.add("a");
        finish("a");
        finish("b");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void aKeyAddedWhileWorkedOnComesOnceMoreAfterwards() {
        queue.add("a");
        assertThat(queue.poll()).contains("a");
        queue.add("a");
        queue.add("a");
        assertThat(queue.poll()).isEmpty();
        queue.done("a");
        finish("a");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void theDelayThatEndsFirstCounts() {
        queue.addAfter("a", Duration.ofSeconds(5));
        queue.addAfter("a", Duration.ofSeconds(3));
        queue.addAfter("a", Duration.ofSeconds(9));
        clock.advance(Duration.ofMillis(2_999));
        assertThat(queue.poll()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        finish("a");
        clock.advance(Duration.ofMinutes(1));
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void aKeyAddedNowAndLaterComesTwice() {
        queue.addAfter("a", Duration.ofSeconds(5));
        queue.add("a");
        finish("a");
        clock.advance(Duration.ofSeconds(5));
        finish("a");
    }

    @Test
    void schedulingTakesThePlaceOfWhatWasAdded() {
        queue.add("a");
        queue.schedule("a", clock.instant().plusSeconds(10));
        assertThat(queue.poll()).isEmpty();
        queue.schedule("a", clock.instant().plusSeconds(20));
        clock.advance(Duration.ofSeconds(19));
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        finish("a");
    }

    @Test
    void whatHasBeenDueTheLongestComesFirst() {
        queue.schedule("late", clock.instant().plusSeconds(2));
        queue.schedule("old", Instant.EPOCH);
        queue.schedule("older", Instant.MIN);
        queue.schedule("soon", clock.instant().plusSeconds(1));
        clock.advance(Duration.ofSeconds(2));
        queue.add("now");
        finish("older");
        finish("old");
        finish("soon");
        finish("late");
        finish("now");
    }

    @Test
    void failuresAreBackedOffUntilTheyAreForgotten() {
        for (long seconds : new long[] {1, 2, 4, 8, 8}) {
            assertThat(queue.addWithBackOff("a")).isEqualTo(Duration.ofSeconds(seconds));
            clock.advance(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(queue.poll()).isEmpty();
            clock.advance(Duration.ofNanos(1));
            finish("a");
        }
        queue.forget("a");
        assertThat(queue.addWithBackOff("a")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void jitterTakesAwayAShareAtMost() {
        var jittered = new WorkQueue<Integer>(clock, new BackOff(Duration.ofSeconds(10), Duration.ofHours(1), 0.5));
        for (int key = 0; key < 200; key++) {
            assertThat(jittered.addWithBackOff(key)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        }
    }

    @Test
    void aRemovedKeyDoesNotComeUnlessItIsAddedAgain() {
        queue.add("a");
        queue.addAfter("b", Duration.ofSeconds(1));
        queue.remove("a");
        queue.remove("b");
        clock.advance(Duration.ofSeconds(2));
        assertThat(queue.poll()).isEmpty();
        queue.add("a");
        finish("a");
    }

    @Test
    void doneWithoutHavingTakenIsRefused() {
        assertThatThrownBy(() -> queue.done("a")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aWaitingWorkerIsWokenByTheClock() throws Exception {
        queue.schedule("a", clock.instant().plusSeconds(3_600));
        var taken = new ArrayList<String>();
        var worker = Thread.ofVirtual().start(() -> {
            try {
                taken.add(queue.take().orElseThrow());
            } catch (InterruptedException e) {
                taken.add("interrupted");
            }
        });
        clock.advance(Duration.ofHours(1));
        assertThat(worker.join(Duration.ofSeconds(10))).isTrue();
        assertThat(taken).containsExactly("a");
    }

    @Test
    void shutDownHandsOutWhatIsReadyAndDropsTheRest() throws Exception {
        queue.add("a");
        queue.addAfter("b", Duration.ofSeconds(1));
        queue.shutDown();
        queue.add("c");
        queue.schedule("d", clock.instant());
        clock.advance(Duration.ofSeconds(2));
        assertThat(queue.take()).contains("a");
        assertThat(queue.take()).isEmpty();
        assertThat(queue.drain(Duration.ZERO)).isFalse();
        queue.done("a");
        assertThat(queue.drain(Duration.ZERO)).isTrue();
    }

    @Test
    void manyWorkersNeverHaveTheSameKey() throws Exception {
        var busy = new WorkQueue<Integer>(Clock.systemUTC(), BACK_OFF);
        Map<Integer, Thread> working = new ConcurrentHashMap<>();
        var clashes = new AtomicInteger();
        var taken = new AtomicInteger();
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            workers.add(Thread.ofVirtual().start(() -> {
                try {
                    for (var key = busy.take(); key.isPresent(); key = busy.take()) {
                        if (working.put(key.get(), Thread.currentThread()) != null) {
                            clashes.incrementAndGet();
                        }
                        taken.incrementAndGet();
                        working.remove(key.get());
                        busy.done(key.get());
                    }
                } catch (InterruptedException e) {
                    clashes.incrementAndGet();
                }
            }));
        }
        for (int i = 0; i < 20_000; i++) {
            busy.add(i % 16);
        }
        assertThat(busy.drain(Duration.ofSeconds(10))).isTrue();
        for (var worker : workers) {
            worker.join();
        }
        assertThat(clashes.get()).isZero();
        assertThat(taken.get()).isBetween(16, 20_000);
    }
}
