package io.chandler.acceptance.replicas;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Where customers hand in requests: sends each until it is answered, and to another replica each time. Thread-safe. */
final class Counter {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration GENTLE_ATTEMPT = Duration.ofSeconds(60);

    private final Fleet fleet;
    private final AtomicInteger gentle = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final List<String> refusedTwice = new CopyOnWriteArrayList<>();

    Counter(Fleet fleet) {
        this.fleet = fleet;
    }

    /** One time that a request reached a replica; empty if it was not answered, or it is not known what it did. */
    @FunctionalInterface
    interface Observer {
        void attempt(long invoked, long returned, Optional<Answer> answer);
    }

    /**
     * What came of a request.
     *
     * @param identities of each time that it reached a replica
     */
    record Outcome(Answer answer, List<String> identities) {

        boolean atOnce() {
            return identities.size() == 1;
        }

        /** What came of the request when it was handed in again. */
        Outcome before(Outcome again) {
            var all = new ArrayList<>(identities);
            all.addAll(again.identities());
            return new Outcome(again.answer(), all);
        }
    }

    /** From now on one other replica must be enough for every request; until {@link #endGentle}. */
    void beginGentle() {
        gentle.incrementAndGet();
    }

    void endGentle() {
        gentle.incrementAndGet();
    }

    private static boolean isGentle(int phase) {
        return phase % 2 == 1;
    }

    /** Requests that two replicas in a row did not answer while they were to be gentle. */
    List<String> refusedTwice() {
        return refusedTwice;
    }

    int attempts() {
        return attempts.get();
    }

    int unanswered() {
        return unanswered.get();
    }

    Outcome ask(Request request, Random random, Observer observer) throws InterruptedException {
        var limit = System.nanoTime() + PATIENCE.toNanos();
        int first = random.nextInt(fleet.replicas().size());
        int failedInPhase = -1;
        var identities = new ArrayList<String>();
        for (int number = 0; ; number++) {
            int phase = gentle.get();
            var replica = fleet.get(first + number);
            var invoked = System.nanoTime();
            var identity = request.newIdentity();
            Optional<Answer> answer;
            try {
                answer = attempt(replica, request, identity, isGentle(phase) ? GENTLE_ATTEMPT : ATTEMPT);
                identities.add(identity);
                observer.attempt(invoked, System.nanoTime(), answer.filter(one -> !one.isBusy()));
            } catch (ConnectException e) {
                answer = Optional.empty();
            }
            attempts.incrementAndGet();
            if (answer.isPresent() && !answer.get().isBusy()) {
                return new Outcome(answer.get(), identities);
            }
            unanswered.incrementAndGet();
            if (isGentle(phase) && failedInPhase == phase && gentle.get() == phase) {
                refusedTwice.add(request.method() + " " + request.path() + " by " + replica.name() + ": " + answer);
            }
            failedInPhase = phase;
            if (System.nanoTime() > limit) {
                throw new AssertionError("No answer for " + PATIENCE + ": " + request + ", last " + answer);
            }
            if (number > 0) {
                Thread.sleep(100 + random.nextInt(400));
            }
        }
    }

    private Optional<Answer> attempt(Replica replica, Request request, String identity, Duration limit)
            throws ConnectException, InterruptedException {
        try {
            return Optional.of(fleet.send(replica, request, identity, limit));
        } catch (ConnectException e) {
            throw e;
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
