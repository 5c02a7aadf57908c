package io.chandler.server.configuration;

import io.chandler.server.configuration.internal.Node;
import io.chandler.server.configuration.internal.Problems;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value while it is read.
 *
 * @param variable the environment variable that holds the value; null where a file does
 * @param folder what relative paths are relative to
 * @param secret whether problems must not repeat the value
 */
record Reading(String path, @Nullable String variable, Path folder, boolean secret, Problems problems) {

    /** Tells that the value is wrong; the sentence continues "must be". */
    @SuppressWarnings("TypeParameterUnusedInFormals") // Null is of every type.
    <T> @Nullable T refuse(Node node, String what) {
        var found =
                node instanceof Node.Scalar scalar && !secret ? " (it is \"" + shortened(scalar.text()) + "\")" : "";
        var sentence = "must be " + what + found;
        if (variable == null) {
            problems.add(path, node.line(), sentence);
        } else {
            problems.addVariable(variable, sentence);
        }
        return null;
    }

    /** The same for a part of the value. */
    Reading at(String part, boolean partSecret) {
        return new Reading(part, variable, folder, secret || partSecret, problems);
    }

    /** What the function gives for text; refuses everything else. */
    <T> @Nullable T text(Node node, Supplier<String> what, Function<String, @Nullable T> function) {
        if (node instanceof Node.Scalar scalar) {
            var value = function.apply(scalar.text());
            if (value != null) {
                return value;
            }
        }
        return refuse(node, what.get());
    }

    private static String shortened(String text) {
        var line = text.lines().findFirst().orElse("");
        return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }
}
