package io.chandler.apiserver.internal;

import io.chandler.resources.served.ObjectEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What there is of the core group: events, and namespaces in name. */
public final class CoreObjects {

    private static final Set<String> EVENT_FIELDS = Set.of(
            "metadata.name",
            "metadata.namespace",
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type");

    private CoreObjects() {}

    /** A namespace: every name is one, so that clients who look for it say of an object in it what is true. */
    static ObjectNode namespace(String name) {
        var json = Json.object();
        json.put("kind", "Namespace").put("apiVersion", "v1");
        json.putObject("metadata").put("name", name).putNull("creationTimestamp");
        json.putObject("spec");
        json.putObject("status").put("phase", "Active");
        return json;
    }

    /**
     * An event, or several that say the same.
     *
     * @param id unique
     * @param last what was said last
     * @param first when it was said first
     */
    public record Noted(String id, ObjectEvent last, Instant first, int count) {}

    /** A list of events, those that the query's field selector selects. @throws Failure if it cannot be read */
    static ObjectNode events(List<Noted> events, String apiVersion, Query query) {
        var fields = Selectors.fields(query.text("fieldSelector"), EVENT_FIELDS);
        var json = Json.object();
        json.put("kind", "EventList").put("apiVersion", "v1");
        json.putObject("metadata").put("resourceVersion", "");
        var items = json.putArray("items");
        for (var noted : events) {
            if (fields.matches(fieldsOf(noted, apiVersion))) {
                items.add(event(noted, apiVersion));
            }
        }
        return json;
    }

    private static String name(Noted noted) {
        return noted.last().ref().name() + "." + noted.id();
    }

    private static Map<String, String> fieldsOf(Noted noted, String apiVersion) {
        var event = noted.last();
        var fields = new HashMap<String, String>();
        fields.put("metadata.name", name(noted));
        fields.put("metadata.namespace", event.ref().namespace());
        fields.put("involvedObject.kind", event.kind());
        fields.put("involvedObject.namespace", event.ref().namespace());
        fields.put("involvedObject.name", event.ref().name());
        fields.put("involvedObject.uid", event.uid());
        fields.put("involvedObject.apiVersion", apiVersion);
        fields.put("reason", event.reason());
        fields.put("reportingComponent", "chandler");
        fields.put("source", "chandler");
        fields.put("type", type(event));
        return fields;
    }

    private static String type(ObjectEvent event) {
        var name = event.severity().name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private static ObjectNode event(Noted noted, String apiVersion) {
        var event = noted.last();
        var json = Json.object();
        json.putObject("metadata")
                .put("name", name(noted))
                .put("namespace", event.ref().namespace())
                .put("uid", noted.id())
                .put("creationTimestamp", ObjectJson.time(noted.first()));
        json.putObject("involvedObject")
                .put("apiVersion", apiVersion)
                .put("kind", event.kind())
                .put("namespace", event.ref().namespace())
                .put("name", event.ref().name())
                .put("uid", event.uid());
        json.put("type", type(event)).put("reason", event.reason()).put("message", event.message());
        json.put("count", noted.count());
        json.put("firstTimestamp", ObjectJson.time(noted.first()));
        json.put("lastTimestamp", ObjectJson.time(event.time()));
        json.putObject("source").put("component", "chandler");
        json.put("reportingComponent", "chandler").put("reportingInstance", "");
        return json;
    }
}
