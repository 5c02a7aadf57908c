package io.chandler.apiserver.patch;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as patches are read: numbers exact, one value and nothing after it, repeated names taken as the last says. */
final class PatchJson {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private PatchJson() {}

    /** Reads a body. @throws PatchException.Malformed if it is no JSON */
    static JsonNode read(byte[] body) {
        try {
            var node = MAPPER.readTree(body);
            if (!node.isMissingNode()) {
                return node;
            }
        } catch (JacksonException e) {
            // Refused below: the parser's words quote the body.
        }
        throw new PatchException.Malformed("error decoding patch: the body is not JSON");
    }

    /** Whether two values mean the same: numbers are equal by value, the order of members does not count. */
    static boolean same(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return sameNumber(one, other);
        }
        if (one.isObject() && other.isObject() && one.size() == other.size()) {
            for (var member : one.properties()) {
                var counterpart = other.get(member.getKey());
                if (counterpart == null || !same(member.getValue(), counterpart)) {
                    return false;
                }
            }
            return true;
        }
        if (one.isArray() && other.isArray() && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                if (!same(one.get(i), other.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return one.equals(other);
    }

    private static boolean sameNumber(JsonNode one, JsonNode other) {
        if (one.isIntegralNumber() && other.isIntegralNumber()) {
            return one.bigIntegerValue().equals(other.bigIntegerValue());
        }
        if (one.isDouble() || one.isFloat() || other.isDouble() || other.isFloat()) {
            return Double.compare(one.doubleValue(), other.doubleValue()) == 0;
        }
        // Looks at sign and magnitude before digits, so that exponents are never expanded.
        return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
}
