package io.chandler.broker.parameters.internal;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema ready for use, kept for as long as the object it was made of. */
public final class CompiledSchema {

    private static final ConcurrentMap<Key, CompiledSchema> ALL = new ConcurrentHashMap<>();
    private static final ReferenceQueue<ObjectNode> GONE = new ReferenceQueue<>();

    private static final String TOO_COSTLY =
            SchemaProblems.ROOT + " must be simpler: a text took too long to compare with its pattern.";

    private static final String TOO_DEEP = SchemaProblems.ROOT + " must be nested less deeply.";

    private final Schema schema;

    private CompiledSchema(Schema schema) {
        this.schema = schema;
    }

    /** Compiles the schema, unless this very object was compiled before. */
    public static CompiledSchema of(ObjectNode schema) {
        var known = ALL.get(new Key(schema, null));
        if (known != null) {
            return known;
        }
        for (var gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            if (gone instanceof Key key) {
                ALL.remove(key);
            }
        }
        var compiled = new CompiledSchema(SchemaRules.compile(schema));
        var first = ALL.putIfAbsent(new Key(schema, GONE), compiled);
        return first == null ? compiled : first;
    }

    /** What is wrong with the parameters, as sentences. */
    public List<String> problems(ObjectNode parameters) {
        var problems = new ArrayList<String>();
        boolean large = Numbers.check(parameters, SchemaProblems.ROOT, problems);
        if (!problems.isEmpty()) {
            return List.copyOf(problems.subList(0, Math.min(problems.size(), 20)));
        }
        try {
            return SchemaProblems.sentences(errors(parameters, large));
        } catch (LimitedPatterns.TooCostly _) {
            return List.of(TOO_COSTLY);
        } catch (StackOverflowError _) {
            return List.of(TOO_DEEP);
        }
    }

    private List<Error> errors(JsonNode parameters, boolean large) {
        if (!large) {
            return schema.validate(parameters);
        }
        try {
            return schema.validate(parameters);
        } catch (JacksonException _) {
            // The library asks large decimals for their 64 bits where the schema says integer.
            return schema.validate(Numbers.withLargeIntegers(parameters));
        }
    }

    /** A schema object as itself, not as what it holds. */
    private static final class Key extends WeakReference<ObjectNode> {

        private final int hash;

        Key(ObjectNode schema, @Nullable ReferenceQueue<ObjectNode> queue) {
            super(schema, queue);
            hash = System.identityHashCode(schema);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            var schema = get();
            return this == other || (schema != null && other instanceof Key key && key.refersTo(schema));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
