package io.chandler.osb.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Percent-encoding of RFC 3986, strictly: UTF-8, complete escapes, nothing but visible ASCII outside of them. */
public final class Percent {

    private Percent() {}

    /** Decodes a segment of a path; null where it is malformed or holds a control character. */
    public static @Nullable String segment(String raw) {
        return decode(raw, false);
    }

    /** Decodes a value of a query, where {@code +} is a space; null as in {@link #segment}. */
    public static @Nullable String value(String raw) {
        return decode(raw, true);
    }

    private static @Nullable String decode(String raw, boolean plusIsSpace) {
        int first = -1;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                return null;
            }
            if (first < 0 && (c == '%' || (plusIsSpace && c == '+'))) {
                first = i;
            }
        }
        return first < 0 ? raw : decodeEscapes(raw, plusIsSpace);
    }

    private static @Nullable String decodeEscapes(String raw, boolean plusIsSpace) {
        var bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int value = i + 2 < raw.length() ? hex(raw.charAt(i + 1)) << 4 | hex(raw.charAt(i + 2)) : -1;
                if (value < 0) {
                    return null;
                }
                bytes[length++] = (byte) value;
                i += 2;
            } else {
                bytes[length++] = plusIsSpace && c == '+' ? (byte) ' ' : (byte) c;
            }
        }
        if (!Utf8.isText(bytes, length)) {
            return null;
        }
        var text = new String(bytes, 0, length, UTF_8);
        return Utf8.hasControl(text) ? null : text;
    }

    /** The value of a hexadecimal digit; negative where the character is none. */
    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
