package io.chandler.ondemand.broker;

import io.chandler.ondemand.configuration.Configuration;
import io.chandler.ondemand.configuration.Configuration.Plan;
import io.chandler.osb.Answer;
import io.chandler.osb.BindRequest;
import io.chandler.osb.Caller;
import io.chandler.osb.DeprovisionRequest;
import io.chandler.osb.FetchBindingRequest;
import io.chandler.osb.FetchInstanceRequest;
import io.chandler.osb.InstanceFacts;
import io.chandler.osb.LastBindingOperationRequest;
import io.chandler.osb.LastOperationRequest;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.ProvisionRequest;
import io.chandler.osb.PublishedCatalog;
import io.chandler.osb.ServiceBroker;
import io.chandler.osb.UnbindRequest;
import io.chandler.osb.UpdateRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The on-demand broker as the protocol sees it. It holds no state of its own: the director is the truth, and the
 * operation string carries what polling needs. Several may run side by side. Thread-safe; {@link #close} stops what it
 * does between requests.
 *
 * <p>Use it through an {@link OnDemandEndpoint}, which hands it what its API has beyond the specification.
 */
public final class OnDemandBroker implements ServiceBroker, AutoCloseable {

    private final Configuration configuration;
    private final Neighbours neighbours;
    private final Answers answers;
    private final Parts parts;
    private final BindingRequests bindingRequests;
    private final CurrentCatalog catalog;

    /** A broker that follows its operations, looking at the director every second at first. */
    public OnDemandBroker(Configuration configuration, Neighbours neighbours, Clock clock) {
        this(configuration, neighbours, clock, Duration.ofSeconds(1));
    }

    OnDemandBroker(Configuration configuration, Neighbours neighbours, Clock clock, Duration followEvery) {
        this.configuration = configuration;
        this.neighbours = neighbours;
        answers = new Answers(configuration);
        parts = Parts.of(configuration, neighbours, clock, followEvery);
        catalog = new CurrentCatalog(
                configuration, parts.schemas(), neighbours.platformCredHub().isPresent(), clock);
        bindingRequests = new BindingRequests(parts.bindings(), answers);
    }

    /** Tells the operator's log that the broker has started, and how many instances there are, if that is enabled. */
    public void started() {
        parts.telemetry().started();
    }

    /** What errands and operators' tools ask of the broker. */
    public Operations operations() {
        return new Operations(configuration, neighbours, parts);
    }

    /** Stops following operations and ends the adapters that run. */
    @Override
    public void close() {
        parts.follower().close();
        neighbours.adapter().close();
    }

    @Override
    public PublishedCatalog catalog(Caller caller) {
        return catalog.get(work("", "catalog"));
    }

    boolean original() {
        return answers.original();
    }

    boolean exposed() {
        return configuration.broker().exposeOperationalErrors();
    }

    /** What a platform is told that asks for a catalog which cannot be made. */
    String catalogText(Problem problem) {
        return answers.text(work("", "catalog"), problem);
    }

    @Override
    public Answer.Provision provision(ProvisionRequest request) {
        var work = work(request.instanceId(), "create");
        var plan = configuration.offering().plan(request.planId());
        if (!request.serviceId().equals(configuration.offering().id())) {
            return new Answer.BadRequest("service-id not in the catalog");
        }
        if (plan.isEmpty()) {
            return new Answer.BadRequest("plan-id not in the catalog");
        }
        if (!request.acceptsIncomplete()) {
            return new Answer.AsyncRequired();
        }
        var exchange = Exchange.current();
        var sent = exchange.maintenance;
        try {
            checkMaintenance(sent.flatMap(Maintenance::read), plan.get());
            var memory = new Memory(
                    request.serviceId(),
                    request.planId(),
                    request.organizationId(),
                    request.spaceId(),
                    request.parameters());
            var creation = parts.deployments()
                    .create(
                            work,
                            plan.get(),
                            AdapterInputs.provision(request, sent, exchange.unplaced),
                            memory,
                            place(request.context()),
                            () -> parts.schemas().checkCreate(work, request.planId(), request.parameters()));
            return switch (creation) {
                case Deployments.Creation.Begun(Deployments.Started started) -> {
                    parts.follower().follow(work, started.operation());
                    yield new Answer.InstanceAccepted(started.operation().write(), facts(started));
                }
                case Deployments.Creation.Existing(String manifest) -> existing(work, plan.get(), manifest, memory);
                case Deployments.Creation.Other() -> answers.exists();
            };
        } catch (Problem problem) {
            return answers.provision(work, problem);
        }
    }

    private Answer.Provision existing(Work work, Plan plan, String manifest, Memory wanted) {
        if (answers.original() || Memory.of(manifest).filter(wanted::same).isEmpty()) {
            return answers.exists();
        }
        var begun = parts.begun().creation(work, Deployments.postDeploy(plan));
        if (begun.isEmpty()) {
            parts.deployer().requireIdle(work, problem -> problem);
        }
        var facts = new InstanceFacts(
                parts.deployer().dashboardUrl(work, plan, Memory.strip(manifest)), Optional.empty(), Optional.empty());
        begun.ifPresent(operation -> parts.follower().follow(work, operation));
        return begun.<Answer.Provision>map(operation -> new Answer.InstanceAccepted(operation.write(), facts))
                .orElseGet(() -> new Answer.InstanceExists(facts));
    }

    private void checkMaintenance(Optional<Maintenance> sent, Plan plan) {
        if (sent.isEmpty()) {
            return;
        }
        var offered = OfferedCatalog.maintenance(configuration.offering(), plan);
        if (offered.isEmpty()) {
            throw new Problem(Problem.Kind.MAINTENANCE_CONFLICT, Texts.MAINTENANCE_UNEXPECTED);
        }
        if (!offered.get().same(sent.get())) {
            throw new Problem(Problem.Kind.MAINTENANCE_CONFLICT, Texts.MAINTENANCE_CONFLICT);
        }
    }

    @Override
    public Answer.Update update(UpdateRequest request) {
        var work = work(request.instanceId(), "update");
        if (!request.acceptsIncomplete()) {
            return new Answer.AsyncRequired();
        }
        try {
            var started = new Updates(configuration, parts, answers.original()).begin(work, request);
            parts.follower().follow(work, started.operation());
            return new Answer.UpdateAccepted(started.operation().write(), facts(started));
        } catch (Problem problem) {
            return answers.update(work, problem);
        }
    }

    @Override
    public Answer.Deprovision deprovision(DeprovisionRequest request) {
        boolean force = Exchange.current().force;
        var work = work(request.instanceId(), force ? "force-delete" : "delete");
        if (!request.acceptsIncomplete()) {
            return new Answer.AsyncRequired();
        }
        try {
            var started = parts.deletions().begin(work, configuration.offering().plan(request.planId()), force);
            if (started.isEmpty()) {
                return new Answer.Gone();
            }
            parts.follower().follow(work, started.get().operation());
            return new Answer.DeleteAccepted(started.get().operation().write());
        } catch (Problem problem) {
            return answers.deprovision(work, problem);
        }
    }

    @Override
    public Answer.LastOperation lastOperation(LastOperationRequest request) {
        return new Polls(parts, answers).answer(work(request.instanceId(), ""), request.operation());
    }

    @Override
    public Answer.FetchInstance fetchInstance(FetchInstanceRequest request) {
        var work = work(request.instanceId(), "fetch");
        if (answers.original()) {
            return new Answer.NotFound("GetInstance Not Implemented");
        }
        try {
            var manifest = parts.deployments().manifest(work);
            var memory = manifest.flatMap(Memory::of);
            if (memory.isEmpty()) {
                return new Answer.NotFound(
                        manifest.isEmpty()
                                ? "The service instance does not exist."
                                : "The broker does not know the plan and the parameters of this service instance: it"
                                        + " was made by a broker that does not keep them.");
            }
            if (!parts.deployments().unfinishedTasks(work).isEmpty()) {
                return new Answer.ConcurrencyError(Optional.empty());
            }
            var known = memory.get();
            var plan = configuration.offering().plan(known.planId());
            var dashboard = plan.flatMap(one -> parts.deployer().dashboardUrl(work, one, Memory.strip(manifest.get())));
            return new Answer.Instance(
                    known.serviceId(),
                    known.planId(),
                    Optional.of(known.parameters()),
                    Optional.empty(),
                    new InstanceFacts(dashboard, Optional.empty(), Optional.empty()));
        } catch (Problem problem) {
            return answers.failure(work, problem);
        }
    }

    @Override
    public Answer.Bind bind(BindRequest request) {
        return bindingRequests.bind(work(request.instanceId(), "bind"), request);
    }

    @Override
    public Answer.Unbind unbind(UnbindRequest request) {
        return bindingRequests.unbind(work(request.instanceId(), "unbind"), request);
    }

    @Override
    public Answer.FetchBinding fetchBinding(FetchBindingRequest request) {
        return bindingRequests.fetch(work(request.instanceId(), "fetch"), request);
    }

    @Override
    public Answer.LastBindingOperation lastBindingOperation(LastBindingOperationRequest request) {
        return new Answer.NotFound(
                answers.original()
                        ? "LastBindingOperation Not Implemented"
                        : "No binding has an operation: all are made and deleted at once.");
    }

    private static InstanceFacts facts(Deployments.Started started) {
        return new InstanceFacts(started.dashboardUrl(), started.labels(), Optional.empty());
    }

    static Deployments.Place place(PlatformContext context) {
        return context.isEmpty()
                ? Deployments.Place.UNKNOWN
                : new Deployments.Place(context.instanceName(), context.text("space_guid"));
    }

    private Work work(String instanceId, String verb) {
        return new Work(Exchange.current().requestId, instanceId, verb, neighbours.log());
    }
}
