package io.chandler.broker.parameters;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long a text may be, in Unicode characters, or how many elements a list, set or map may have, both bounds
 * inclusive. A list, set or map that must not be empty must also be present.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Length {

    /** The least length. */
    int min() default 0;

    /** The greatest length. */
    int max() default Integer.MAX_VALUE;
}
