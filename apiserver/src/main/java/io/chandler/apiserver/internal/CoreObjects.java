package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiResponse;
import io.chandler.apiserver.ApiResponse.Sink;
import io.chandler.resources.served.ObjectEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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

    private static final Pattern TOKEN = Pattern.compile("[0-9]{1,18}");
    private static final int BYTES_IN_PIECE = 32 * 1024;

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
     * @param number grows with each event that happens, of whatever object
     * @param id unique
     * @param last what was said last
     * @param first when it was said first
     */
    public record Noted(long number, String id, ObjectEvent last, Instant first, int count) {}

    /**
     * A list of events, those that the query's field selector selects, sent piece by piece; or a page of it. It goes on after
     * the number of the last event that was sent, so that an event that happens again meanwhile may be sent twice.
     *
     * @throws Failure if the query cannot be read
     */
    static ApiResponse events(List<Noted> events, String apiVersion, Query query) {
        var fields = Selectors.fields(query.text("fieldSelector"), EVENT_FIELDS);
        long after = after(query.text("continue"));
        long limit = query.number("limit").orElse(0);
        long most = limit == 0 ? Long.MAX_VALUE : Math.min(limit, Lists.MOST_IN_PAGE);
        var name = fields.required("involvedObject.name");
        var selected = events.stream()
                .filter(noted -> noted.number() > after)
                .filter(noted ->
                        name.isEmpty() || name.get().equals(noted.last().ref().name()))
                .filter(noted -> fields.matches(fieldsOf(noted, apiVersion)))
                .limit(most == Long.MAX_VALUE ? most : most + 1)
                .toList();
        boolean more = selected.size() > most;
        var page = more ? selected.subList(0, (int) most) : selected;
        var json = Json.object();
        json.put("kind", "EventList").put("apiVersion", "v1");
        var metadata = json.putObject("metadata").put("resourceVersion", "");
        if (more) {
            metadata.put("continue", Long.toString(page.getLast().number()));
        }
        json.putArray("items");
        return Answers.pieces(sink -> write(json, page, apiVersion, sink));
    }

    private static long after(String token) {
        if (token.isEmpty()) {
            return 0;
        }
        if (!TOKEN.matcher(token).matches()) {
            throw Failure.badRequest("continue key is not valid: it must be the one of the page before");
        }
        return Long.parseLong(token);
    }

    private static void write(ObjectNode head, List<Noted> events, String apiVersion, Sink sink) throws IOException {
        var text = head.toString();
        var piece = new ByteArrayOutputStream();
        piece.writeBytes(text.substring(0, text.length() - 2).getBytes(StandardCharsets.UTF_8));
        boolean begun = false;
        for (var noted : events) {
            if (begun) {
                piece.write(',');
            }
            begun = true;
            piece.writeBytes(Json.bytes(event(noted, apiVersion)));
            if (piece.size() > BYTES_IN_PIECE) {
                sink.write(piece.toByteArray());
                piece.reset();
            }
        }
        piece.writeBytes("]}\n".getBytes(StandardCharsets.US_ASCII));
        sink.write(piece.toByteArray());
        sink.flush();
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
