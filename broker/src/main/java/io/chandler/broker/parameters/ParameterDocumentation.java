package io.chandler.broker.parameters;

import io.chandler.broker.parameters.internal.Derived;

/** Documentation of the parameters that a record stands for. */
public final class ParameterDocumentation {

    private ParameterDocumentation() {}

    /**
     * A Markdown table with one row for each parameter, those of nested records with a dotted name.
     *
     * @throws IllegalArgumentException if a component cannot be a parameter; the message names it
     */
    public static String markdown(Class<? extends Record> type) {
        return Derived.of(type).markdown();
    }
}
