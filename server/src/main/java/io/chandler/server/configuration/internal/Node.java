package io.chandler.server.configuration.internal;

import java.util.List;

/** A value of a YAML document and where it stands. */
public sealed interface Node {

    /** The line where the value begins, from 1. */
    int line();

    /** Text as it was written, without quotes; {@code plain} tells that there were none. */
    record Scalar(String text, boolean plain, int line) implements Node {}

    /** Values in order. */
    record Sequence(List<Node> items, int line) implements Node {}

    /** Members in order; no name occurs twice. */
    record Mapping(List<Member> members, int line) implements Node {}

    /** Nothing: a name without a value, or {@code null}. */
    record Nothing(int line) implements Node {}

    /** A name and its value. */
    record Member(String name, Node value, int line) {}
}
