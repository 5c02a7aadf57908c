package io.chandler.osb.client;

import io.chandler.osb.Json;
import io.chandler.osb.MaintenanceInfo;
import io.chandler.osb.PlatformContext;
import io.chandler.osb.client.PlatformRequest.Mutation;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Requests about instances; see {@link PlatformRequest}. */
public sealed interface InstanceRequest extends PlatformRequest {

    /**
     * Section "Provisioning".
     *
     * @param organizationId {@code organization_guid}, not empty
     * @param spaceId {@code space_guid}, not empty
     * @param context omitted where it is empty
     * @param parameters what the user gave; omitted where it is empty
     * @param maintenanceInfo of the plan as the platform knows it
     */
    record Provision(
            String instanceId,
            boolean acceptsIncomplete,
            String serviceId,
            String planId,
            String organizationId,
            String spaceId,
            PlatformContext context,
            ObjectNode parameters,
            Optional<MaintenanceInfo> maintenanceInfo)
            implements InstanceRequest, Mutation {

        /** A synchronous request without parameters, for a platform that knows neither organizations nor spaces. */
        public static Provision of(String instanceId, String serviceId, String planId) {
            return new Provision(instanceId, false, serviceId, planId, "-", "-", noContext(), none(), Optional.empty());
        }

        /** Whether the broker may answer asynchronously. */
        public Provision acceptsIncomplete(boolean accepts) {
            return new Provision(
                    instanceId,
                    accepts,
                    serviceId,
                    planId,
                    organizationId,
                    spaceId,
                    context,
                    parameters,
                    maintenanceInfo);
        }

        /** Where the instance belongs. */
        public Provision in(String organization, String space, PlatformContext newContext) {
            return new Provision(
                    instanceId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    organization,
                    space,
                    newContext,
                    parameters,
                    maintenanceInfo);
        }

        /** What the user gave. */
        public Provision parameters(ObjectNode newParameters) {
            return new Provision(
                    instanceId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    organizationId,
                    spaceId,
                    context,
                    newParameters,
                    maintenanceInfo);
        }

        /** The state of maintenance that the platform expects. */
        public Provision maintenanceInfo(MaintenanceInfo info) {
            return new Provision(
                    instanceId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    organizationId,
                    spaceId,
                    context,
                    parameters,
                    Optional.of(info));
        }

        @Override
        public PendingOperation pending(Optional<String> operation) {
            return new PendingOperation(
                    PlatformCall.PROVISION,
                    instanceId,
                    Optional.empty(),
                    Optional.of(serviceId),
                    Optional.of(planId),
                    operation);
        }

        @Override
        public String toString() {
            return "Provision[instanceId=" + instanceId + ", serviceId=" + serviceId + ", planId=" + planId + "]";
        }
    }

    /**
     * What the platform believes of an instance: section "Previous Values Object".
     *
     * @param planId the plan before the update
     */
    record PreviousValues(
            Optional<String> planId,
            Optional<String> serviceId,
            Optional<String> organizationId,
            Optional<String> spaceId,
            Optional<MaintenanceInfo> maintenanceInfo) {

        /** Only the plan. */
        public static PreviousValues plan(String planId) {
            return new PreviousValues(
                    Optional.of(planId), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * Section "Updating a Service Instance".
     *
     * @param planId the wanted plan; empty where it stays
     * @param context omitted where it is empty
     * @param parameters the parameters to change; empty where they stay
     */
    record Update(
            String instanceId,
            boolean acceptsIncomplete,
            String serviceId,
            Optional<String> planId,
            PlatformContext context,
            Optional<ObjectNode> parameters,
            Optional<PreviousValues> previousValues,
            Optional<MaintenanceInfo> maintenanceInfo)
            implements InstanceRequest, Mutation {

        /** A synchronous request that changes nothing yet. */
        public static Update of(String instanceId, String serviceId) {
            return new Update(
                    instanceId,
                    false,
                    serviceId,
                    Optional.empty(),
                    noContext(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /** Whether the broker may answer asynchronously. */
        public Update acceptsIncomplete(boolean accepts) {
            return new Update(
                    instanceId, accepts, serviceId, planId, context, parameters, previousValues, maintenanceInfo);
        }

        /** The wanted plan. */
        public Update plan(String newPlanId) {
            return new Update(
                    instanceId,
                    acceptsIncomplete,
                    serviceId,
                    Optional.of(newPlanId),
                    context,
                    parameters,
                    previousValues,
                    maintenanceInfo);
        }

        /** Where the instance belongs now. */
        public Update context(PlatformContext newContext) {
            return new Update(
                    instanceId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    newContext,
                    parameters,
                    previousValues,
                    maintenanceInfo);
        }

        /** The parameters to change. */
        public Update parameters(ObjectNode newParameters) {
            return new Update(
                    instanceId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    context,
                    Optional.of(newParameters),
                    previousValues,
                    maintenanceInfo);
        }

        /** What the platform believes of the instance. */
        public Update previousValues(PreviousValues values) {
            return new Update(
                    instanceId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    context,
                    parameters,
                    Optional.of(values),
                    maintenanceInfo);
        }

        /** The wanted state of maintenance. */
        public Update maintenanceInfo(MaintenanceInfo info) {
            return new Update(
                    instanceId,
                    acceptsIncomplete,
                    serviceId,
                    planId,
                    context,
                    parameters,
                    previousValues,
                    Optional.of(info));
        }

        /** The operation, with the plan before the update as far as it is known. */
        @Override
        public PendingOperation pending(Optional<String> operation) {
            return new PendingOperation(
                    PlatformCall.UPDATE,
                    instanceId,
                    Optional.empty(),
                    Optional.of(serviceId),
                    previousValues.flatMap(PreviousValues::planId),
                    operation);
        }

        @Override
        public String toString() {
            return "Update[instanceId=" + instanceId + ", serviceId=" + serviceId + ", planId=" + planId + "]";
        }
    }

    /** Section "Deprovisioning". */
    record Deprovision(String instanceId, boolean acceptsIncomplete, String serviceId, String planId)
            implements InstanceRequest, Mutation {

        /** A synchronous request. */
        public static Deprovision of(String instanceId, String serviceId, String planId) {
            return new Deprovision(instanceId, false, serviceId, planId);
        }

        /** Whether the broker may answer asynchronously. */
        public Deprovision acceptsIncomplete(boolean accepts) {
            return new Deprovision(instanceId, accepts, serviceId, planId);
        }

        @Override
        public PendingOperation pending(Optional<String> operation) {
            return new PendingOperation(
                    PlatformCall.DEPROVISION,
                    instanceId,
                    Optional.empty(),
                    Optional.of(serviceId),
                    Optional.of(planId),
                    operation);
        }
    }

    /** Section "Fetching a Service Instance"; only for offerings whose {@code instances_retrievable} is true. */
    record FetchInstance(String instanceId, Optional<String> serviceId, Optional<String> planId)
            implements InstanceRequest {

        /** A request without hints. */
        public static FetchInstance of(String instanceId) {
            return new FetchInstance(instanceId, Optional.empty(), Optional.empty());
        }
    }

    private static ObjectNode none() {
        return Json.object();
    }

    private static PlatformContext noContext() {
        return new PlatformContext(none());
    }
}
