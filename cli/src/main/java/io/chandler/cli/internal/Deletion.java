package io.chandler.cli.internal;

import io.chandler.osb.client.BindingRequest.Unbind;
import io.chandler.osb.client.Deleted;
import io.chandler.osb.client.InstanceRequest.Deprovision;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PlatformCall;
import io.chandler.osb.client.PlatformRequest.Mutation;
import java.util.Optional;

/** Deletes instances and bindings. */
final class Deletion {

    private final Session session;
    private final WaitOptions wait;
    private final Operations operations;

    Deletion(Session session, WaitOptions wait) {
        this.session = session;
        this.wait = wait;
        operations = new Operations(session);
    }

    /** Deletes an instance; the operation, where it goes on. */
    Optional<Outcome.InProgress<Deleted>> deprovision(Notebook.Instance instance, boolean acceptsIncomplete)
            throws InterruptedException {
        var request = Deprovision.of(instance.id(), instance.serviceId(), instance.planId())
                .acceptsIncomplete(acceptsIncomplete);
        return finish(
                instance, request, PlatformCall.DEPROVISION, session.client().deprovision(request), instance.name());
    }

    /** Deletes a binding; the operation, where it goes on. */
    Optional<Outcome.InProgress<Deleted>> unbind(
            Notebook.Instance instance, Notebook.Binding binding, boolean acceptsIncomplete)
            throws InterruptedException {
        var request = Unbind.of(instance.id(), binding.id(), instance.serviceId(), instance.planId())
                .acceptsIncomplete(acceptsIncomplete);
        return finish(
                instance,
                request,
                PlatformCall.UNBIND,
                session.client().unbind(request),
                instance.name() + " " + binding.name());
    }

    private Optional<Outcome.InProgress<Deleted>> finish(
            Notebook.Instance instance, Mutation request, PlatformCall call, Outcome<Deleted> outcome, String what)
            throws InterruptedException {
        switch (outcome) {
            case Outcome.Done<Deleted> _ ->
                operations.ended(instance, request.pending(Optional.empty()), Optional.empty());
            case Outcome.Gone<Deleted> _ -> {
                operations.ended(instance, request.pending(Optional.empty()), Optional.empty());
                throw Operations.failure(call, outcome, null);
            }
            case Outcome.InProgress<Deleted> accepted -> {
                var pending = request.pending(accepted.operation());
                operations.note(instance, pending, Optional.empty());
                if (!wait.wait) {
                    return Optional.of(accepted);
                }
                operations.await(
                        instance,
                        pending,
                        Optional.empty(),
                        wait,
                        (call == PlatformCall.UNBIND ? "unbind " : "deprovision ") + what);
            }
            default -> throw Operations.failure(call, outcome, call == PlatformCall.DEPROVISION ? instance : null);
        }
        return Optional.empty();
    }
}
