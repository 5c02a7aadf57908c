package io.chandler.apiserver;

import io.chandler.apiserver.internal.CoreObjects.Noted;
import io.chandler.resources.Ref;
import io.chandler.resources.served.ObjectEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The last events of the objects that had some last, in memory: what {@code kubectl describe} shows. Events of an object
 * that say the same in succession are one that is counted. Thread-safe.
 */
public final class RecentEvents implements ObjectEvent.Sink {

    private static final int MOST_OBJECTS = 10_000;
    private static final int MOST_PER_OBJECT = 25;

    private final Map<Ref, Deque<Noted>> byObject = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ref, Deque<Noted>> eldest) {
            return size() > MOST_OBJECTS;
        }
    };

    /** No events yet. */
    public RecentEvents() {}

    @Override
    public void happened(ObjectEvent event) {
        synchronized (byObject) {
            var events = byObject.computeIfAbsent(key(event), _ -> new ArrayDeque<>());
            var before = events.peekLast();
            if (before != null && says(before.last(), event)) {
                events.removeLast();
                events.addLast(new Noted(before.id(), event, before.first(), before.count() + 1));
                return;
            }
            if (events.size() == MOST_PER_OBJECT) {
                events.removeFirst();
            }
            events.addLast(new Noted(UUID.randomUUID().toString(), event, event.time(), 1));
        }
    }

    /** The kind is part of the key: objects of two kinds may have one name. */
    private static Ref key(ObjectEvent event) {
        return new Ref(event.ref().namespace(), event.kind() + "/" + event.ref().name());
    }

    private static boolean says(ObjectEvent one, ObjectEvent other) {
        return one.uid().equals(other.uid())
                && one.severity() == other.severity()
                && one.reason().equals(other.reason())
                && one.message().equals(other.message());
    }

    /**
     * All events, oldest first.
     *
     * @param namespace empty text for all
     */
    List<Noted> in(String namespace) {
        var found = new ArrayList<Noted>();
        synchronized (byObject) {
            byObject.forEach((key, events) -> {
                if (namespace.isEmpty() || key.namespace().equals(namespace)) {
                    found.addAll(events);
                }
            });
        }
        found.sort(Comparator.comparing(noted -> noted.last().time()));
        return found;
    }
}
