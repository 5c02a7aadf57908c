package io.chandler.broker.internal.served;

import io.chandler.osb.Json;
import io.chandler.resources.served.ApiObject;
import io.chandler.resources.served.ServedDefinition;
import io.chandler.resources.served.ServedDefinition.Column;
import io.chandler.resources.served.ServedDefinition.Subresource;
import io.chandler.resources.served.ServedDefinition.Verb;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What API clients are told of service instances and service bindings. */
final class Definitions {

    /** The subresource of a binding with what an app connects with. */
    static final String CREDENTIALS = "credentials";

    /** Members of a binding's spec that are texts. */
    static final List<String> BINDING_TEXTS =
            List.of("instanceName", "serviceName", "serviceId", "planName", "planId", "appId", "predecessorId");

    /** Members of a binding's spec that are objects, but for parameters. */
    static final List<String> BINDING_OBJECTS = List.of("bindResource", "context");

    private static final Set<Verb> ALL = EnumSet.allOf(Verb.class);
    private static final Set<Verb> STATUS = EnumSet.of(Verb.GET, Verb.UPDATE, Verb.PATCH);
    private static final String ANYTHING = ", \"x-kubernetes-preserve-unknown-fields\": true";

    private static final String STATUS_MEMBERS = """
            "observedGeneration": {"type": "integer", "description": "The generation that the status is about."},
            "phase": {"type": "string", "description": "Where the object is in its life, such as Creating, Ready, UpdateFailed or Deleting."},
            "operation": {"type": "object", "description": "The operation that runs, or the last.", "properties": {
              "type": {"type": "string", "description": "provision, update, deprovision, bind or unbind."},
              "state": {"type": "string", "description": "in progress, succeeded or failed."},
              "description": {"type": "string", "description": "Progress, or how it ended, in a sentence."},
              "startedAt": {"type": "string", "format": "date-time", "description": "When it was asked for."},
              "endedAt": {"type": "string", "format": "date-time", "description": "When it ended; absent while it runs."},
              "attempts": {"type": "integer", "description": "Failed runs of the service, and the last or present one."}}},
            "conditions": {"type": "array", "description": "Ready and Failed are the broker's; others may be written by other controllers.",
              "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
              "items": {"type": "object", "required": ["type", "status"], "properties": {
                "type": {"type": "string", "description": "Ready: the object can be used and is what its spec says. Failed: the last operation failed."},
                "status": {"type": "string", "enum": ["True", "False", "Unknown"], "description": "Whether the condition holds."},
                "reason": {"type": "string", "description": "Why, in one word."},
                "message": {"type": "string", "description": "Why, in a sentence."},
                "observedGeneration": {"type": "integer", "description": "The generation that the condition is about."},
                "lastTransitionTime": {"type": "string", "format": "date-time", "description": "When it began to be so."}}}}
            """;

    private static final String SERVICE_MEMBERS = """
            "serviceName": {"type": "string", "description": "Name of the service offering in the catalog. %1$s"},
            "serviceId": {"type": "string", "description": "Id of the service offering. %1$s"},
            "planName": {"type": "string", "description": "Name of the plan in the catalog. %2$s"},
            "planId": {"type": "string", "description": "Id of the plan. %2$s"},
            "context": {"type": "object", "description": "Where the object belongs on its platform, as the platform says."%3$s},
            "parameters": {"type": "object", "description": "Parameters of the service. Values are sealed in the store and shown as (sealed); a value written as (sealed) stays as it is.",
              "additionalProperties": {"x-kubernetes-map-type": "atomic"%3$s}}
            """;

