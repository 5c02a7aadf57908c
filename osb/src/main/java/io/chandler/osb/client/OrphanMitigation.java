package io.chandler.osb.client;

import io.chandler.osb.client.Outcome.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a platform does about instances of which it cannot know whether they exist: section "Orphans". The table says
 * after which outcomes an instance has to be deleted; {@link #mitigate} deletes it. Thread-safe.
 */
public final class OrphanMitigation {

    private static final Set<PlatformCall> INSTANCES = Set.of(PlatformCall.PROVISION, PlatformCall.DEPROVISION);
    private static final Set<PlatformCall> BINDINGS = Set.of(PlatformCall.BIND, PlatformCall.UNBIND);
    private static final Set<PlatformCall> UPDATE = Set.of(PlatformCall.UPDATE);
    private static final Set<PlatformCall> ALL = Set.of(PlatformCall.values());

    /** What was seen of a call. */
    public enum Sign {
        DONE_200,
        MALFORMED_200,
        OPERATION_FAILED,
        DONE_201,
        MALFORMED_201,
        ACCEPTED_202,
        MALFORMED_202,
        OTHER_2XX,
        REQUEST_TIMEOUT_408,
        REDIRECTION_3XX,
        OTHER_4XX,
        SERVER_ERROR_5XX,
        /** No answer in time, or the connection broke while it was awaited. */
        NO_ANSWER,
        /** The request never reached the broker. */
        NOT_SENT
    }

    /** A line of the table: after such a sign of such a call, the instance is to be deleted or not. */
    public record Row(Set<PlatformCall> calls, Sign sign, String meaning, boolean mitigate) {}

    /** The table; the first line that fits holds. Where none does nothing is to be done. */
    public static final List<Row> TABLE = List.of(
            new Row(ALL, Sign.DONE_200, "success", false),
            new Row(ALL, Sign.MALFORMED_200, "failure", false),
            new Row(INSTANCES, Sign.OPERATION_FAILED, "failure", true),
            new Row(BINDINGS, Sign.OPERATION_FAILED, "failure", false),
            new Row(UPDATE, Sign.OPERATION_FAILED, "failure", false),
            new Row(ALL, Sign.DONE_201, "success", false),
            new Row(Set.of(PlatformCall.PROVISION), Sign.MALFORMED_201, "failure", true),
            new Row(Set.of(PlatformCall.BIND), Sign.MALFORMED_201, "failure", false),
            new Row(ALL, Sign.ACCEPTED_202, "success", false),
            new Row(Set.of(PlatformCall.PROVISION), Sign.MALFORMED_202, "failure", true),
            new Row(Set.of(PlatformCall.BIND), Sign.MALFORMED_202, "failure", false),
            new Row(INSTANCES, Sign.OTHER_2XX, "failure", true),
            new Row(BINDINGS, Sign.OTHER_2XX, "failure", false),
            new Row(UPDATE, Sign.OTHER_2XX, "failure", false),
            new Row(ALL, Sign.REQUEST_TIMEOUT_408, "not received by the broker", false),
            new Row(ALL, Sign.OTHER_4XX, "rejected", false),
            new Row(ALL, Sign.REDIRECTION_3XX, "not received by the broker", false),
            new Row(INSTANCES, Sign.SERVER_ERROR_5XX, "error of the broker", true),
            new Row(BINDINGS, Sign.SERVER_ERROR_5XX, "error of the broker", false),
            new Row(UPDATE, Sign.SERVER_ERROR_5XX, "error of the broker", false),
            new Row(Set.of(PlatformCall.PROVISION), Sign.NO_ANSWER, "failure", true),
            new Row(Set.of(PlatformCall.BIND), Sign.NO_ANSWER, "failure", false),
            new Row(ALL, Sign.NO_ANSWER, "failure", false),
            new Row(ALL, Sign.NOT_SENT, "not received by the broker", false));

    /** Whether the instance that a call was about has to be deleted. */
    public static boolean needed(PlatformCall call, Outcome<?> outcome) {
        return needed(call, sign(outcome));
    }

    /** Whether the instance that an operation was about has to be deleted; an operation out of time has failed. */
    public static boolean needed(PlatformCall call, PollResult result) {
        return switch (result) {
            case PollResult.Succeeded _ -> false;
            case PollResult.Failed _, PollResult.TimedOut _ -> needed(call, Sign.OPERATION_FAILED);
        };
    }

    /** What the table says. */
    public static boolean needed(PlatformCall call, Sign sign) {
        for (var row : TABLE) {
            if (row.sign == sign && row.calls.contains(call)) {
                return row.mitigate;
            }
        }
        return false;
    }

    private static Sign sign(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> done -> done.status() == 201 ? Sign.DONE_201 : Sign.DONE_200;
            case Outcome.InProgress<?> _ -> Sign.ACCEPTED_202;
            case Outcome.Malformed<?> malformed ->
                switch (malformed.status()) {
                    case 200 -> Sign.MALFORMED_200;
                    case 201 -> Sign.MALFORMED_201;
                    case 202 -> Sign.MALFORMED_202;
                    default -> Sign.OTHER_2XX;
                };
            case Outcome.Gone<?> _ -> Sign.OTHER_4XX;
            case Outcome.Refused<?> refused ->
                switch (refused.status() / 100) {
                    case 4 -> refused.status() == 408 ? Sign.REQUEST_TIMEOUT_408 : Sign.OTHER_4XX;
                    case 5 -> Sign.SERVER_ERROR_5XX;
                    default -> Sign.REDIRECTION_3XX;
                };
            case Outcome.Unreachable<?> unreachable ->
                unreachable.cause() == Cause.NOT_SENT ? Sign.NOT_SENT : Sign.NO_ANSWER;
        };
    }

    private final BrokerClient client;
    private final OperationPoller poller;
    private final PollSchedule schedule;
    private final Waiter waiter;

    /**
     * @param client its requests name no user, since no user causes them
     * @param schedule the waits between the deletes, and how long they are tried
     */
    public OrphanMitigation(BrokerClient client, PollSchedule schedule, Waiter waiter) {
        this.client = client.onBehalfOfNobody();
        this.poller = new OperationPoller(this.client, PollSchedule.DEFAULT, waiter);
        this.schedule = schedule;
        this.waiter = waiter;
    }

    /** Deletes from 1 s to 20 min apart, for at most 7 days. */
    public OrphanMitigation(BrokerClient client) {
        this(
                client,
                new PollSchedule(Duration.ofSeconds(1), Duration.ofMinutes(20), 2, Duration.ofDays(7)),
                Waiter.SLEEP);
    }

    /**
     * Deletes the instance, asynchronously where the broker likes, again and again until it is gone.
     *
     * @param maximumPollingDuration of the plan
     * @param attempts told of each answer to a delete
     * @return whether the instance is gone; false where the time was over before
     * @throws InterruptedException where the thread was interrupted; the instance may still be there
     */
    public boolean mitigate(
            InstanceRequest.Deprovision request,
            Optional<Duration> maximumPollingDuration,
            Consumer<Outcome<Deleted>> attempts)
            throws InterruptedException {
        var end = client.clock().instant().plus(schedule.limit());
        for (var wait = schedule.first(); ; wait = schedule.after(wait)) {
            var outcome = client.deprovision(request.acceptsIncomplete(true));
            attempts.accept(outcome);
            if (gone(request, outcome, maximumPollingDuration)) {
                return true;
            }
            if (client.clock().instant().plus(wait).isAfter(end)) {
                return false;
            }
            waiter.await(wait);
        }
    }

    private boolean gone(
            InstanceRequest.Deprovision request, Outcome<Deleted> outcome, Optional<Duration> maximumPollingDuration)
            throws InterruptedException {
        return switch (outcome) {
            case Outcome.Done<Deleted> _, Outcome.Gone<Deleted> _ -> true;
            case Outcome.InProgress<Deleted>(var operation, var _) ->
                poller.await(request.pending(operation), maximumPollingDuration, _ -> {})
                        instanceof PollResult.Succeeded;
            default -> false;
        };
    }
}
