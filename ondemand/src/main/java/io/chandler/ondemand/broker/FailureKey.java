package io.chandler.ondemand.broker;

import tools.jackson.databind.JsonNode;

/**
 * How the original's log calls an answer that refuses.
 *
 * @param key the last word of the line's message, which the original leaves empty for some
 * @param text the reason
 */
record FailureKey(String key, String text) {

    private static final String UNKNOWN = "unknown-error";

    static FailureKey of(RequestKind kind, int status, JsonNode body) {
        var description = body.path("description").asString("");
        return switch (body.path("error").asString("")) {
            case "AsyncRequired" -> new FailureKey("async-required", description);
            case "MaintenanceInfoConflict" -> new FailureKey("maintenance-info-conflict", description);
            case "RequiresApp" -> new FailureKey("app-guid-not-provided", description);
            default -> plain(kind, status, description);
        };
    }

    private static FailureKey plain(RequestKind kind, int status, String description) {
        return switch (status) {
            case 400 -> new FailureKey(malformed(kind, description), description);
            case 404 ->
                kind == RequestKind.BIND
                        ? new FailureKey("instance-missing", Texts.NO_SUCH_INSTANCE)
                        : new FailureKey(UNKNOWN, description);
            case 409 ->
                kind == RequestKind.BIND
                        ? new FailureKey("binding-already-exists", Texts.BINDING_EXISTS)
                        : new FailureKey("instance-already-exists", "instance already exists");
            case 410 ->
                // The answer does not say which of the two is missing.
                kind == RequestKind.UNBIND
                        ? new FailureKey("binding-missing", "binding does not exist")
                        : new FailureKey("instance-missing", Texts.NO_SUCH_INSTANCE);
            case 422 -> new FailureKey(unprocessable(kind, description), description);
            default -> new FailureKey(UNKNOWN, description);
        };
    }

    private static String malformed(RequestKind kind, String description) {
        if (description.startsWith("service_id ")) {
            return "service-id-missing";
        }
        if (description.startsWith("plan_id ")) {
            return "plan-id-missing";
        }
        if (description.startsWith("service-id ")) {
            return "invalid-service-id";
        }
        if (description.startsWith("plan-id ")) {
            return "invalid-plan-id";
        }
        return description.startsWith("The request body ") ? unreadable(kind) : UNKNOWN;
    }

    private static String unprocessable(RequestKind kind, String description) {
        if (description.equals(Texts.APP_MISSING)) {
            return "app-guid-not-provided";
        }
        if (description.equals(Texts.INVALID_PARAMETERS)) {
            return "invalid-raw-params";
        }
        if (description.equals(Texts.PENDING_CHANGES) || description.equals(Texts.NEEDS_UPGRADE)) {
            return "";
        }
        return description.startsWith("The request body ") ? unreadable(kind) : UNKNOWN;
    }

    private static String unreadable(RequestKind kind) {
        return kind == RequestKind.BIND ? "invalid-bind-details" : "invalid-service-details";
    }
}
