package io.chandler.broker.parameters.internal;

import java.math.BigInteger;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What kind of JSON a Java type stands for. */
sealed interface Shape {

    /** A string, read as a {@code Secret} where it must not be shown. */
    record Text(boolean secret) implements Shape {}

    /** A whole number within the bounds of its Java type. */
    record Whole(
            Class<?> type,
            @Nullable BigInteger minimum,
            @Nullable BigInteger maximum) implements Shape {}

    /** Any number. */
    record Decimal(Class<?> type) implements Shape {}

    /** True or false. */
    record Flag() implements Shape {}

    /** One of the constants of an enum, by the name each has in JSON. */
    record Choice(SequencedMap<String, Enum<?>> constants) implements Shape {}

    /** An array. */
    record Items(Shape element, boolean unique) implements Shape {}

    /** An object with any names and values of one shape. */
    record Entries(Shape value) implements Shape {}

    /** An object with the members of a record. */
    record Nested(RecordModel model) implements Shape {}

    /** An object that the author reads himself. */
    record FreeObject() implements Shape {}

    /** Any JSON. */
    record Anything() implements Shape {}
}
