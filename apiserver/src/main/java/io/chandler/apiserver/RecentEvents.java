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
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The last events of the objects that had some last, in memory: what {@code kubectl describe} shows. Events of an object
 * that say the same in succession are one that is counted. Kept are 25 of an object, of 10,000 objects, and of fewer where
 * all would have more than some 4 MiB of memory. Thread-safe.
 */
public final class RecentEvents implements ObjectEvent.Sink {

    private static final int MOST_OBJECTS = 10_000;
    private static final int MOST_PER_OBJECT = 25;
    private static final long MOST_BYTES = 4 * 1024 * 1024;

    /** What an event has in memory beside its texts, about, and an object beside its events. */
    private static final int BYTES_OF_EACH = 320;

    /** The longest message, as in Kubernetes. */
    private static final int LONGEST_MESSAGE = 1024;

    private final LinkedHashMap<Ref, Deque<Noted>> byObject = new LinkedHashMap<>(16, 0.75f, true);
    private final List<ObjectEvent.Sink> others = new CopyOnWriteArrayList<>();
    private long bytes;
    private long last;

    /** No events yet. */
    public RecentEvents() {}

    /** From now on tells somebody else of events too. */
    public void alsoTell(ObjectEvent.Sink other) {
        others.add(other);
    }

    @Override
    public void happened(ObjectEvent given) {
        others.forEach(other -> other.happened(given));
        var event = shortened(given);
        synchronized (byObject) {
            var events = byObject.get(key(event));
            if (events == null) {
                events = new ArrayDeque<>(2);
                byObject.put(key(event), events);
                bytes += BYTES_OF_EACH;
            }
            var before = events.peekLast();
            if (before != null && says(before.last(), event)) {
                events.removeLast();
                events.addLast(new Noted(++last, before.id(), event, before.first(), before.count() + 1));
                return;
            }
            if (events.size() == MOST_PER_OBJECT) {
                bytes -= bytes(events.removeFirst());
            }
            var noted = new Noted(++last, UUID.randomUUID().toString(), event, event.time(), 1);
            events.addLast(noted);
            bytes += bytes(noted);
            while (byObject.size() > MOST_OBJECTS || bytes > MOST_BYTES) {
                for (var lost : byObject.pollFirstEntry().getValue()) {
                    bytes -= bytes(lost);
                }
                bytes -= BYTES_OF_EACH;
            }
        }
    }

    private static ObjectEvent shortened(ObjectEvent event) {
        var message = event.message();
        return message.length() <= LONGEST_MESSAGE
                ? event
                : new ObjectEvent(
                        event.kind(),
                        event.ref(),
                        event.uid(),
                        event.severity(),
                        event.reason(),
                        message.substring(0, LONGEST_MESSAGE - 3) + "...",
                        event.time());
    }

    private static long bytes(Noted noted) {
        var event = noted.last();
        int characters = event.message().length()
                + event.reason().length()
                + event.uid().length()
                + event.ref().name().length()
                + event.ref().namespace().length();
        return BYTES_OF_EACH + 2L * characters;
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
     * All events, in the order in which they were said last.
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
        found.sort(Comparator.comparingLong(Noted::number));
        return found;
    }
}
