package io.chandler.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * Faults of a simulator on request, such as {@code faults.next(3, "GET /deployments.*").answer(503)}. The expression
 * must match the whole of the method, a space, and the path with its query as sent. The fault that was asked for first
 * goes first. What a simulator is told over HTTP, {@code /simulator/...}, is spared. Thread-safe.
 */
public final class Faults {

    private final List<Fault> faults = new ArrayList<>();
    private CompletableFuture<Void> cleared = new CompletableFuture<>();

    /** The next so many requests that match. */
    public Choice next(int times, String requests) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be 1 or more, not " + times);
        }
        return new Choice(times, Pattern.compile(requests, Pattern.DOTALL));
    }

    /** All requests that match, until {@link #clear}. */
    public Choice all(String requests) {
        return next(Integer.MAX_VALUE, requests);
    }

    /** Ends all faults, and lets go the requests that hang. */
    public void clear() {
        CompletableFuture<Void> hanging;
        synchronized (faults) {
            faults.clear();
            hanging = cleared;
            cleared = new CompletableFuture<>();
        }
        hanging.complete(null);
    }

    /** The effect for a request, which is used up by that. Called by the simulators. */
    public Optional<Effect> take(Request request) {
        if (request.path().startsWith("/simulator/")) {
            return Optional.empty();
        }
        var text = request.toString();
        synchronized (faults) {
            for (int i = 0; i < faults.size(); i++) {
                var fault = faults.get(i);
                if (fault.requests.matcher(text).matches()) {
                    if (fault.times == 1) {
                        faults.remove(i);
                    } else if (fault.times != Integer.MAX_VALUE) {
                        faults.set(i, new Fault(fault.times - 1, fault.requests, fault.effect));
                    }
                    return Optional.of(fault.effect instanceof Effect.Hang ? new Effect.Hang(cleared) : fault.effect);
                }
            }
        }
        return Optional.empty();
    }

    private record Fault(int times, Pattern requests, Effect effect) {}

    /** What happens to a request. */
    public sealed interface Effect {

        /** An answer instead of the simulator's own. */
        record Answer(int status, String body) implements Effect {}

        /** The connection is closed without an answer; the request is not carried out. */
        record CloseConnection() implements Effect {}

        /** The request is carried out, and the connection closed without an answer. */
        record LoseAnswer() implements Effect {}

        /** The simulator's own answer, later. */
        record Delay(Duration time) implements Effect {}

        /** The simulator's own answer after all faults were cleared. */
        record Hang(CompletableFuture<Void> until) implements Effect {}
    }

    /** Requests that were chosen, for which a fault is to be named. */
    public final class Choice {
        private final int times;
        private final Pattern requests;

        private Choice(int times, Pattern requests) {
            this.times = times;
            this.requests = requests;
        }

        /** They are answered with a status and a text, and not carried out. */
        public void answer(int status, String body) {
            add(new Effect.Answer(status, body));
        }

        /** They are answered with a status, and not carried out. */
        public void answer(int status) {
            answer(status, "");
        }

        /** Their connection is closed without an answer; they are not carried out. */
        public void closeConnection() {
            add(new Effect.CloseConnection());
        }

        /** They are carried out, but their connection is closed before the answer. */
        public void loseAnswer() {
            add(new Effect.LoseAnswer());
        }

        /** They are carried out after a while. */
        public void delay(Duration time) {
            add(new Effect.Delay(time));
        }

        /** They wait until {@link Faults#clear}, and are carried out then. */
        public void hang() {
            add(new Effect.Hang(new CompletableFuture<>()));
        }

        private void add(Effect effect) {
            synchronized (faults) {
                faults.add(new Fault(times, requests, effect));
            }
        }
    }
}
