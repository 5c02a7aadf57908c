package io.chandler.broker.parameters;

import io.chandler.broker.parameters.internal.Derived;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas, draft-04, of records of parameters.
 *
 * <p>A component may be a {@code String}, {@code int}, {@code long}, {@code short}, {@code double}, {@code boolean}
 * or its box, {@code BigInteger}, {@code BigDecimal}, an enum, another record, a {@link
 * io.chandler.broker.secrets.Secret}, a {@code JsonNode} or {@code ObjectNode}, and a {@code List}, {@code Set},
 * {@code Map<String, ...>} or {@code Optional} of those. It must be given unless it is {@code Optional}, {@code
 * @Nullable}, has a {@link Default}, or is a list, set or map that may be empty. {@code @JsonProperty} gives a
 * component or constant another name. Members that the record does not have are refused. All methods are thread-safe;
 * the derivation is done once for each type.
 */
public final class ParameterSchema {

    private ParameterSchema() {}

    /**
     * The schema of parameters of a creation or binding.
     *
     * @return a copy that belongs to the caller
     * @throws IllegalArgumentException if a component cannot be a parameter; the message names it
     */
    public static ObjectNode of(Class<? extends Record> type) {
        return Derived.of(type).schema().deepCopy();
    }

    /**
     * The schema of parameters of an update: nothing is required, as what is not given stays as it is; null takes back
     * what need not be given; components with {@link CreateOnly} are left out.
     *
     * @return a copy that belongs to the caller
     * @throws IllegalArgumentException if a component cannot be a parameter; the message names it
     */
    public static ObjectNode forUpdate(Class<? extends Record> type) {
        return Derived.of(type).updateSchema().deepCopy();
    }
}
