package io.chandler.server.configuration;

import io.chandler.server.configuration.internal.Node;
import org.jspecify.annotations.Nullable;

/** What a setting may hold: how it is read, printed and described. */
interface Kind<T> {

    /** For the manual, such as "whole number from 0 to 65535". */
    String description();

    /** The value; null where it is wrong, after telling so. */
    @Nullable
    T read(Node node, Reading reading);

    /** The value as YAML that fits behind a colon, secrets hidden. */
    String print(T value);

    /** Whether the value must never be shown. */
    default boolean secret() {
        return false;
    }
}
