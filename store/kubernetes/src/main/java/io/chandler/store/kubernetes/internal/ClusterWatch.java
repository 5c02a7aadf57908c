package io.chandler.store.kubernetes.internal;

import io.chandler.resources.Resource;
import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import io.chandler.resources.Watch;
import io.chandler.resources.WatchEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Changes as the cluster tells them. A connection that the cluster ends is followed by another from the last change or
 * bookmark on; nothing is left out.
 */
final class ClusterWatch<S, T> implements Watch<S, T> {

    private static final String SECONDS_PER_CONNECTION = "290";

    private final Cluster cluster;
    private final ObjectCodec<S, T> codec;
    private final String plural;
    private final Questions questions;
    private Revision after;
    private volatile WatchStream stream;
    private volatile boolean closed;

    ClusterWatch(Cluster cluster, ObjectCodec<S, T> codec, String plural, Questions questions, Revision after) {
        this.cluster = cluster;
        this.codec = codec;
        this.plural = plural;
        this.questions = questions;
        this.after = after;
        stream = cluster.watch(plural, query(questions, after));
    }

    private static Map<String, String> query(Questions questions, Revision after) {
        var query = new LinkedHashMap<String, String>();
        query.put("watch", "true");
        query.put("allowWatchBookmarks", "true");
        query.put("timeoutSeconds", SECONDS_PER_CONNECTION);
        query.put("resourceVersion", after.toString());
        if (!questions.labels().isEmpty()) {
            query.put("labelSelector", questions.labels());
        }
        return query;
    }

    @Override
    public Optional<WatchEvent<S, T>> next(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + Math.min(wait.toNanos(), Long.MAX_VALUE / 4);
        while (!closed) {
            if (stream.ended()) {
                connect();
            }
            var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            var line = stream.next(left);
            if (line.isPresent()) {
                var event = event(line.get());
                if (event.isPresent()) {
                    return event;
                }
            } else if (!stream.ended() || left.isZero()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void connect() {
        var next = cluster.watch(plural, query(questions, after));
        stream = next;
        if (closed) {
            next.close();
        }
    }

    private Optional<WatchEvent<S, T>> event(JsonNode line) {
        var object = line.path("object");
        var type = line.path("type").asString("");
        return switch (type) {
            case "BOOKMARK" -> {
                after = ObjectCodec.revision(object);
                yield Optional.empty();
            }
            case "ERROR" -> {
                stream.close();
                throw failure(object);
            }
            default -> {
                var resource = codec.decode(object);
                after = resource.revision();
                yield questions.means(resource.ref()) ? Optional.of(event(type, resource)) : Optional.empty();
            }
        };
    }

    private StoreException failure(JsonNode status) {
        var asked = new Failures.Asked("watch", plural, "", cluster.namespace(), "");
        return Failures.of(asked, status.path("code").asInt(500), status);
    }

    private WatchEvent<S, T> event(String type, Resource<S, T> resource) {
        return switch (type) {
            case "ADDED" -> new WatchEvent.Added<>(resource);
            case "DELETED" -> new WatchEvent.Deleted<>(resource);
            default -> new WatchEvent.Modified<>(resource);
        };
    }

    @Override
    public void close() {
        closed = true;
        stream.close();
    }
}
