package io.chandler.ondemand.cloudfoundry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the broker and its errands ask of Cloud Controller, v2 or v3. Methods block and throw {@link PlatformException}.
 * Thread-safe. Offerings and plans are named by the broker's own ids, instances by the platform's.
 */
public interface CloudFoundry extends InstanceList {

    /** The version of the API and of the Open Service Broker API that it speaks. */
    PlatformVersion version();

    /** How many instances each plan of the offering has, by the plan's id; empty if the offering is not registered. */
    Optional<Map<String, Integer>> instanceCounts(String offeringId);

    /** The same with the plans' names; a platform without names repeats the ids. */
    default Optional<List<OfferedPlan>> plans(String offeringId) {
        return instanceCounts(offeringId)
                .map(counts -> counts.entrySet().stream()
                        .map(count -> new OfferedPlan(count.getKey(), count.getKey(), count.getValue()))
                        .toList());
    }

    /** The last operation of an instance; empty if there is no such instance. */
    Optional<InstanceOperation> lastOperation(String instanceId);

    /** Asks the platform to upgrade an instance to the version of maintenance that its plan has on the platform. */
    InstanceOperation upgrade(String instanceId);

    /** Deletes an instance, without its bindings. */
    void deleteInstance(String instanceId);

    /** The bindings of an instance to applications. */
    List<Binding> bindings(String instanceId);

    /** The keys of an instance. */
    List<Binding> keys(String instanceId);

    /** Deletes a binding or key; already gone is well. */
    void deleteBinding(Binding binding);

    /** The id of the registered broker with a name. */
    Optional<String> brokerId(String name);

    /** Registers a broker, or renews the registration with this name. */
    void registerBroker(BrokerRegistration registration);

    /** Removes a registration by its id. */
    void deregisterBroker(String brokerId);

    /** Opens a plan, by its name, to all, to one organization, or to none. */
    void setPlanAccess(String offeringId, String planName, PlanAccess access);

    /** Closes all plans of the offering to all. */
    void disableAllPlans(String offeringId);

    /** A plan by the broker's id, and how many instances it has. */
    record OfferedPlan(String id, String name, int instances) {

        static Map<String, Integer> counts(List<OfferedPlan> plans) {
            return plans.stream().collect(Collectors.toMap(OfferedPlan::id, OfferedPlan::instances, Integer::sum));
        }
    }

    /** @param open where the platform reports the Open Service Broker API's version */
    record PlatformVersion(String api, Optional<String> open) {}

    /**
     * An operation as the platform shows it: {@code create}, {@code update}, {@code delete}; its state in its words; and
     * what the broker said of it, which may be nothing.
     */
    record InstanceOperation(String type, String state, String description) {}

    /** A binding to an application, or a key where {@code applicationId} is empty. */
    record Binding(String id, String instanceId, Optional<String> applicationId) {}

    /** What a broker is registered with. */
    record BrokerRegistration(String name, String url, String username, String password) {
        @Override
        public String toString() {
            return "BrokerRegistration[name=" + name + ", url=" + url + "]";
        }
    }

    /** Who may use a plan. */
    sealed interface PlanAccess {
        record Everybody() implements PlanAccess {}

        record Nobody() implements PlanAccess {}

        record Organization(String name) implements PlanAccess {}
    }
}
