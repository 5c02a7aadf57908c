package io.chandler.store.etcd.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * Where things are in etcd. With the prefix {@code chandler}:
 *
 * <ul>
 *   <li>{@code /chandler/~entries/KEY}: an entry
 *   <li>{@code /chandler/~tags/LENGTH TAG/KEY}: its tag, if it has one; without a value, written together with the entry
 *   <li>{@code /chandler/~head}: written with every change. Its creation is the beginning of the store, its revision the
 *       newest change, its value the form of this layout and the mark of who wrote the change
 *   <li>{@code /chandler/~history}: when which revision was the newest, for compaction
 *   <li>{@code /chandler/~users/LEASE}: that a process uses the store
 *   <li>{@code /chandler/~alone}: that one process has it for itself
 * </ul>
 *
 * No prefix holds a {@code ~}, so that no store is within another one.
 */
final class Layout {

    /** Most characters of a key or a tag. */
    private static final int MAXIMUM_LENGTH = 8192;

    final ByteString head;
    final ByteString history;
    final ByteString alone;
    final Span entries;
    final Span users;
    private final ByteString tags;

    /** Keys from the first, inclusive, to the end, exclusive. */
    record Span(ByteString first, ByteString end) {

        boolean isEmpty() {
            return ByteString.unsignedLexicographicalComparator().compare(first, end) >= 0;
        }

        /** The same from another key on, if it is greater. */
        Span from(ByteString key) {
            return ByteString.unsignedLexicographicalComparator().compare(key, first) > 0 ? new Span(key, end) : this;
        }
    }

    Layout(String prefix) {
        var base = ByteString.copyFromUtf8("/" + prefix + "/~");
        head = base.concat(ByteString.copyFromUtf8("head"));
        history = base.concat(ByteString.copyFromUtf8("history"));
        tags = base.concat(ByteString.copyFromUtf8("tags/"));
        alone = base.concat(ByteString.copyFromUtf8("alone"));
        users = span(base.concat(ByteString.copyFromUtf8("users/")));
        entries = span(base.concat(ByteString.copyFromUtf8("entries/")));
    }

    ByteString entry(String key) {
        return entries.first.concat(ByteString.copyFromUtf8(key));
    }

    /** What shows that the process with a lease uses the store. */
    ByteString user(long lease) {
        return users.first.concat(ByteString.copyFromUtf8(Long.toHexString(lease)));
    }

    /** The key of an entry as its user knows it. */
    String key(ByteString entry) {
        return entry.substring(entries.first.size()).toStringUtf8();
    }

    ByteString tagged(String tag, String key) {
        return tagged(tag).concat(ByteString.copyFromUtf8(key));
    }

    /** The key of the entry that a mark of its tag belongs to. */
    ByteString entryOf(String tag, ByteString mark) {
        return entries.first.concat(mark.substring(tagged(tag).size()));
    }

    /** Entries whose keys begin with a prefix and are greater than another key. */
    Span entries(String prefix, String startAfter) {
        return rest(entries.first, prefix, startAfter);
    }

    /** Marks of a tag, likewise. */
    Span tagged(String tag, String prefix, String startAfter) {
        return rest(tagged(tag), prefix, startAfter);
    }

    private static Span rest(ByteString base, String prefix, String startAfter) {
        var all = span(base.concat(ByteString.copyFromUtf8(prefix)));
        return startAfter.isEmpty() ? all : all.from(after(base.concat(ByteString.copyFromUtf8(startAfter))));
    }

    private ByteString tagged(String tag) {
        var text = ByteString.copyFromUtf8(tag);
        return tags.concat(ByteString.copyFromUtf8(text.size() + " "))
                .concat(text)
                .concat(ByteString.copyFromUtf8("/"));
    }

    /** The smallest key greater than another. */
    static ByteString after(ByteString key) {
        return key.concat(ByteString.copyFrom(new byte[1]));
    }

    /** All keys that begin with a prefix, which does not consist of 0xff bytes. */
    private static Span span(ByteString prefix) {
        var end = prefix.toByteArray();
        int last = end.length - 1;
        while (end[last] == (byte) 0xff) {
            last--;
        }
        end[last]++;
        return new Span(prefix, ByteString.copyFrom(end, 0, last + 1));
    }

    /** Refuses what cannot be stored faithfully. @throws StoreException.Invalid */
    static void checkKey(String key) {
        if (key.isEmpty()) {
            throw new StoreException.Invalid("a key must not be empty");
        }
        checkText("key", key);
    }

    /** Refuses what cannot be stored faithfully. @throws StoreException.Invalid */
    static void check(String key, String tag, byte @Nullable [] value) {
        checkKey(key);
        checkText("tag", tag);
        if (value != null && value.length > Store.MAXIMUM_VALUE_BYTES) {
            throw new StoreException.Invalid("the value of " + key + " has " + value.length + " bytes, at most "
                    + Store.MAXIMUM_VALUE_BYTES + " are taken");
        }
    }

    private static void checkText(String what, String text) {
        if (text.length() > MAXIMUM_LENGTH) {
            throw new StoreException.Invalid("a " + what + " has " + text.length() + " characters, at most "
                    + MAXIMUM_LENGTH + " are taken: " + text.substring(0, 80) + "...");
        }
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new StoreException.Invalid("a " + what + " holds half of a surrogate pair");
        }
    }
}
