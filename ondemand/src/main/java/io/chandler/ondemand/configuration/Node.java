package io.chandler.ondemand.configuration;

import java.util.List;

/** A value of a YAML document as it stands in the file: aliases and merge keys are resolved, scalars are still text. */
sealed interface Node {

    /** Where the value begins, from 1. */
    int line();

    /**
     * Text without its quotes.
     *
     * @param plain whether there were no quotes, nor a tag that says text
     */
    record Scalar(String text, boolean plain, int line) implements Node {}

    record Sequence(List<Node> items, int line) implements Node {}

    /** Members in the order of the file; a key may occur twice, the last counts. */
    record Mapping(List<Member> members, int line) implements Node {}

    record Member(String key, Node value, int line) {}
}
