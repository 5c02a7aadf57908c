package io.chandler.testkit.cloudcontroller;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** What Cloud Controller knows. Thread-safe for single calls; {@code this} is the lock for several. */
final class Platform {

    record Organization(String guid, String name) {}

    record Space(String guid, String name, String organizationGuid) {}

    record Broker(String guid, String name, String url, String username, String password) {
        @Override
        public String toString() {
            return "Broker[name=" + name + ", url=" + url + "]";
        }
    }

    /** @param catalogId the broker's own id */
    record Offering(String guid, String catalogId, String name, Optional<String> brokerGuid) {
        Offering of(String broker) {
            return new Offering(guid, catalogId, name, Optional.of(broker));
        }
    }

    /** @param open whether everybody may use it */
    record Plan(
            String guid,
            String catalogId,
            String name,
            String offeringGuid,
            boolean open,
            Optional<String> maintenanceVersion) {

        Plan open(boolean newOpen) {
            return new Plan(guid, catalogId, name, offeringGuid, newOpen, maintenanceVersion);
        }

        Plan maintenance(Optional<String> version) {
            return new Plan(guid, catalogId, name, offeringGuid, open, version);
        }
    }

    /** A plan opened to one organization. */
    record Visibility(String guid, String planGuid, String organizationGuid) {}

    record Operation(String type, String state, String description, String updated) {
        static Operation of(String type, String state, String description) {
            return new Operation(type, state, description, Instant.now().toString());
        }

        boolean inProgress() {
            return state.equals("in progress");
        }
    }

    record ServiceInstance(
            String guid,
            String name,
            String planGuid,
            String spaceGuid,
            Operation last,
            Optional<String> maintenanceVersion,
            Optional<String> dashboardUrl) {

        ServiceInstance last(Operation operation) {
            return new ServiceInstance(guid, name, planGuid, spaceGuid, operation, maintenanceVersion, dashboardUrl);
        }

        ServiceInstance maintenance(Optional<String> version) {
            return new ServiceInstance(guid, name, planGuid, spaceGuid, last, version, dashboardUrl);
        }
    }

    /** A binding to an application, or a key. */
    record Binding(String guid, String name, String instanceGuid, Optional<String> applicationGuid) {}

    /** Work that version 3 answers with. */
    record Job(String guid, String operation, String state, Optional<String> error) {}

    private final Map<String, Organization> organizations = new LinkedHashMap<>();
    private final Map<String, Space> spaces = new LinkedHashMap<>();
    private final Map<String, Broker> brokers = new LinkedHashMap<>();
    private final Map<String, Offering> offerings = new LinkedHashMap<>();
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    private final Map<String, Visibility> visibilities = new LinkedHashMap<>();
    private final Map<String, ServiceInstance> instances = new LinkedHashMap<>();
    private final Map<String, Binding> bindings = new LinkedHashMap<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();

    static String newGuid() {
        return UUID.randomUUID().toString();
    }

    synchronized List<Organization> organizations() {
        return List.copyOf(organizations.values());
    }

    synchronized void put(Organization organization) {
        organizations.put(organization.guid(), organization);
    }

    synchronized List<Space> spaces() {
        return List.copyOf(spaces.values());
    }

    synchronized void put(Space space) {
        spaces.put(space.guid(), space);
    }

    synchronized List<Broker> brokers() {
        return List.copyOf(brokers.values());
    }

    synchronized void put(Broker broker) {
        brokers.put(broker.guid(), broker);
    }

    /** With its offerings and their plans. */
    synchronized void deleteBroker(String guid) {
        brokers.remove(guid);
        offerings(offering -> offering.brokerGuid().equals(Optional.of(guid))).forEach(offering -> {
            offerings.remove(offering.guid());
            plans(plan -> plan.offeringGuid().equals(offering.guid())).forEach(plan -> {
                plans.remove(plan.guid());
                visibilities
                        .values()
                        .removeIf(visibility -> visibility.planGuid().equals(plan.guid()));
            });
        });
    }

    synchronized List<Offering> offerings(Predicate<Offering> which) {
        return offerings.values().stream().filter(which).toList();
    }

    synchronized void put(Offering offering) {
        offerings.put(offering.guid(), offering);
    }

    synchronized List<Plan> plans(Predicate<Plan> which) {
        return plans.values().stream().filter(which).toList();
    }

    synchronized Optional<Plan> plan(String guid) {
        return Optional.ofNullable(plans.get(guid));
    }

    synchronized void put(Plan plan) {
        plans.put(plan.guid(), plan);
    }

    synchronized List<Visibility> visibilities() {
        return List.copyOf(visibilities.values());
    }

    synchronized void put(Visibility visibility) {
        visibilities.put(visibility.guid(), visibility);
    }

    synchronized boolean deleteVisibility(String guid) {
        return visibilities.remove(guid) != null;
    }

    synchronized List<ServiceInstance> instances(Predicate<ServiceInstance> which) {
        return instances.values().stream().filter(which).toList();
    }

    synchronized Optional<ServiceInstance> instance(String guid) {
        return Optional.ofNullable(instances.get(guid));
    }

    synchronized void put(ServiceInstance instance) {
        instances.put(instance.guid(), instance);
    }

    /** With its bindings. */
    synchronized boolean deleteInstance(String guid) {
        bindings.values().removeIf(binding -> binding.instanceGuid().equals(guid));
        return instances.remove(guid) != null;
    }

    synchronized List<Binding> bindings(Predicate<Binding> which) {
        return bindings.values().stream().filter(which).toList();
    }

    synchronized void put(Binding binding) {
        bindings.put(binding.guid(), binding);
    }

    synchronized boolean deleteBinding(String guid) {
        return bindings.remove(guid) != null;
    }

    synchronized Optional<Job> job(String guid) {
        return Optional.ofNullable(jobs.get(guid));
    }

    synchronized void put(Job job) {
        jobs.put(job.guid(), job);
    }

    /** The broker of a plan, where its offering has one. */
    synchronized Optional<Broker> brokerOf(Plan plan) {
        return Optional.ofNullable(offerings.get(plan.offeringGuid()))
                .flatMap(Offering::brokerGuid)
                .map(brokers::get);
    }

    /** Whether any instance belongs to a broker. */
    synchronized boolean hasInstances(Broker broker) {
        return instances.values().stream()
                .anyMatch(instance -> plan(instance.planGuid())
                        .flatMap(this::brokerOf)
                        .map(Broker::guid)
                        .equals(Optional.of(broker.guid())));
    }
}
