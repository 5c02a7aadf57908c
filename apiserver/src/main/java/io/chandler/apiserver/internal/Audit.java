package io.chandler.apiserver.internal;

import io.chandler.apiserver.ApiRequest;
import io.chandler.apiserver.Authorizer.Action;
import io.chandler.apiserver.User;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** One line for each request: who asked for what, and what came of it. Bodies are not in it. */
public final class Audit {

    private static final System.Logger LOG = System.getLogger("io.chandler.audit.api");
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int LONGEST = 1_024;

    /** What is known of a request when it is answered. */
    public static final class Entry {
        public final String id;
        public final Instant received;
        public final ApiRequest request;
        public User user = User.of("system:unknown", List.of());
        public Action action;
        public String decision = "";

        /** A request that has come now. */
        public Entry(ApiRequest request, Instant received) {
            this.request = request;
            this.received = received;
            var given = request.header("Audit-ID");
            id = ID.matcher(given).matches() ? given : UUID.randomUUID().toString();
            action = new Action.OnPath(request.method().toLowerCase(Locale.ROOT), request.rawPath());
        }
    }

    private Audit() {}

    /**
     * Writes the line.
     *
     * @param stage such as {@code ResponseComplete}
     */
    public static void log(Entry entry, String stage, int code, Instant now) {
        if (!LOG.isLoggable(Level.INFO)) {
            return;
        }
        var request = entry.request;
        var line = Json.object();
        line.put("kind", "Event").put("apiVersion", "audit.k8s.io/v1").put("level", "Metadata");
        line.put("auditID", entry.id).put("stage", stage);
        var query = request.rawQuery();
        line.put("requestURI", shortened(request.rawPath() + (query.isEmpty() ? "" : "?" + query)));
        line.put("verb", entry.action.verb());
        var user = line.putObject("user").put("username", entry.user.name());
        if (!entry.user.groups().isEmpty()) {
            entry.user.groups().forEach(user.putArray("groups")::add);
        }
        line.putArray("sourceIPs").add(request.remoteAddress());
        line.put("userAgent", shortened(request.header("User-Agent")));
        if (entry.action instanceof Action.OnObjects on) {
            var object = line.putObject("objectRef").put("resource", on.resource());
            put(object, "namespace", on.namespace());
            put(object, "name", on.name());
            put(object, "apiGroup", on.group());
            put(object, "apiVersion", on.version());
            put(object, "subresource", on.subresource());
        }
        line.putObject("responseStatus").putObject("metadata");
        line.withObject("responseStatus").put("code", code);
        line.put("requestReceivedTimestamp", MICROS.format(entry.received));
        line.put("stageTimestamp", MICROS.format(now));
        if (!entry.decision.isEmpty()) {
            line.putObject("annotations").put("authorization.k8s.io/decision", entry.decision);
        }
        LOG.log(Level.INFO, line.toString());
    }

    private static void put(ObjectNode object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
