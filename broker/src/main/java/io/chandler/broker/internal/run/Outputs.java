package io.chandler.broker.internal.run;

import io.chandler.broker.MissingOutput;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The values that an author keeps with an object. */
interface Outputs {

    void put(String name, String value);

    Optional<String> find(String name);

    default String required(String name) {
        return find(name).orElseThrow(() -> new MissingOutput(name));
    }

    /** Values that may be read only: those of an instance while one of its bindings is worked on. */
    static Outputs readOnly(ObjectNode values) {
        return new Outputs() {
            @Override
            public void put(String name, String value) {
                throw new IllegalStateException(
                        "outputs of an instance cannot be written while a binding is made or removed: " + name);
            }

            @Override
            public Optional<String> find(String name) {
                var value = values.get(name);
                return value == null ? Optional.empty() : Optional.of(value.stringValue());
            }
        };
    }
}
