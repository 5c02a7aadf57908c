package io.chandler.testkit.cloudcontroller;

import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.client.BindingRequest;
import io.chandler.osb.client.BrokerClient;
import io.chandler.osb.client.FetchedCatalog;
import io.chandler.osb.client.InstanceRequest;
import io.chandler.osb.client.OperationPoller;
import io.chandler.osb.client.Outcome;
import io.chandler.osb.client.PlatformRequest.Mutation;
import io.chandler.osb.client.PollResult;
import io.chandler.osb.client.PollSchedule;
import io.chandler.osb.client.Waiter;
import io.chandler.testkit.cloudcontroller.Platform.Binding;
import io.chandler.testkit.cloudcontroller.Platform.Broker;
import io.chandler.testkit.cloudcontroller.Platform.Offering;
import io.chandler.testkit.cloudcontroller.Platform.Plan;
import io.chandler.testkit.cloudcontroller.Platform.ServiceInstance;
import io.chandler.testkit.internal.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.node.ObjectNode;

/** Calls brokers as the platform does. Every method blocks and gives the reason of a failure, or nothing if all is well. */
final class Brokers implements AutoCloseable {

    private static final PollSchedule SCHEDULE =
            new PollSchedule(Duration.ofMillis(100), Duration.ofSeconds(1), 1.5, Duration.ofHours(1));

    private final Platform platform;
    private final Optional<SSLContext> tls;
    private final ConcurrentMap<Broker, BrokerClient> clients = new ConcurrentHashMap<>();

    Brokers(Platform platform, Optional<SSLContext> tls) {
        this.platform = platform;
        this.tls = tls;
    }

    /** The client of a broker as it is registered now; its connections are kept. */
    private BrokerClient client(Broker broker) {
        return clients.computeIfAbsent(broker, this::connect);
    }

    private BrokerClient connect(Broker broker) {
        var builder = BrokerClient.builder(URI.create(broker.url())).basic(broker.username(), broker.password());
        tls.ifPresent(builder::tls);
        return builder.build();
    }

    /** Fetches the catalog; offerings and plans that are there keep their guids and access. */
    Optional<String> readCatalog(Broker broker) throws InterruptedException {
        var client = client(broker);
        return switch (client.catalog()) {
            case Outcome.Done<FetchedCatalog>(var _, var fetched) -> {
                fetched.catalog().offerings().forEach(offering -> {
                    var known = platform.offerings(o -> o.catalogId().equals(offering.id())).stream()
                            .findFirst();
                    var guid = known.map(Offering::guid).orElseGet(Platform::newGuid);
                    platform.put(new Offering(guid, offering.id(), offering.name(), Optional.of(broker.guid())));
                    offering.plans().forEach(plan -> {
                        var old =
                                platform
                                        .plans(p -> p.offeringGuid().equals(guid)
                                                && p.catalogId().equals(plan.id()))
                                        .stream()
                                        .findFirst();
                        platform.put(new Plan(
                                old.map(Plan::guid).orElseGet(Platform::newGuid),
                                plan.id(),
                                plan.name(),
                                guid,
                                old.map(Plan::open).orElse(false),
                                plan.maintenanceInfo().map(MaintenanceInfo::version)));
                    });
                });
                yield Optional.empty();
            }
            case Outcome<FetchedCatalog> other -> Optional.of("The service broker's catalog: " + reason(other));
        };
    }

    Optional<String> provision(ServiceInstance instance, ObjectNode parameters) throws InterruptedException {
        var plan = plan(instance);
        var space = space(instance);
        var request = InstanceRequest.Provision.of(
                        instance.guid(), offering(plan).catalogId(), plan.catalogId())
                .acceptsIncomplete(true)
                .in(space.organizationGuid(), space.guid(), context(instance))
                .parameters(parameters);
        var complete = plan.maintenanceVersion()
                .map(version -> request.maintenanceInfo(new MaintenanceInfo(version, Optional.empty())))
                .orElse(request);
        var client = client(broker(plan));
        return end(client, complete, client.provision(complete));
    }

