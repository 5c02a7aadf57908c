package io.chandler.osb.internal;

import io.chandler.osb.Json;
import io.chandler.osb.OriginatingIdentity;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the header of the originating identity: a platform, spaces, a JSON object in Base64. Of Base64 the standard and
 * the URL alphabet are taken, with or without padding and line breaks.
 */
public final class IdentityReader {

    private static final JsonMapper MAPPER = Json.mapper(StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxNumberLength(Json.MAXIMUM_NUMBER_LENGTH)
            .maxTokenCount(BodyReader.MAXIMUM_TOKENS)
            .build());

    private IdentityReader() {}

    /** The identity; empty where the text is malformed. */
    public static Optional<OriginatingIdentity> read(String header) {
        var text = header.strip();
        int space = text.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        var platform = text.substring(0, space);
        if (Utf8.hasControl(platform)) {
            return Optional.empty();
        }
        try {
            byte[] json = Base64.getDecoder().decode(alphabet(text, space + 1));
            return Utf8.isText(json, json.length) && MAPPER.readTree(json) instanceof ObjectNode properties
                    ? Optional.of(new OriginatingIdentity(platform, properties))
                    : Optional.empty();
        } catch (IllegalArgumentException | JacksonException | ArithmeticException _) {
            return Optional.empty();
        }
    }

    /** The text in the standard alphabet, without white space and padding. */
    private static byte[] alphabet(String text, int start) {
        var base64 = new byte[text.length() - start];
        int length = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case ' ', '\t', '\r', '\n', '=' -> {}
                case '-' -> base64[length++] = '+';
                case '_' -> base64[length++] = '/';
                default -> base64[length++] = c < 0x80 ? (byte) c : 0;
            }
        }
        return Arrays.copyOf(base64, length);
    }
}
