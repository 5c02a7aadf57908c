package io.chandler.broker.parameters;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The regular expression that a text must match; of a list, set or map: that each element must match. It may match
 * anywhere unless it begins with {@code ^} and ends with {@code $}. Keep to what the JSON Schema dialect of regular
 * expressions and {@link java.util.regex.Pattern} have in common.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Pattern {

    /** The regular expression. */
    String value();
}
