package io.chandler.store.sql.internal;

import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import org.jspecify.annotations.Nullable;

/** Which keys, tags and values are taken, and where the keys with a prefix end. */
public final class Keys {

    /** Most characters of a key or a tag. */
    public static final int MAXIMUM_LENGTH = 8192;

    private Keys() {}

    /** Refuses what cannot be stored faithfully. @throws StoreException.Invalid */
    public static void checkKey(String key) {
        if (key.isEmpty()) {
            throw new StoreException.Invalid("a key must not be empty");
        }
        checkText("key", key);
    }

    /** Refuses what cannot be stored faithfully. @throws StoreException.Invalid */
    public static void checkTag(String tag) {
        checkText("tag", tag);
    }

    /** Refuses what is too large. @throws StoreException.Invalid */
    public static void checkValue(String key, byte[] value) {
        if (value.length > Store.MAXIMUM_VALUE_BYTES) {
            throw new StoreException.Invalid("the value of " + key + " has " + value.length + " bytes, at most "
                    + Store.MAXIMUM_VALUE_BYTES + " are taken");
        }
    }

    private static void checkText(String what, String text) {
        int length = text.length();
        if (length > MAXIMUM_LENGTH) {
            throw new StoreException.Invalid("a " + what + " has " + length + " characters, at most " + MAXIMUM_LENGTH
                    + " are taken: " + text.substring(0, 80) + "...");
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == length || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    throw new StoreException.Invalid("a " + what + " holds half of a surrogate pair at " + i);
                }
                i++;
            }
        }
    }

    /**
     * The smallest text greater than every text with a prefix, in the order of UTF-8 bytes.
     *
     * @return null if there is none
     */
    public static @Nullable String after(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return null;
    }

    /** The smallest text that begins with a prefix, if any does, and is greater than another, in the order of UTF-8. */
    static String first(String prefix, String startAfter) {
        return startAfter.isEmpty() || compare(startAfter, prefix) < 0 ? prefix : startAfter + '\0';
    }

    /** Compares as UTF-8 does: by code points, where {@link String#compareTo} goes by halves of surrogate pairs. */
    public static int compare(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean high = Character.isSurrogate(a);
                return high == Character.isSurrogate(b) ? Character.compare(a, b) : high ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