    static final ServedDefinition INSTANCES = new ServedDefinition(
            "serviceinstances",
            "serviceinstance",
            "ServiceInstance",
            List.of("si"),
            List.of("all"),
            ALL,
            STATUS,
            "A service instance: something that a service made for a platform, such as a database.",
            schema(
                    "What is wanted of the instance.",
                    SERVICE_MEMBERS.formatted(
                                    "Either name or id is needed; immutable.",
                                    "Either name or id is needed; another plan asks for an update.",
                                    ANYTHING)
                            + """
                            , "maintenanceVersion": {"type": "string", "description": "Version of the plan's maintenance information; another one asks for an upgrade."},
                            "organizationId": {"type": "string", "description": "Id of the organization on the platform; immutable."},
                            "spaceId": {"type": "string", "description": "Id of the space on the platform; immutable."}"""),
            schema("What is of the instance.", STATUS_MEMBERS + """
                            , "instanceId": {"type": "string", "description": "The id of the instance in the Open Service Broker API."},
                            "dashboardUrl": {"type": "string", "description": "Where the instance has a page for its users."}"""),
            List.of(
                    column("Service", 0, "Name of the service offering.", spec("serviceName")),
                    column("Plan", 0, "Name of the plan.", spec("planName")),
                    column("State", 0, "Where the instance is in its life.", status("phase")),
                    column("Operation", 0, "The operation that runs, or the last.", Definitions::operation),
                    column("Dashboard", 1, "The page of the instance for its users.", status("dashboardUrl")),
                    column("Message", 1, "What is said of the operation.", Definitions::message)),
            List.of());

    static final ServedDefinition BINDINGS = new ServedDefinition(
            "servicebindings",
            "servicebinding",
            "ServiceBinding",
            List.of("sb"),
            List.of("all"),
            ALL,
            STATUS,
            "A service binding: the access of an app to a service instance. Its name is that of the instance, a dot, and"
                    + " its own. What the app connects with is in the subresource credentials.",
            schema(
                    "What is wanted of the binding; immutable.",
                    SERVICE_MEMBERS.formatted("That of the instance.", "That of the instance.", ANYTHING)
                            + """
                            , "instanceName": {"type": "string", "description": "Name of the service instance; the first part of the binding's name says it."},
                            "appId": {"type": "string", "description": "Id of the app that is bound."},
                            "predecessorId": {"type": "string", "description": "Id of the binding that this one replaces when credentials are rotated."},
                            "bindResource": {"type": "object", "description": "What is bound, as the platform says."%s}""".formatted(ANYTHING)),
            schema("What is of the binding.", STATUS_MEMBERS + """
                            , "instanceId": {"type": "string", "description": "The id of the instance in the Open Service Broker API."},
                            "bindingId": {"type": "string", "description": "The id of the binding in the Open Service Broker API."},
                            "expiresAt": {"type": "string", "format": "date-time", "description": "When the credentials end, if they do."}"""),
            List.of(
                    column("Instance", 0, "Name of the service instance.", spec("instanceName")),
                    column("Service", 0, "Name of the service offering.", spec("serviceName")),
                    column("Plan", 0, "Name of the plan.", spec("planName")),
                    column("State", 0, "Where the binding is in its life.", status("phase")),
                    column("Operation", 0, "The operation that runs, or the last.", Definitions::operation),
                    column("App", 1, "Id of the app that is bound.", spec("appId")),
                    column("Message", 1, "What is said of the operation.", Definitions::message)),
            List.of(new Subresource(
                    CREDENTIALS,
                    "ServiceBindingCredentials",
                    "What an app connects with. Needs a permission of its own.",
                    schema(
                            "What an app connects with.",
                            "\"credentials\": {\"type\": \"object\", \"description\": \"What the service made for the app.\""
                                    + ANYTHING + "}"))));

    private Definitions() {}

    private static ObjectNode schema(String description, String members) {
        var schema = Json.object().put("type", "object").put("description", description);
        schema.set("properties", Json.mapper().readTree("{" + members + "}"));
        return schema;
    }

    private static Column column(String name, int priority, String description, Function<ApiObject, JsonNode> value) {
        return new Column(name, "string", priority, description, value);
    }

    private static Function<ApiObject, JsonNode> spec(String name) {
        return object -> text(object.spec().path(name));
    }

    private static Function<ApiObject, JsonNode> status(String name) {
        return object -> text(object.status().path(name));
    }

    private static JsonNode operation(ApiObject object) {
        var operation = object.status().path("operation");
        return operation.isMissingNode()
                ? JsonNodeFactory.instance.nullNode()
                : JsonNodeFactory.instance.stringNode(operation.path("type").asString("") + " "
                        + operation.path("state").asString(""));
    }

    private static JsonNode message(ApiObject object) {
        return text(object.status().path("operation").path("description"));
    }

    private static JsonNode text(JsonNode value) {
        return value.isString() ? value : JsonNodeFactory.instance.nullNode();
    }
}
