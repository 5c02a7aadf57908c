package io.chandler.osb;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How this project reads and writes JSON: without loss. Fractions are read as {@link java.math.BigDecimal} with the
 * digits that were sent, integers as the smallest type that holds them; names that occur twice in one object and tokens
 * after the end are refused; unknown members are ignored; an empty {@code Optional} is not written.
 */
public final class Json {

    /** The longest number that is read, in characters. */
    public static final int MAXIMUM_NUMBER_LENGTH = 1_000;

    private static final JsonMapper MAPPER = mapper(StreamReadConstraints.builder()
            .maxNumberLength(MAXIMUM_NUMBER_LENGTH)
            .build());

    private Json() {}

    /** The shared mapper; immutable and thread-safe. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** A mapper like {@link #mapper()} with other limits for what is read. */
    public static JsonMapper mapper(StreamReadConstraints limits) {
        var factory = JsonFactory.builder()
                .streamReadConstraints(limits)
                .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .changeDefaultPropertyInclusion(
                        inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                .build();
    }

    /** A new empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
