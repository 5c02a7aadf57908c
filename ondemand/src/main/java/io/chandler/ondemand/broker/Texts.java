package io.chandler.ondemand.broker;

import java.util.OptionalLong;

/** The sentences that platforms, errands and operators' tools know from the original broker, word by word. */
final class Texts {

    static final String PENDING_CHANGES =
            "The service broker has been updated, and this service instance is out of date. Please contact your"
                    + " operator.";
    static final String IN_PROGRESS = "An operation is in progress for your service instance. Please try again later.";
    static final String CLEAN_UP = "Unable to delete service. Please try again later or contact your operator.";
    static final String NEEDS_UPGRADE = "service instance needs to be upgraded before updating";
    static final String MAINTENANCE_CONFLICT = "passed maintenance_info does not match the catalog maintenance_info";
    static final String MAINTENANCE_UNEXPECTED =
            "maintenance_info was passed, but the broker catalog contains no maintenance_info";
    static final String NO_SUCH_INSTANCE = "instance does not exist";
    static final String NO_BACKUP_AGENT = "service does not support backup agent binding";
    static final String BINDING_EXISTS = "binding already exists";
    static final String APP_MISSING = "app_guid is a required field but was not provided";
    static final String NO_SCHEMAS =
            "enable_plan_schemas is set to true, but the service adapter does not implement generate-plan-schemas";
    static final String NO_ACTOR =
            "No app-guid or credential client ID were provided in the binding request, you must configure one of these";
    static final String INVALID_PARAMETERS = "The format of the parameters is not valid JSON";
    static final String CONFIGS_DISABLED = "adapter returned bosh configs but feature is turned off";

    private Texts() {}

    /** What the user is told when the reason is for the operator only. */
    static String generic(String service, String instanceId, String requestId, OptionalLong task, String operation) {
        var text = new StringBuilder(
                        "There was a problem completing your request. Please contact your operations team providing"
                                + " the following information: service: ")
                .append(service)
                .append(", service-instance-guid: ")
                .append(instanceId)
                .append(", broker-request-id: ")
                .append(requestId);
        task.ifPresent(id -> text.append(", task-id: ").append(id));
        if (!operation.isEmpty()) {
            text.append(", operation: ").append(operation);
        }
        return text.toString();
    }

    /** The director could not be asked before anything was done. */
    static String unavailable(String verb) {
        return "Currently unable to " + verb + " service instance, please try again later";
    }

    static String unknownPlan(String planId) {
        return "plan " + planId + " does not exist";
    }
}
