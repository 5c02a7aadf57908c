package io.chandler.apiserver.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chandler.resources.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SweepTest {

    private final Sweep sweep = new Sweep(1);
    private final ConcurrentLinkedQueue<Long> turns = new ConcurrentLinkedQueue<>();

    private Thread waiting(long place) {
        var thread = Thread.ofPlatform().start(() -> {
            sweep.begin(Revision.of(place));
            turns.add(place);
            sweep.end();
        });
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    void turnsGoUpToWhatWasTheNewestAndAgainFromTheOldest() throws Exception {
        sweep.begin(Revision.of(20));
        var threads = new ArrayList<Thread>();
        for (long place : new long[] {30, 10, 20, 40, 10, 30}) {
            threads.add(waiting(place));
        }
        sweep.end();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(turns).containsExactly(20L, 10L, 10L, 30L, 30L, 40L);
    }

    @Test
    void oneThatIsAlwaysAheadKeepsNobodyWaiting() throws Exception {
        var over = new AtomicBoolean();
        var ahead = Thread.ofPlatform().start(() -> {
            for (long place = 100; !over.get(); place++) {
                sweep.begin(Revision.of(place));
                sweep.end();
            }
        });
        var other = Thread.ofPlatform().start(() -> {
            for (long place = 200; !over.get(); place++) {
                sweep.begin(Revision.of(place));
                sweep.end();
            }
        });
        for (int i = 0; i < 1_000; i++) {
            waitingFor(Thread.ofVirtual().start(() -> {
                sweep.begin(Revision.of(1));
                sweep.end();
            }));
        }
        over.set(true);
        waitingFor(ahead);
        waitingFor(other);
    }

    @Test
    void anInterruptIsKeptForWhoHasTheTurn() throws Exception {
        sweep.begin(Revision.of(1));
        var interrupted = new AtomicBoolean();
        var thread = Thread.ofPlatform().start(() -> {
            sweep.begin(Revision.of(1));
            interrupted.set(Thread.currentThread().isInterrupted());
            sweep.end();
        });
        await().until(() -> thread.getState() == Thread.State.WAITING);
        thread.interrupt();
        sweep.end();
        thread.join();
        assertThat(interrupted).isTrue();
        // Nobody is in the way of the next.
        waitingFor(Thread.ofPlatform().start(() -> {
            sweep.begin(Revision.of(1));
            sweep.end();
        }));
    }

    private static void waitingFor(Thread thread) throws InterruptedException {
        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void asManyGoAtOnceAsMayAndAllComeToTheirTurn() throws Exception {
        var many = new Sweep(3);
        var going = new AtomicInteger();
        var most = new AtomicInteger();
        var all = new Semaphore(0);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 200; i++) {
            long place = i % 7;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int turn = 0; turn < 20; turn++) {
                    many.begin(Revision.of(place + turn));
                    most.accumulateAndGet(going.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    going.decrementAndGet();
                    many.end();
                    all.release();
                }
            }));
        }
        for (var thread : threads) {
            waitingFor(thread);
        }
        assertThat(all.availablePermits()).isEqualTo(4_000);
        assertThat(List.of(1, 2, 3)).contains(most.get());
    }
}
