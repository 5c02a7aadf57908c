package io.chandler.osb.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows an operation to its end: section "Polling Last Operation". Only an answer that says so ends it, or the time:
 * refusals, malformed answers and lost connections are polled again; so is 410, except while deleting, where it is the
 * success. Thread-safe.
 */
public final class OperationPoller {

    private final BrokerClient client;
    private final PollSchedule schedule;
    private final Waiter waiter;

    /** Polls with the client, and by its clock. */
    public OperationPoller(BrokerClient client, PollSchedule schedule, Waiter waiter) {
        this.client = client;
        this.schedule = schedule;
        this.waiter = waiter;
    }

    /** Polls by {@link PollSchedule#DEFAULT}. */
    public OperationPoller(BrokerClient client) {
        this(client, PollSchedule.DEFAULT, Waiter.SLEEP);
    }

    /**
     * Waits for the operation.
     *
     * @param maximumPollingDuration of the plan; where it has none, the schedule's limit holds
     * @param progress told of each poll that did not end the operation
     * @throws InterruptedException where the thread was interrupted; the operation goes on
     */
    public PollResult await(
            PendingOperation operation,
            Optional<Duration> maximumPollingDuration,
            Consumer<Outcome<OperationStatus>> progress)
            throws InterruptedException {
        var start = client.clock().instant();
        var end = start.plus(maximumPollingDuration.orElse(schedule.limit()));
        for (var wait = schedule.first(); ; wait = schedule.after(wait)) {
            var outcome = client.lastOperation(operation);
            var result = result(operation.call(), outcome);
            if (result.isPresent()) {
                return result.get();
            }
            progress.accept(outcome);
            var now = client.clock().instant();
            var pause = pause(wait, retryAfter(outcome), Duration.between(now, end));
            if (pause.isEmpty()) {
                return timedOut(start, now, outcome);
            }
            waiter.await(pause.get());
        }
    }

    private static PollResult timedOut(Instant start, Instant now, Outcome<OperationStatus> last) {
        return new PollResult.TimedOut(Duration.between(start, now), Optional.of(last));
    }

    /** The wait before the next poll; empty where there is no time for one. The last poll comes when the time ends. */
    private static Optional<Duration> pause(Duration wait, Optional<Duration> least, Duration left) {
        if (!left.isPositive()) {
            return Optional.empty();
        }
        var wanted = least.filter(asked -> asked.compareTo(wait) > 0).orElse(wait);
        return Optional.of(wanted.compareTo(left) > 0 ? left : wanted);
    }

    private static Optional<Duration> retryAfter(Outcome<OperationStatus> outcome) {
        return switch (outcome) {
            case Outcome.Done<OperationStatus>(var _, var status) -> status.retryAfter();
            case Outcome.Refused<OperationStatus> refused -> refused.retryAfter();
            default -> Optional.empty();
        };
    }

    private static Optional<PollResult> result(PlatformCall call, Outcome<OperationStatus> outcome) {
        return switch (outcome) {
            case Outcome.Done<OperationStatus>(var _, var status) ->
                switch (status.state()) {
                    case IN_PROGRESS -> Optional.empty();
                    case SUCCEEDED -> Optional.of(new PollResult.Succeeded(status.description()));
                    case FAILED ->
                        Optional.of(new PollResult.Failed(
                                status.description(),
                                status.instanceUsable().orElse(true),
                                status.updateRepeatable().orElse(true)));
                };
            case Outcome.Gone<OperationStatus> _
            when call.deletes() -> Optional.of(new PollResult.Succeeded(Optional.empty()));
            default -> Optional.empty();
        };
    }
}
