package io.chandler.ondemand.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Encodes text for a part of an address. */
public final class Percent {

    private static final String PLAIN = "-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Percent() {}

    /** The text with all but letters, digits and {@code - . _ ~} encoded; never a path of its own ({@code ..}). */
    public static String encode(String text) {
        if (text.equals(".") || text.equals("..")) {
            return text.replace(".", "%2E");
        }
        var encoded = new StringBuilder();
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (next & 0xff);
            boolean plain = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9')
                    || PLAIN.indexOf(letter) >= 0;
            if (plain) {
                encoded.append(letter);
            } else {
                encoded.append('%').append(HEX.toHexDigits(next));
            }
        }
        return encoded.toString();
    }
}
