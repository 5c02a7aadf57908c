package io.chandler.ondemand.cloudfoundry;

import io.chandler.ondemand.cloudfoundry.PlatformException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In place of Cloud Controller with {@code disable_cf_startup_checks}: it has no instances and nothing is asked. */
public final class NoCloudFoundry implements CloudFoundry {

    @Override
    public PlatformVersion version() {
        return new PlatformVersion("2.57.0", Optional.empty());
    }

    @Override
    public Optional<Map<String, Integer>> instanceCounts(String offeringId) {
        return Optional.empty();
    }

    @Override
    public List<ServiceInstance> instances(Map<String, String> filters) {
        return List.of();
    }

    @Override
    public Optional<InstanceOperation> lastOperation(String instanceId) {
        throw refusal();
    }

    @Override
    public InstanceOperation upgrade(String instanceId) {
        throw refusal();
    }

    @Override
    public void deleteInstance(String instanceId) {
        throw refusal();
    }

    @Override
    public List<Binding> bindings(String instanceId) {
        throw refusal();
    }

    @Override
    public List<Binding> keys(String instanceId) {
        throw refusal();
    }

    @Override
    public void deleteBinding(Binding binding) {
        throw refusal();
    }

    @Override
    public Optional<String> brokerId(String name) {
        throw refusal();
    }

    @Override
    public void registerBroker(BrokerRegistration registration) {
        throw refusal();
    }

    @Override
    public void deregisterBroker(String brokerId) {
        throw refusal();
    }

    @Override
    public void setPlanAccess(String offeringId, String planName, PlanAccess access) {
        throw refusal();
    }

    @Override
    public void disableAllPlans(String offeringId) {
        throw refusal();
    }

    private static PlatformException refusal() {
        return new PlatformException(
                Kind.REFUSED, "Cloud Foundry is not asked with broker.disable_cf_startup_checks", null);
    }
}
