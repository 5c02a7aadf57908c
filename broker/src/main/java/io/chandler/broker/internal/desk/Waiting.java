package io.chandler.broker.internal.desk;

import io.chandler.broker.BrokerListener.Outcome;
import io.chandler.broker.EngineSettings;
import io.chandler.broker.catalog.PlanSettings;
import io.chandler.broker.internal.common.Beginnings;
import io.chandler.broker.internal.common.Completions;
import io.chandler.broker.internal.state.ObjectStatus;
import io.chandler.osb.Plan;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How a request is answered: whether it waits for the end of its operation, and how long the operation may take.
 *
 * @param answer the longest wait before the answer
 * @param limit the longest time for the operation
 * @param synchronous whether the answer must be the end of the operation
 */
record Waiting(Duration answer, Duration limit, boolean synchronous) {

    /** How long an operation that runs elsewhere is left alone between two looks at it. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** How long an operation that began here is taken to run here between two looks: another replica may have it by now. */
    private static final Duration LOOK_AT_LEAST = Duration.ofSeconds(1);

    /** Time on top of the limit of a synchronous operation, for taking back what it did. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Whether the plan must be answered asynchronously and the platform does not accept that. */
    static boolean needsAsync(PlanSettings settings, boolean acceptsIncomplete) {
        return settings.execution() == PlanSettings.Execution.ASYNC && !acceptsIncomplete;
    }

    static Waiting of(
            PlanSettings plan, Plan osbPlan, EngineSettings engine, boolean acceptsIncomplete, Origin origin) {
        // A maximum of 0 says that the platform does not poll, not that an operation has no time.
        var limit = osbPlan.maximumPollingDuration()
                .filter(Duration::isPositive)
                .map(Waiting::withMargin)
                .orElse(engine.deadline());
        if (origin.by() == Origin.By.API_CLIENT) {
            return new Waiting(Duration.ZERO, limit, false);
        }
        boolean synchronous = plan.execution() == PlanSettings.Execution.SYNC || !acceptsIncomplete;
        if (!synchronous) {
            return new Waiting(plan.answerWithin(), limit, false);
        }
        var most = engine.synchronousLimit();
        var shorter = limit.compareTo(most) < 0 ? limit : most;
        return new Waiting(shorter.plus(GRACE), shorter, true);
    }

    /** The platform stops polling at the plan's maximum; the operation ends before that. */
    private static Duration withMargin(Duration maximum) {
        var margin = maximum.dividedBy(10);
        var most = Duration.ofMinutes(1);
        return maximum.minus(margin.compareTo(most) < 0 ? margin : most);
    }

    /**
     * Waits until the operation of the object has ended or the wait is over; the object as it is then. With an object that
     * vanishes its operation has ended: somebody asked the store for its deletion.
     */
    <S, T extends ObjectStatus<T>> Resource<S, T> await(
            ResourceStore<S, T> store, Completions completions, Resource<S, T> begun, Clock clock) {
        if (answer.isZero()) {
            return begun;
        }
        var operationId = begun.status().operation().id();
        var end = clock.instant().plus(answer);
        var current = begun;
        try {
            while (true) {
                // It may have ended before anybody said that somebody waits.
                current = newest(store, current, clock);
                if (!runs(current, operationId)) {
                    completions.ended(operationId);
                    return current;
                }
                var now = clock.instant();
                if (!now.isBefore(end)) {
                    return current;
                }
                var left = Duration.between(now, end);
                if (!completions.await(operationId, left.compareTo(LOOK_AT_LEAST) < 0 ? left : LOOK_AT_LEAST)) {
                    pause(now, end);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return current;
        }
    }

    private static void pause(Instant now, Instant end) throws InterruptedException {
        var left = Duration.between(now, end);
        Thread.sleep(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
    }

    private static <S, T extends ObjectStatus<T>> boolean runs(Resource<S, T> object, String operationId) {
        var operation = object.status().operation();
        return operation.id().equals(operationId) && operation.running();
    }

    private static <S, T extends ObjectStatus<T>> Resource<S, T> newest(
            ResourceStore<S, T> store, Resource<S, T> known, Clock clock) {
        try {
            return store.get(known.ref()).orElseGet(() -> vanished(known, clock.instant()));
        } catch (StoreException.Unavailable e) {
            return known;
        }
    }

    private static <S, T extends ObjectStatus<T>> Resource<S, T> vanished(Resource<S, T> known, Instant now) {
        var operation = known.status().operation();
        if (!operation.running()) {
            return known;
        }
        var ended = operation.deletes()
                ? operation.ended(now, Outcome.SUCCEEDED, null)
                : operation.ended(now, Outcome.CANCELLED, Beginnings.CANCELLED);
        return known.withStatus(known.status().withOperation(ended));
    }
}
