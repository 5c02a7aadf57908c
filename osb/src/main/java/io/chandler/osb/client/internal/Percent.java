package io.chandler.osb.client.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding of path segments and query values: RFC 3986, section 2. */
public final class Percent {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Percent() {}

    /** An id as a segment of a path; a segment of dots alone is encoded, since a path would lose it. */
    public static String segment(String name, String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException(name + " must not be empty.");
        }
        return id.equals(".") || id.equals("..") ? id.replace(".", "%2E") : encode(name, id);
    }

    /** A text in which everything but unreserved characters is encoded. */
    public static String encode(String name, String text) {
        var out = new StringBuilder(text.length() + 16);
        for (var bytes = utf8(name, text); bytes.hasRemaining(); ) {
            byte b = bytes.get();
            if (unreserved(b)) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.toHexDigits(b));
            }
        }
        return out.toString();
    }

    private static ByteBuffer utf8(String name, String text) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " must be well-formed Unicode.", e);
        }
    }

    private static boolean unreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }
}
