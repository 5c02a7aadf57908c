package io.chandler.cli.internal;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import io.chandler.osb.client.OperationPoller;
import io.chandler.osb.client.OrphanMitigation;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PendingOperation;
import io.chandler.osb.client.PlatformCall;
import io.chandler.osb.client.PollResult;
import io.chandler.osb.client.PollSchedule;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows operations, and keeps the notebook true. */
final class Operations {

    private final Session session;

    Operations(Session session) {
        this.session = session;
    }

    /** Notes the operation of a 202. */
    void note(Notebook.Instance instance, PendingOperation operation, Optional<String> nextPlanId) {
        var pending = Optional.of(Notebook.Pending.of(operation, nextPlanId));
        session.notebook()
                .update(
                        instance.id(),
                        noted -> operation
                                .bindingId()
                                .map(id -> noted.with(new Notebook.Binding(
                                        noted.binding(id)
                                                .map(Notebook.Binding::name)
                                                .orElse(id),
                                        id,
                                        pending)))
                                .orElseGet(() -> noted.pending(pending)));
    }

    /**
     * Waits until the operation has ended.
     *
     * @throws CommandFailure where it fails, or the time is over
     */
    Optional<String> await(
            Notebook.Instance instance,
            PendingOperation operation,
            Optional<String> nextPlanId,
            WaitOptions wait,
            String title)
            throws InterruptedException {
        var environment = session.environment();
        var poller = new OperationPoller(session.client(), PollSchedule.DEFAULT, environment.waiter());
        PollResult result;
        try (var progress = new Progress(environment, title)) {
            result = poller.await(operation, limit(instance, wait), progress);
        }
        return switch (result) {
            case PollResult.Succeeded(var description) -> {
                ended(instance, operation, nextPlanId);
                yield description;
            }
            case PollResult.Failed failed -> {
                forgetOperation(instance, operation);
                throw new CommandFailure(ExitCodes.FAILED, failure(instance, operation, failed));
            }
            case PollResult.TimedOut timedOut ->
                throw new CommandFailure(
                        ExitCodes.TIMED_OUT,
                        "The operation has not ended within " + Text.duration(timedOut.after()) + ". "
                                + follow(instance, operation, true));
        };
    }

    private Optional<Duration> limit(Notebook.Instance instance, WaitOptions wait) throws InterruptedException {
        return wait.limit(
                wait.timeout != null
                        ? Optional.empty()
                        : session.plan(instance).flatMap(plan -> plan.maximumPollingDuration()));
    }

    /** Writes down what a success has changed. */
    void ended(Notebook.Instance instance, PendingOperation operation, Optional<String> nextPlanId) {
        var notebook = session.notebook();
        switch (operation.call()) {
            case DEPROVISION -> notebook.remove(instance.id());
            case UNBIND ->
                notebook.update(
                        instance.id(),
                        noted -> noted.without(operation.bindingId().orElseThrow()));
            case UPDATE ->
                notebook.update(
                        instance.id(),
                        noted -> nextPlanId.map(noted::plan).orElse(noted).pending(Optional.empty()));
            default -> forgetOperation(instance, operation);
        }
    }

    private void forgetOperation(Notebook.Instance instance, PendingOperation operation) {
        session.notebook()
                .update(
                        instance.id(),
                        noted -> operation
                                .bindingId()
                                .flatMap(noted::binding)
                                .map(binding -> noted.with(
                                        new Notebook.Binding(binding.name(), binding.id(), Optional.empty())))
                                .orElseGet(() ->
                                        operation.bindingId().isPresent() ? noted : noted.pending(Optional.empty())));
    }

    private static String failure(Notebook.Instance instance, PendingOperation operation, PollResult.Failed failed) {
        var call = operation.call();
        var text = "The operation has failed"
                + failed.description().map(said -> ": " + Text.sentence(said)).orElse(".");
        if (!failed.instanceUsable()) {
            text += " The instance cannot be used any more.";
        }
        if (call == PlatformCall.UPDATE && !failed.updateRepeatable()) {
            text += " The same update would fail again.";
        }
        if (call == PlatformCall.BIND) {
            text += " " + remove(instance, operation.bindingId().orElseThrow());
        }
        return OrphanMitigation.needed(call, failed) ? text + " " + remove(instance) : text;
    }

    /** How the user gets rid of what a failed request may have left behind. */
    static String remove(Notebook.Instance instance) {
        return "\"chandler deprovision " + instance.name() + "\" removes what may be left of it.";
    }

    /** How the user gets rid of what a failed bind may have left behind. */
    static String remove(Notebook.Instance instance, String binding) {
        return "\"chandler unbind " + instance.name() + " "
                + instance.binding(binding).map(Notebook.Binding::name).orElse(binding)
                + "\" removes what may be left of it.";
    }

    /** How the user goes on. */
    static String follow(Notebook.Instance instance, PendingOperation operation, boolean capital) {
        var binding = operation
                .bindingId()
                .map(id ->
                        " " + instance.binding(id).map(Notebook.Binding::name).orElse(id))
                .orElse("");
        return (capital ? "Follow" : "follow") + " it with \"chandler operation " + instance.name() + binding
                + " --wait\".";
    }

    /** How a request that was not accepted ends the command; says so where something may be left behind. */
    static CommandFailure failure(PlatformCall call, Outcome<?> outcome, Notebook.@Nullable Instance instance) {
        var failure = Outcomes.failure(outcome);
        return instance != null && OrphanMitigation.needed(call, outcome)
                ? new CommandFailure(failure.exitCode(), failure.sentence() + " " + remove(instance))
                : failure;
    }
}
