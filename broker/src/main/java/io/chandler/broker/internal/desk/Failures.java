package io.chandler.broker.internal.desk;

import io.chandler.broker.internal.state.Operation;

/** What users and platforms read of operations that ended in vain. */
final class Failures {

    private Failures() {}

    static String sentence(Operation operation) {
        var text = operation.description();
        return text == null || text.isBlank() ? "The operation could not be completed." : text;
    }

    static String supportId(Operation operation) {
        var id = operation.supportId();
        return id == null ? operation.id() : id;
    }

    /** Whether a request that does not accept 202 would be answered so: the wait for the end was too long. */
    static boolean unfinished(Operation operation, boolean acceptsIncomplete) {
        return operation.running() && !acceptsIncomplete;
    }

    /** What is said then. */
    static String unfinishedSentence(Operation operation) {
        return "The operation did not end in time and goes on. Support id: " + supportId(operation) + ".";
    }
}
