package io.chandler.broker.parameters;

import io.chandler.broker.parameters.internal.CompiledSchema;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks parameters against a JSON Schema of draft-04, draft-06, draft-07, 2019-09 or 2020-12. It loads nothing from
 * network or files, and cuts off regular expressions that take too long, which makes the text not match. Immutable and
 * thread-safe.
 */
public final class ParameterValidator {

    private final CompiledSchema schema;

    private ParameterValidator(CompiledSchema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema. The result for the same object is kept as long as the object lives, so that this costs nothing
     * when called again; the object must not be changed afterwards.
     *
     * @throws IllegalArgumentException if the schema breaks a rule of section "Schemas Object": no {@code $schema}, not
     *     valid, references to other documents, longer than 65,536 bytes; the message says which
     */
    public static ParameterValidator compile(ObjectNode schema) {
        return new ParameterValidator(CompiledSchema.of(schema));
    }

    /**
     * What is wrong, each a sentence for the user that names the field and what would be right; empty if all is well.
     * Names of fields and numbers that were sent are repeated, texts never. At most 21 sentences.
     */
    public List<String> problems(ObjectNode parameters) {
        return schema.problems(parameters);
    }
}
