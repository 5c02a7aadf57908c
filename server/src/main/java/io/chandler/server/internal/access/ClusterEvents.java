package io.chandler.server.internal.access;

import io.chandler.osb.Json;
import io.chandler.resources.served.ObjectEvent;
import io.chandler.server.internal.access.ClusterApi.Unreachable;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import tools.jackson.databind.JsonNode;

/**
 * Tells a cluster of what happens to objects, as Events of {@code events.k8s.io/v1} in the namespaces of the objects, since
 * {@code kubectl describe} asks the cluster for them. One after the other, ten a second; those that do not fit into a queue
 * of 1,000, or that the cluster does not take, are lost. Replicas that tell of the same give it the same name, so that it is
 * there once. Thread-safe; one thread, until {@link #close}.
 */
final class ClusterEvents implements ObjectEvent.Sink, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ClusterEvents.class.getName());
    private static final int MOST_WAITING = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Events that say the same within so many seconds are one. */
    private static final int SAME_SECONDS = 10;

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_NOTE = 1_024;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ClusterApi cluster;
    private final String apiVersion;
    private final BlockingQueue<ObjectEvent> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;

    /** @param apiVersion of the objects, such as {@code broker.chandler.io/v1} */
    ClusterEvents(ClusterApi cluster, String apiVersion) {
        this.cluster = cluster;
        this.apiVersion = apiVersion;
        thread = Thread.ofVirtual().name("chandler-cluster-events").start(this::work);
    }

    @Override
    public void happened(ObjectEvent event) {
        var _ = waiting.offer(event);
    }

    private void work() {
        boolean well = true;
        try {
            while (true) {
                var event = waiting.take();
                try {
                    var _ = cluster.post(path(event), json(event));
                    well = true;
                } catch (Unreachable e) {
                    if (well && e.status() != 409) {
                        LOG.log(Level.WARNING, "Events are not told to the cluster for now. " + e.getMessage());
                        well = false;
                    }
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private static String path(ObjectEvent event) {
        return "/apis/events.k8s.io/v1/namespaces/" + event.ref().namespace() + "/events";
    }

    private JsonNode json(ObjectEvent event) {
        var ref = event.ref();
        var json = Json.object().put("apiVersion", "events.k8s.io/v1").put("kind", "Event");
        json.putObject("metadata").put("name", name(event)).put("namespace", ref.namespace());
        json.put("eventTime", TIME.format(event.time()));
        json.put("reportingController", "chandler.io/broker").put("reportingInstance", "chandler");
        json.put("action", event.reason()).put("reason", event.reason());
        json.putObject("regarding")
                .put("apiVersion", apiVersion)
                .put("kind", event.kind())
                .put("namespace", ref.namespace())
                .put("name", ref.name())
                .put("uid", event.uid());
        json.put("note", shortened(event.message(), LONGEST_NOTE));
        json.put("type", event.severity() == ObjectEvent.Severity.NORMAL ? "Normal" : "Warning");
        return json;
    }

    private static String name(ObjectEvent event) {
        long when = event.time().getEpochSecond() / SAME_SECONDS;
        var said = String.join("\n", event.kind(), event.uid(), event.reason(), event.message(), Long.toString(when));
        var id = UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).toString();
        return shortened(event.ref().name(), LONGEST_NAME).replaceAll("[-.]+$", "") + "." + id;
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
