package io.chandler.adapter;

import io.chandler.adapter.document.Json;
import io.chandler.adapter.document.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an app needs to use an instance. {@code toString} shows no credentials.
 *
 * @param credentials texts, numbers, booleans, lists and maps
 * @param syslogDrainUrl where the app's log lines are sent to
 * @param routeServiceUrl where the requests of a bound route are sent to
 * @param backupAgentUrl where an operator's backups are asked for
 */
public record Binding(
        Map<String, ? extends @Nullable Object> credentials,
        Optional<String> syslogDrainUrl,
        Optional<String> routeServiceUrl,
        Optional<String> backupAgentUrl) {

    /** A binding with credentials and nothing else. */
    public Binding(Map<String, ? extends @Nullable Object> credentials) {
        this(credentials, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with another syslog drain. */
    public Binding withSyslogDrainUrl(String url) {
        return new Binding(credentials, Optional.of(url), routeServiceUrl, backupAgentUrl);
    }

    /** The same with another route service. */
    public Binding withRouteServiceUrl(String url) {
        return new Binding(credentials, syslogDrainUrl, Optional.of(url), backupAgentUrl);
    }

    /** The same with another backup agent. */
    public Binding withBackupAgentUrl(String url) {
        return new Binding(credentials, syslogDrainUrl, routeServiceUrl, Optional.of(url));
    }

    /**
     * Reads what {@code create-binding} printed.
     *
     * @throws io.chandler.adapter.document.DocumentException if it is not JSON, in the words of Go, or has values of
     *     wrong types
     */
    public static Binding read(String output) {
        var values = Values.of(Json.readObject(output));
        return new Binding(
                values.values("credentials").map(),
                url(values, "syslog_drain_url"),
                url(values, "route_service_url"),
                url(values, "backup_agent_url"));
    }

    private static Optional<String> url(Values values, String key) {
        return values.text(key).filter(url -> !url.isEmpty());
    }

    /** What {@code create-binding} prints. */
    String output() {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("credentials", Json.sorted(credentials));
        syslogDrainUrl.ifPresent(url -> document.put("syslog_drain_url", url));
        routeServiceUrl.ifPresent(url -> document.put("route_service_url", url));
        backupAgentUrl.ifPresent(url -> document.put("backup_agent_url", url));
        return Json.write(document) + "\n";
    }

    @Override
    public String toString() {
        return "Binding" + credentials.keySet();
    }
}
