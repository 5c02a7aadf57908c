package io.chandler.broker.parameters.internal;

import io.chandler.broker.parameters.ParameterValidator;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What is derived from a record type, once per type. */
public final class Derived {

    private static final ClassValue<Derived> ALL = new ClassValue<>() {
        @Override
        protected Derived computeValue(Class<?> type) {
            if (!type.isRecord()) {
                throw new IllegalArgumentException(type.getName() + " must be a record");
            }
            return new Derived(RecordModel.of(type.asSubclass(Record.class), List.of()));
        }
    };

    private final RecordModel model;
    private final ObjectNode schema;
    private final ObjectNode updateSchema;
    private final ParameterValidator validator;

    private Derived(RecordModel model) {
        this.model = model;
        schema = new SchemaWriter(false).root(model);
        updateSchema = new SchemaWriter(true).root(model);
        validator = ParameterValidator.compile(schema);
        Defaults.check(model);
    }

    /** Of this record type; throws IllegalArgumentException that names the component that cannot be a parameter. */
    public static Derived of(Class<? extends Record> type) {
        return ALL.get(type);
    }

    /** The schema of a creation; not to be modified. */
    public ObjectNode schema() {
        return schema;
    }

    /** The schema of an update; not to be modified. */
    public ObjectNode updateSchema() {
        return updateSchema;
    }

    /** Checks parameters of a creation. */
    public ParameterValidator validator() {
        return validator;
    }

    /** The record of parameters that were checked. */
    public Record read(ObjectNode parameters) {
        return RecordBinder.read(model, parameters, SchemaProblems.ROOT);
    }

    /** The documentation of the parameters. */
    public String markdown() {
        return MarkdownTable.of(model);
    }
}
