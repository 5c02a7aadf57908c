package io.chandler.osb.internal;

import io.chandler.osb.EndpointSettings;
import io.chandler.osb.HttpRequest;
import io.chandler.osb.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a request as one JSON object within limits of size, depth, number length and number of values. */
public final class BodyReader {

    /** How many names, values and brackets a body may have: bounds the memory that a body takes once it is read. */
    static final int MAXIMUM_TOKENS = 100_000;

    private static final int FIRST_BUFFER = 1_024;
    private static final int LARGE_BUFFER = 16_384;

    private final int maximumBytes;
    private final int maximumDepth;
    private final JsonMapper mapper;

    /** A reader with the limits of the settings. */
    public BodyReader(EndpointSettings settings) {
        maximumBytes = settings.maximumBodyBytes();
        maximumDepth = settings.maximumJsonDepth();
        mapper = Json.mapper(StreamReadConstraints.builder()
                        .maxNestingDepth(maximumDepth)
                        .maxNumberLength(Json.MAXIMUM_NUMBER_LENGTH)
                        .maxTokenCount(MAXIMUM_TOKENS)
                        .build())
                .rebuild()
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Reads the body; refuses whatever is not one JSON object in {@code application/json}. */
    public ObjectNode read(HttpRequest request) {
        checkMediaType(request);
        var text = text(request);
        if (text.length == 0) {
            throw Refused.malformed("The request body is empty: it must be a JSON object.");
        }
        return object(text);
    }

    /** Reads a body that may be anything; empty where it is not one JSON object. */
    Optional<ObjectNode> readIfObject(HttpRequest request) {
        try {
            var text = text(request);
            return text.length == 0 ? Optional.empty() : Optional.of(object(text));
        } catch (Refused _) {
            return Optional.empty();
        }
    }

    /** Bytes of which only the first {@code length} count. */
    private record Text(byte[] bytes, int length) {}

    private Text text(HttpRequest request) {
        long announced = announcedLength(request);
        if (announced > maximumBytes) {
            throw tooLarge();
        }
        try {
            return text(request.body(), announced < 0 ? FIRST_BUFFER : (int) Math.min(announced + 1, LARGE_BUFFER));
        } catch (IOException | UncheckedIOException _) {
            throw Refused.malformed("The request body ended early: it could not be read to its end.");
        }
    }

    private Text text(InputStream body, int capacity) throws IOException {
        var bytes = new byte[capacity];
        int length = 0;
        int count;
        while ((count = body.read(bytes, length, bytes.length - length)) >= 0) {
            length += count;
            if (length > maximumBytes) {
                throw tooLarge();
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(2 * length, maximumBytes + 1));
            }
        }
        return new Text(bytes, length);
    }

    /** {@code Content-Length}; negative where it is absent or no number. */
    private static long announcedLength(HttpRequest request) {
        var lengths = request.headers().values("Content-Length");
        if (lengths.isEmpty()) {
            return -1;
        }
        try {
            return Long.parseLong(lengths.getFirst());
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private Refused tooLarge() {
        return new Refused(413, "The request body is too large: at most " + maximumBytes + " bytes are accepted.");
    }

    private ObjectNode object(Text text) {
        if (!Utf8.isText(text.bytes, text.length)) {
            throw Refused.malformed("The request body must be JSON in UTF-8.");
        }
        try (var parser = mapper.createParser(text.bytes, 0, text.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Refused.malformed("The request body must be a JSON object.");
            }
            ObjectNode object = mapper.readTree(parser).asObject();
            if (parser.nextToken() != null) {
                throw malformed("holds more than one JSON object", parser);
            }
            if (hasEscapedSurrogate(text) && hasHalfPair(object)) {
                throw Refused.malformed("The request body holds half of a surrogate pair, which is not a character.");
            }
            return object;
        } catch (StreamConstraintsException _) {
            throw Refused.malformed("The request body exceeds a limit: at most " + maximumDepth
                    + " levels of nesting, " + Json.MAXIMUM_NUMBER_LENGTH + " characters in a number and "
                    + MAXIMUM_TOKENS + " names and values are accepted.");
        } catch (MismatchedInputException e) {
            throw malformed("names a member twice in one object", e);
        } catch (JacksonException e) {
            throw malformed("is not valid JSON", e);
        } catch (Refused refused) {
            throw refused;
        } catch (ArithmeticException | NumberFormatException _) {
            throw Refused.malformed("The request body holds a number that is out of range.");
        } catch (RuntimeException _) {
            throw Refused.malformed("The request body is not JSON that can be read.");
        }
    }

    private static Refused malformed(String what, JacksonException e) {
        var place = e.getLocation();
        return place == null
                ? Refused.malformed("The request body " + what + ".")
                : malformed(what, place.getLineNr(), place.getColumnNr());
    }

    private static Refused malformed(String what, JsonParser parser) {
        var place = parser.currentTokenLocation();
        return malformed(what, place.getLineNr(), place.getColumnNr());
    }

    private static Refused malformed(String what, int line, int column) {
        return Refused.malformed("The request body " + what + " (line " + line + ", column " + column + ").");
    }

    private static boolean hasEscapedSurrogate(Text text) {
        byte[] bytes = text.bytes;
        for (int i = 0; i + 2 < text.length; i++) {
            if (bytes[i] == '\\' && bytes[i + 1] == 'u' && (bytes[i + 2] | 0x20) == 'd') {
                return true;
            }
        }
        return false;
    }

    private static boolean hasHalfPair(JsonNode value) {
        if (value.isString()) {
            return Utf8.hasHalfPair(value.stringValue());
        }
        for (var member : value.properties()) {
            if (Utf8.hasHalfPair(member.getKey())) {
                return true;
            }
        }
        for (var child : value) {
            if (hasHalfPair(child)) {
                return true;
            }
        }
        return false;
    }

    private static void checkMediaType(HttpRequest request) {
        var values = request.headers().values("Content-Type");
        if (values.isEmpty()) {
            return;
        }
        var value = values.getFirst();
        if (value.equals("application/json") || value.isBlank()) {
            return;
        }
        int semicolon = value.indexOf(';');
        var type = semicolon < 0 ? value : value.substring(0, semicolon);
        if (!type.strip().equalsIgnoreCase("application/json")) {
            throw Refused.malformed("Content-Type must be application/json.");
        }
        if (semicolon >= 0 && !utf8(value.substring(semicolon + 1))) {
            throw Refused.malformed("The charset of Content-Type must be utf-8.");
        }
    }

    private static boolean utf8(String parameters) {
        var text = parameters.toLowerCase(Locale.ROOT);
        int start = text.indexOf("charset=");
        if (start < 0) {
            return true;
        }
        start += "charset=".length();
        int end = text.indexOf(';', start);
        var charset =
                text.substring(start, end < 0 ? text.length() : end).strip().replace("\"", "");
        return charset.equals("utf-8") || charset.equals("utf8") || charset.equals("us-ascii");
    }
}
