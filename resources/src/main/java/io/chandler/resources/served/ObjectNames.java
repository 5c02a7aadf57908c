package io.chandler.resources.served;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Ids of any characters as names that Kubernetes allows (DNS-1123 subdomains: lower-case letters, digits, hyphens and
 * dots). No two ids have the same name, and each name gives its id back.
 *
 * <p>An id that is a legal name stays as it is, unless it begins with {@value #MARK}. Any other becomes {@value #MARK}
 * and its UTF-8 bytes: the letters a to y, digits and inner hyphens as they are, every other byte as {@code z} and two
 * hexadecimal digits. A name may be longer than the 253 characters that Kubernetes allows: three times as long as the id.
 */
public final class ObjectNames {

    /** What an escaped id begins with. */
    public static final String MARK = "x--";

    /** Most characters of a name in Kubernetes. */
    public static final int LONGEST_NAME = 253;

    private static final HexFormat HEX = HexFormat.of();

    private ObjectNames() {}

    /** The name of an id, which is not empty. */
    public static String name(String id) {
        return legal(id, true) && !id.startsWith(MARK) ? id : escaped(id);
    }

    /** The name of an id within another: both names with a dot between them, and none in them. */
    public static String name(String outerId, String innerId) {
        return part(outerId) + "." + part(innerId);
    }

    /** The id of a name; empty if no id has this name. */
    public static Optional<String> id(String name) {
        return name.startsWith(MARK) ? unescaped(name) : legal(name, true) ? Optional.of(name) : Optional.empty();
    }

    /** Both ids of a name that has two; empty if no two ids have this name. */
    public static Optional<Pair> ids(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        var outer = idOfPart(name.substring(0, dot));
        var inner = idOfPart(name.substring(dot + 1));
        return outer.isPresent() && inner.isPresent()
                ? Optional.of(new Pair(outer.get(), inner.get()))
                : Optional.empty();
    }

    /** Two ids. */
    public record Pair(String outer, String inner) {}

    private static String part(String id) {
        return legal(id, false) && !id.startsWith(MARK) ? id : escaped(id);
    }

    private static Optional<String> idOfPart(String part) {
        if (part.startsWith(MARK)) {
            return decoded(part).filter(id -> part(id).equals(part));
        }
        return legal(part, false) ? Optional.of(part) : Optional.empty();
    }

    private static Optional<String> unescaped(String name) {
        return decoded(name).filter(id -> name(id).equals(name));
    }

    private static boolean legal(String text, boolean dots) {
        boolean inLabel = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                inLabel = true;
            } else if (c == '-') {
                char next = i + 1 < text.length() ? text.charAt(i + 1) : '.';
                if (!inLabel || next == '.') {
                    return false;
                }
            } else if (c == '.' && dots && inLabel) {
                inLabel = false;
            } else {
                return false;
            }
        }
        return inLabel;
    }

    private static String escaped(String id) {
        var bytes = id.getBytes(StandardCharsets.UTF_8);
        var name = new StringBuilder(MARK.length() + bytes.length + 16).append(MARK);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            boolean inner = i > 0 && i < bytes.length - 1;
            if ((c >= 'a' && c <= 'y') || (c >= '0' && c <= '9') || (c == '-' && inner)) {
                name.append(c);
            } else {
                name.append('z').append(HEX.toHexDigits(bytes[i]));
            }
        }
        return name.toString();
    }

    private static Optional<String> decoded(String name) {
        var bytes = ByteBuffer.allocate(name.length());
        for (int i = MARK.length(); i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != 'z') {
                if (c > 0x7f) {
                    return Optional.empty();
                }
                bytes.put((byte) c);
            } else if (i + 2 < name.length()
                    && HexFormat.isHexDigit(name.charAt(i + 1))
                    && HexFormat.isHexDigit(name.charAt(i + 2))) {
                bytes.put((byte) HexFormat.fromHexDigits(name, i + 1, i + 3));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        try {
            var id = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            return id.isEmpty() ? Optional.empty() : Optional.of(id);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