    Optional<String> upgrade(ServiceInstance instance, String version) throws InterruptedException {
        var plan = plan(instance);
        var space = space(instance);
        var maintenance = instance.maintenanceVersion().map(old -> new MaintenanceInfo(old, Optional.empty()));
        var previous = new InstanceRequest.PreviousValues(
                Optional.of(plan.catalogId()),
                Optional.of(offering(plan).catalogId()),
                Optional.of(space.organizationGuid()),
                Optional.of(space.guid()),
                maintenance);
        var request = new InstanceRequest.Update(
                instance.guid(),
                true,
                offering(plan).catalogId(),
                Optional.of(plan.catalogId()),
                context(instance),
                Optional.empty(),
                Optional.of(previous),
                Optional.of(new MaintenanceInfo(version, Optional.empty())));
        var client = client(broker(plan));
        return end(client, request, client.update(request));
    }

    Optional<String> deprovision(ServiceInstance instance) throws InterruptedException {
        var plan = plan(instance);
        var request = InstanceRequest.Deprovision.of(
                        instance.guid(), offering(plan).catalogId(), plan.catalogId())
                .acceptsIncomplete(true);
        var client = client(broker(plan));
        return end(client, request, client.deprovision(request));
    }

    Optional<String> bind(Binding binding) throws InterruptedException {
        var instance = platform.instance(binding.instanceGuid()).orElseThrow();
        var plan = plan(instance);
        var request = BindingRequest.Bind.of(
                        instance.guid(), binding.guid(), offering(plan).catalogId(), plan.catalogId())
                .context(context(instance));
        var complete = binding.applicationGuid().map(request::app).orElse(request);
        var client = client(broker(plan));
        return end(client, complete, client.bind(complete));
    }

    Optional<String> unbind(Binding binding) throws InterruptedException {
        var instance = platform.instance(binding.instanceGuid()).orElseThrow();
        var plan = plan(instance);
        var request = BindingRequest.Unbind.of(
                instance.guid(), binding.guid(), offering(plan).catalogId(), plan.catalogId());
        var client = client(broker(plan));
        return end(client, request, client.unbind(request));
    }

    private static Optional<String> end(BrokerClient client, Mutation request, Outcome<?> outcome)
            throws InterruptedException {
        return switch (outcome) {
            case Outcome.Done<?> _ -> Optional.empty();
            case Outcome.Gone<?> _ -> Optional.empty();
            case Outcome.InProgress<?>(var operation, var _) -> {
                var result = new OperationPoller(client, SCHEDULE, Waiter.SLEEP)
                        .await(request.pending(operation), Optional.empty(), _ -> {});
                yield switch (result) {
                    case PollResult.Succeeded _ -> Optional.empty();
                    case PollResult.Failed failed ->
                        Optional.of(failed.description().orElse("failed"));
                    case PollResult.TimedOut _ -> Optional.of("The operation took too long.");
                };
            }
            default -> Optional.of(reason(outcome));
        };
    }

    private static String reason(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Refused<?> refused ->
                "Service broker error: " + refused.description().orElse("status " + refused.status());
            case Outcome.Malformed<?>(var status, var problem) ->
                "The service broker returned an invalid response, status " + status + ": " + problem;
            case Outcome.Unreachable<?>(var _, var problem) -> "The service broker could not be reached: " + problem;
            default -> "The service broker returned an unexpected response.";
        };
    }

    private PlatformContext context(ServiceInstance instance) {
        var space = space(instance);
        var organization = platform.organizations().stream()
                .filter(o -> o.guid().equals(space.organizationGuid()))
                .findFirst()
                .orElseThrow();
        return new PlatformContext(Json.MAPPER
                .createObjectNode()
                .put("platform", "cloudfoundry")
                .put("organization_guid", organization.guid())
                .put("organization_name", organization.name())
                .put("space_guid", space.guid())
                .put("space_name", space.name())
                .put("instance_name", instance.name()));
    }

    private Platform.Space space(ServiceInstance instance) {
        return platform.spaces().stream()
                .filter(space -> space.guid().equals(instance.spaceGuid()))
                .findFirst()
                .orElseThrow();
    }

    private Plan plan(ServiceInstance instance) {
        return platform.plan(instance.planGuid()).orElseThrow();
    }

    private Offering offering(Plan plan) {
        return platform.offerings(o -> o.guid().equals(plan.offeringGuid())).getFirst();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        clients.values().forEach(BrokerClient::close);
    }

    private Broker broker(Plan plan) {
        return platform.brokerOf(plan)
                .orElseThrow(() -> new IllegalStateException("the plan " + plan.name() + " has no registered broker"));
    }
}
