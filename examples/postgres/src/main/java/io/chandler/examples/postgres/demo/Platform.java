package io.chandler.examples.postgres.demo;

import io.chandler.osb.BindingDetails;
import io.chandler.osb.Plan;
import io.chandler.osb.ServiceOffering;
import io.chandler.osb.client.BindingRequest;
import io.chandler.osb.client.BrokerClient;
import io.chandler.osb.client.InstanceRequest;
import io.chandler.osb.client.OperationPoller;
import io.chandler.osb.client.OperationStatus;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PendingOperation;
import io.chandler.osb.client.PlatformRequest;
import io.chandler.osb.client.PollResult;
import io.chandler.osb.client.PollSchedule;
import io.chandler.osb.client.Waiter;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A platform that makes one request after the other and waits for what comes of each. */
final class Platform implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final PollSchedule SCHEDULE =
            new PollSchedule(Duration.ofMillis(250), Duration.ofMillis(250), 1, LIMIT);

    private final BrokerClient client;
    private final ServiceOffering offering;
    private final BooleanSupplier brokerRuns;

    private Platform(BrokerClient client, ServiceOffering offering, BooleanSupplier brokerRuns) {
        this.client = client;
        this.offering = offering;
        this.brokerRuns = brokerRuns;
    }

    /**
     * A platform that knows the catalog of the broker.
     *
     * @param brokerRuns whether there is any use in waiting for it
     */
    static Platform of(URI address, String user, String password, BooleanSupplier brokerRuns)
            throws InterruptedException, Unexpected {
        var client = BrokerClient.builder(address).basic(user, password).build();
        try {
            var catalog = done("the catalog", client.catalog()).catalog();
            var offering = catalog.offerings().stream()
                    .filter(each -> each.name().equals("postgres"))
                    .findFirst()
                    .orElseThrow(() -> new Unexpected("an offering named postgres", "the catalog has none"));
            return new Platform(client, offering, brokerRuns);
        } catch (InterruptedException | Unexpected | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    ServiceOffering offering() {
        return offering;
    }

    private String plan(String name) throws Unexpected {
        return offering.plans().stream()
                .filter(plan -> plan.name().equals(name))
                .map(Plan::id)
                .findFirst()
                .orElseThrow(() -> new Unexpected("a plan named " + name, "the catalog has none"));
    }

    /** Asks for an instance; what is pending then, if it is not there at once. */
    Optional<PendingOperation> provision(String instanceId, String plan) throws InterruptedException, Unexpected {
        var request = InstanceRequest.Provision.of(instanceId, offering.id(), plan(plan))
                .acceptsIncomplete(true);
        return pending("the provisioning", request, client.provision(request));
    }

    /** Binds an instance; what an application is given. */
    BindingDetails bind(String instanceId, String bindingId, String plan) throws InterruptedException, Unexpected {
        var request = BindingRequest.Bind.of(instanceId, bindingId, offering.id(), plan(plan))
                .acceptsIncomplete(true);
        var outcome = client.bind(request);
        if (outcome instanceof Outcome.Done<BindingDetails>(var _, var details)) {
            return details;
        }
        finish(pending("the binding", request, outcome), _ -> {});
        var fetch = BindingRequest.FetchBinding.of(instanceId, bindingId);
        return done("the binding's credentials", client.fetchBinding(fetch)).details();
    }

    /** Removes a binding. */
    void unbind(String instanceId, String bindingId, String plan) throws InterruptedException, Unexpected {
        var request = BindingRequest.Unbind.of(instanceId, bindingId, offering.id(), plan(plan))
                .acceptsIncomplete(true);
        finish(pending("the unbinding", request, client.unbind(request)), _ -> {});
    }

    /** Removes an instance; tells each new text about its progress. */
    void deprovision(String instanceId, String plan, Consumer<String> progress)
            throws InterruptedException, Unexpected {
        var request = InstanceRequest.Deprovision.of(instanceId, offering.id(), plan(plan))
                .acceptsIncomplete(true);
        finish(pending("the deprovisioning", request, client.deprovision(request)), progress);
    }

    /** Whether the broker has the instance, and has it ready. */
    boolean has(String instanceId) throws InterruptedException {
        return client.fetchInstance(InstanceRequest.FetchInstance.of(instanceId)) instanceof Outcome.Done;
    }

    /** What the broker says about an operation now. */
    String progress(PendingOperation operation) throws InterruptedException {
        return client.lastOperation(operation) instanceof Outcome.Done<OperationStatus>(var _, var status)
                ? status.description().orElse("")
                : "";
    }

    /** Follows an operation to its end; tells each new text about its progress. */
    void finish(Optional<PendingOperation> operation, Consumer<String> progress)
            throws InterruptedException, Unexpected {
        if (operation.isEmpty()) {
            return;
        }
        switch (await(operation.get(), progress)) {
            case PollResult.Succeeded _ -> {}
            case PollResult.Failed failed ->
                throw new Unexpected(
                        "the operation to succeed",
                        "it failed: " + failed.description().orElse("the broker does not say why"));
            case PollResult.TimedOut _ ->
                throw new Unexpected("the operation to end within " + LIMIT.toSeconds() + " s", "it did not");
        }
    }

    private PollResult await(PendingOperation operation, Consumer<String> progress)
            throws InterruptedException, Unexpected {
        Waiter waiter = time -> {
            Waiter.SLEEP.await(time);
            if (!brokerRuns.getAsBoolean()) {
                throw new BrokerEnded();
            }
        };
        try {
            return new OperationPoller(client, SCHEDULE, waiter)
                    .await(operation, Optional.of(LIMIT), new News(progress));
        } catch (BrokerEnded e) {
            throw new Unexpected("the operation to succeed", "the broker's process has ended");
        }
    }

    /** There is nothing to wait for. */
    private static final class BrokerEnded extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Hears every answer to a poll and tells what is new. */
    private static final class News implements Consumer<Outcome<OperationStatus>> {

        private final Consumer<String> reader;
        private String last = "";

        private News(Consumer<String> reader) {
            this.reader = reader;
        }

        @Override
        public void accept(Outcome<OperationStatus> outcome) {
            if (outcome instanceof Outcome.Done<OperationStatus>(var _, var status)) {
                var text = status.description().orElse("");
                if (!text.isEmpty() && !text.equals(last)) {
                    last = text;
                    reader.accept(text);
                }
            }
        }
    }

    private static <T> T done(String what, Outcome<T> outcome) throws Unexpected {
        if (outcome instanceof Outcome.Done<T>(var _, var value)) {
            return value;
        }
        throw new Unexpected(what, describe(outcome));
    }

    private static <T> Optional<PendingOperation> pending(
            String what, PlatformRequest.Mutation request, Outcome<T> outcome) throws Unexpected {
        return switch (outcome) {
            case Outcome.Done<T> _ -> Optional.empty();
            case Outcome.InProgress<T>(var operation, var _) -> Optional.of(request.pending(operation));
            default -> throw new Unexpected(what + " to be accepted", describe(outcome));
        };
    }

    private static String describe(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?>(var status, var _) -> "the broker answered " + status;
            case Outcome.InProgress<?> _ -> "the broker answered that it works on it";
            case Outcome.Gone<?> _ -> "the broker answered that there is nothing";
            case Outcome.Refused<?> refused ->
                "the broker answered " + refused.status() + ": "
                        + refused.description().orElse("it does not say why");
            case Outcome.Malformed<?> malformed -> "the broker's answer was malformed: " + malformed.problem();
            case Outcome.Unreachable<?> unreachable -> "the broker did not answer: " + unreachable.problem();
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
