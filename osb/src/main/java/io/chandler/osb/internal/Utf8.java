package io.chandler.osb.internal;

/** Checks bytes before they are read as text. */
public final class Utf8 {

    private Utf8() {}

    /** Whether the bytes are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates) without NUL. */
    public static boolean isText(byte[] bytes, int length) {
        int i = 0;
        while (i < length) {
            int lead = bytes[i];
            if (lead > 0) {
                i++;
                continue;
            }
            int size = sequence(bytes, i, length);
            if (size == 0) {
                return false;
            }
            i += size;
        }
        return true;
    }

    /** The length of the well-formed multi-byte sequence that begins here; 0 where there is none. */
    private static int sequence(byte[] bytes, int at, int length) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (length - at < size) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = at + 2; i < at + size; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** Whether the text holds half of a surrogate pair, which UTF-8 cannot express. */
    public static boolean hasHalfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** Whether the text holds a control character. */
    public static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
