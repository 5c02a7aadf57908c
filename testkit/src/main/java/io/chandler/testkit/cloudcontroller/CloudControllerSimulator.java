package io.chandler.testkit.cloudcontroller;

import io.chandler.testkit.Authority;
import io.chandler.testkit.Faults;
import io.chandler.testkit.Request;
import io.chandler.testkit.Simulator;
import io.chandler.testkit.cloudcontroller.Platform.Binding;
import io.chandler.testkit.cloudcontroller.Platform.Offering;
import io.chandler.testkit.cloudcontroller.Platform.Operation;
import io.chandler.testkit.cloudcontroller.Platform.Organization;
import io.chandler.testkit.cloudcontroller.Platform.Plan;
import io.chandler.testkit.cloudcontroller.Platform.ServiceInstance;
import io.chandler.testkit.cloudcontroller.Platform.Space;
import io.chandler.testkit.internal.Listener;
import io.chandler.testkit.uaa.UaaSimulator;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Cloud Controller, versions 2 and 3, as far as brokers and their errands need it. A token with the scope
 * {@code cloud_controller.admin} may do all, one with another scope of {@code cloud_controller} may read. What it knows
 * is made by the methods here or through its API, and kept in memory.
 */
public final class CloudControllerSimulator implements Simulator {

    private final Platform platform = new Platform();
    private final Operations operations;
    private final Listener listener;

    private CloudControllerSimulator(CloudControllerSettings settings) {
        operations = new Operations(platform, settings);
        var api = new CloudControllerApi(platform, operations, settings);
        try {
            listener = Listener.start(settings.port(), Optional.of(Authority.ofProcess()), api::answer);
        } catch (RuntimeException e) {
            operations.close();
            throw e;
        }
    }

    /** Starts one that takes the tokens of a UAA. */
    public static CloudControllerSimulator start(UaaSimulator uaa) {
        return start(uaa, _ -> {});
    }

    /** Starts one that takes the tokens of a UAA. */
    public static CloudControllerSimulator start(UaaSimulator uaa, Consumer<CloudControllerSettings> changes) {
        var settings = new CloudControllerSettings(uaa);
        changes.accept(settings);
        return new CloudControllerSimulator(settings);
    }

    /** Makes an organization. Returns its guid, as all methods that make something. */
    public String addOrganization(String name) {
        var organization = new Organization(Platform.newGuid(), name);
        platform.put(organization);
        return organization.guid();
    }

    /** Makes a space in an organization. */
    public String addSpace(String organizationGuid, String name) {
        var space = new Space(Platform.newGuid(), name, organizationGuid);
        platform.put(space);
        return space.guid();
    }

    /** Makes an offering; the next broker that is registered without being called becomes its broker. */
    public String addOffering(String catalogId, String name) {
        var offering = new Offering(Platform.newGuid(), catalogId, name, Optional.empty());
        platform.put(offering);
        return offering.guid();
    }

    /** Makes a plan of an offering, open to nobody. */
    public String addPlan(String offeringGuid, String catalogId, String name) {
        var plan = new Plan(Platform.newGuid(), catalogId, name, offeringGuid, false, Optional.empty());
        platform.put(plan);
        return plan.guid();
    }

    /** Changes the version of maintenance that a plan has; instances with another one can be upgraded. */
    public void maintenanceVersion(String planGuid, String version) {
        synchronized (platform) {
            platform.put(platform.plan(planGuid).orElseThrow().maintenance(Optional.of(version)));
        }
    }

    /** Makes an instance that was created well, with its plan's version of maintenance. */
    public String addInstance(String planGuid, String spaceGuid, String name) {
        var guid = Platform.newGuid();
        addInstance(guid, planGuid, spaceGuid, name);
        return guid;
    }

    /** The same, with a guid of choice. */
    public void addInstance(String guid, String planGuid, String spaceGuid, String name) {
        platform.put(new ServiceInstance(
                guid,
                name,
                planGuid,
                spaceGuid,
                Operation.of("create", "succeeded", ""),
                platform.plan(planGuid).flatMap(Plan::maintenanceVersion),
                Optional.empty()));
    }

    /** Removes an instance as if it had never been; whether it was there. */
    public boolean removeInstance(String guid) {
        return platform.deleteInstance(guid);
    }

    /** Sets an instance's last operation, such as {@code delete}, {@code in progress}. */
    public void lastOperation(String instanceGuid, String type, String state) {
        synchronized (platform) {
            platform.put(platform.instance(instanceGuid).orElseThrow().last(Operation.of(type, state, "")));
        }
    }

    /** Binds an application to an instance, without a call of the broker. */
    public String addBinding(String instanceGuid, String applicationGuid) {
        var binding = new Binding(Platform.newGuid(), "", instanceGuid, Optional.of(applicationGuid));
        platform.put(binding);
        return binding.guid();
    }

    /** Makes a key of an instance, without a call of the broker. */
    public String addKey(String instanceGuid, String name) {
        var key = new Binding(Platform.newGuid(), name, instanceGuid, Optional.empty());
        platform.put(key);
        return key.guid();
    }

    /** The next operation of an instance fails with this text; each call is for one more. Not where brokers are called. */
    public void failNextOperation(String description) {
        operations.failNext(description);
    }

    /** An instance. {@code maintenanceVersion} is empty text where it has none. */
    public record InstanceView(
            String guid,
            String name,
            String planGuid,
            String spaceGuid,
            String operationType,
            String operationState,
            String maintenanceVersion) {}

    /** All instances, oldest first. */
    public List<InstanceView> instances() {
        return platform.instances(_ -> true).stream()
                .map(instance -> new InstanceView(
                        instance.guid(),
                        instance.name(),
                        instance.planGuid(),
                        instance.spaceGuid(),
                        instance.last().type(),
                        instance.last().state(),
                        instance.maintenanceVersion().orElse("")))
                .toList();
    }

    /** How many bindings and keys there are. */
    public int bindings() {
        return platform.bindings(_ -> true).size();
    }

    /** A registered broker. */
    public record BrokerView(String guid, String name, String url, String username, String password) {
        @Override
        public String toString() {
            return "BrokerView[name=" + name + ", url=" + url + "]";
        }
    }

    /** All registered brokers, oldest first. */
    public List<BrokerView> brokers() {
        return platform.brokers().stream()
                .map(broker -> new BrokerView(
                        broker.guid(), broker.name(), broker.url(), broker.username(), broker.password()))
                .toList();
    }

    /** A plan, open to everybody or to the organizations with these guids. */
    public record PlanView(String guid, String catalogId, String name, boolean open, List<String> organizations) {}

    /** All plans, oldest first. */
    public List<PlanView> plans() {
        return platform.plans(_ -> true).stream()
                .map(plan -> new PlanView(
                        plan.guid(),
                        plan.catalogId(),
                        plan.name(),
                        plan.open(),
                        platform.visibilities().stream()
                                .filter(v -> v.planGuid().equals(plan.guid()))
                                .map(Platform.Visibility::organizationGuid)
                                .toList()))
                .toList();
    }

    @Override
    public URI url() {
        return listener.url();
    }

    @Override
    public Authority authority() {
        return Authority.ofProcess();
    }

    @Override
    public List<Request> requests() {
        return listener.requests();
    }

    @Override
    public void forgetRequests() {
        listener.forgetRequests();
    }

    @Override
    public Faults faults() {
        return listener.faults();
    }

    @Override
    public void close() {
        listener.close();
        operations.close();
    }
}
