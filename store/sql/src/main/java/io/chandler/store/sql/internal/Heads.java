package io.chandler.store.sql.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which keys have changed after the revision up to which the index is written, and their newest rows: what the index does
 * not know. The writer's thread adds, that of the index takes away, any reads. A key is here before its change is published
 * and until the index is committed: who asks first here and then the index misses nothing.
 */
public final class Heads {

    private static final Comparator<Head> BY_KEY = (one, other) -> Keys.compare(one.key(), other.key());

    private final ConcurrentHashMap<String, Head> byKey = new ConcurrentHashMap<>();
    /** In order of their revisions, superseded ones too. */
    private final ConcurrentLinkedQueue<Head> inOrder = new ConcurrentLinkedQueue<>();

    /**
     * The heads that a database has.
     *
     * @param heads the newest rows of the keys that have changed since the index was written, in order of their revisions
     */
    Heads(Collection<Head> heads) {
        heads.forEach(this::add);
    }

    /** The newest row of a key; null if the index leads to it. */
    @Nullable
    Head get(String key) {
        return byKey.get(key);
    }

    /** The heads of the keys with a prefix that are greater than another, in order of the keys. Looks at all heads. */
    List<Head> within(String prefix, String startAfter) {
        var found = new ArrayList<Head>();
        for (var head : byKey.values()) {
            var key = head.key();
            if (key.startsWith(prefix) && (startAfter.isEmpty() || Keys.compare(key, startAfter) > 0)) {
                found.add(head);
            }
        }
        found.sort(BY_KEY);
        return found;
    }

    /** Takes in the row of a change that was committed. */
    void add(Head head) {
        byKey.put(head.key(), head);
        inOrder.add(head);
    }

    /** The index is now written up to this revision. For its thread alone. */
    void indexed(long revision) {
        var head = inOrder.peek();
        while (head != null && head.revision() <= revision) {
            inOrder.remove();
            byKey.remove(head.key(), head);
            head = inOrder.peek();
        }
    }
}
