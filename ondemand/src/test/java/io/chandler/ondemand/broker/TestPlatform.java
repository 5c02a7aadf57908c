package io.chandler.ondemand.broker;

import io.chandler.ondemand.cloudfoundry.CloudFoundry;
import io.chandler.ondemand.cloudfoundry.PlatformException;
import io.chandler.ondemand.cloudfoundry.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A platform that lists the instances it is told of, and nothing else. */
final class TestPlatform implements CloudFoundry {

    final ConcurrentMap<String, ServiceInstance> known = new ConcurrentHashMap<>();
    volatile boolean broken;
    volatile boolean registered = true;

    void add(String instanceId, String planId) {
        known.put(instanceId, new ServiceInstance(instanceId, planId, Optional.of("space")));
    }

    @Override
    public List<ServiceInstance> instances(Map<String, String> filters) {
        requireWhole();
        return List.copyOf(known.values());
    }

    private void requireWhole() {
        if (broken) {
            throw new PlatformException(PlatformException.Kind.UNREACHABLE, "the platform is away", null);
        }
    }

    @Override
    public Optional<Map<String, Integer>> instanceCounts(String offeringId) {
        requireWhole();
        if (!registered) {
            return Optional.empty();
        }
        var counts = new TreeMap<String, Integer>(Map.of("small", 0, "large", 0));
        known.values().forEach(instance -> counts.merge(instance.planId(), 1, Integer::sum));
        return Optional.of(counts);
    }

    @Override
    public PlatformVersion version() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<InstanceOperation> lastOperation(String instanceId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InstanceOperation upgrade(String instanceId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteInstance(String instanceId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Binding> bindings(String instanceId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Binding> keys(String instanceId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteBinding(Binding binding) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> brokerId(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void registerBroker(BrokerRegistration registration) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deregisterBroker(String brokerId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setPlanAccess(String offeringId, String planName, PlanAccess access) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disableAllPlans(String offeringId) {
        throw new UnsupportedOperationException();
    }
}
