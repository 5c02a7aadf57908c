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
}
