package io.chandler.server.configuration.internal;

import java.util.List;

/** A value of a YAML document and where it stands. Values are equal that say the same, wherever they stand. */
public sealed interface Node {

    /** The line where the value begins, from 1. */
    int line();

    /** Text as it was written, without quotes; {@code plain} tells that there were none. */
    record Scalar(String text, boolean plain, int line) implements Node {
        @Override
        public boolean equals(Object other) {
            return other instanceof Scalar same && text.equals(same.text) && plain == same.plain;
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** Values in order. */
    record Sequence(List<Node> items, int line) implements Node {
        @Override
        public boolean equals(Object other) {
            return other instanceof Sequence same && items.equals(same.items);
        }

        @Override
        public int hashCode() {
            return items.hashCode();
        }
    }

    /** Members in order; no name occurs twice. */
    record Mapping(List<Member> members, int line) implements Node {
        @Override
        public boolean equals(Object other) {
            return other instanceof Mapping same && members.equals(same.members);
        }

        @Override
        public int hashCode() {
            return members.hashCode();
        }
    }

    /** Nothing: a name without a value, or {@code null}. */
    record Nothing(int line) implements Node {
        @Override
        public boolean equals(Object other) {
            return other instanceof Nothing;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** A name and its value. */
    record Member(String name, Node value, int line) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Member same && name.equals(same.name) && value.equals(same.value);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }
}
