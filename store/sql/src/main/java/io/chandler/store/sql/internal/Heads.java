package io.chandler.store.sql.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which keys have changed after the revision up to which the database's indices are written, and their newest rows: what
 * the indices do not know. The writer's thread changes it, any reads. A key is here before its change is published and until
 * the indices are committed: who asks first here and then the database misses nothing.
 */
final class Heads {

    private static final Comparator<Head> BY_KEY = (one, other) -> Keys.compare(one.key(), other.key());

    private final ConcurrentHashMap<String, Head> byKey = new ConcurrentHashMap<>();
    /** In order of their revisions, superseded ones too; for the writer's thread alone. */
    private final ArrayDeque<Head> inOrder = new ArrayDeque<>();

    private long indexed;

    /**
     * The heads that a database has.
     *
     * @param indexed the revision up to which its indices are written
     * @param heads the newest rows of the keys that have changed since, in order of their revisions
     */
    Heads(long indexed, Collection<Head> heads) {
        this.indexed = indexed;
        heads.forEach(this::add);
    }

    /** The revision up to which the indices are written; for the writer's thread. */
    long indexed() {
        return indexed;
    }

    /** The newest row of a key; null if the indices lead to it. */
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
        inOrder.addLast(head);
    }

    /** The indices are now written up to this revision, durably. */
    void indexed(long revision) {
        indexed = revision;
        while (!inOrder.isEmpty() && inOrder.getFirst().revision() <= revision) {
            var head = inOrder.removeFirst();
            byKey.remove(head.key(), head);
        }
    }
}
