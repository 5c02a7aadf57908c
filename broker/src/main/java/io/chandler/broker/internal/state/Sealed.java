package io.chandler.broker.internal.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A value that is encrypted wherever it is kept; the vault opens it. */
public record Sealed(@JsonValue String text) {

    /** Reads the kept form. */
    @JsonCreator
    public Sealed {}

    @Override
    public String toString() {
        return "Sealed[not shown]";
    }
}
