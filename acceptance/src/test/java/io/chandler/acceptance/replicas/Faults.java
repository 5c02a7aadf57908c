package io.chandler.acceptance.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Lets one thing after the other fail, by a script that follows from a seed, and mends it again. */
final class Faults {

    private final Fleet fleet;
    private final SharedStore store;
    private final Counter counter;
    private final Random random;
    private final long start = System.nanoTime();
    private final Set<Long> disturbed = new HashSet<>();
    private final List<String> script = new ArrayList<>();

    Faults(Fleet fleet, SharedStore store, Counter counter, long seed) {
        this.fleet = fleet;
        this.store = store;
        this.counter = counter;
        this.random = new Random(seed);
    }

    /** Processes that were killed, stopped or cut off. */
    Set<Long> disturbed() {
        return disturbed;
    }

    /** What happened and when. */
    List<String> script() {
        return script;
    }

    /** Goes on for about so long, each fault at least once; afterwards nothing is amiss. */
    void run(Duration time) throws Exception {
        for (int round = 0; round == 0 || System.nanoTime() - start < time.toNanos(); round++) {
            for (int fault = 0; fault < 5; fault++) {
                if (round > 0 && System.nanoTime() - start >= time.toNanos()) {
                    return;
                }
                Thread.sleep(500 + random.nextInt(1_500));
                var replica = fleet.get(random.nextInt(100));
                switch (fault) {
                    case 0 -> kill(replica);
                    case 1 -> stop(replica);
                    case 2 -> cut(replica, random.nextBoolean());
                    case 3 -> tell(store.disturb(random));
                    default -> rollingRestart();
                }
            }
        }
    }

    private void tell(String what) {
        script.add("%5.1f s  %s".formatted((System.nanoTime() - start) / 1e9, what));
    }

    private void kill(Replica replica) throws Exception {
        disturbed.add(replica.pid());
        replica.kill();
        Thread.sleep(random.nextInt(2_000));
        replica.start();
        replica.awaitReady();
        tell(replica.name() + " killed and started again");
    }

    /** For longer than a claim, so that others carry on. */
    private void stop(Replica replica) throws Exception {
        disturbed.add(replica.pid());
        replica.stop();
        try {
            Thread.sleep(Fleet.CLAIM.toMillis() + 1_000 + random.nextInt(2_000));
        } finally {
            replica.goOn();
        }
        tell(replica.name() + " stopped for longer than a claim");
        replica.awaitReady();
    }

    private void cut(Replica replica, boolean silently) throws Exception {
        disturbed.add(replica.pid());
        replica.cut(silently);
        try {
            Thread.sleep(Fleet.CLAIM.toMillis() + 1_000 + random.nextInt(2_000));
        } finally {
            replica.mend();
        }
        tell(replica.name() + " cut off from the store" + (silently ? " silently" : ""));
        replica.awaitReady();
    }

    private void rollingRestart() throws Exception {
        for (var replica : fleet.replicas()) {
            replica.awaitReady();
        }
        counter.beginGentle();
        try {
            for (var replica : fleet.replicas()) {
                replica.terminate();
                replica.start();
                replica.awaitReady();
            }
        } finally {
            counter.endGentle();
        }
        tell("rolling restart");
    }
}
