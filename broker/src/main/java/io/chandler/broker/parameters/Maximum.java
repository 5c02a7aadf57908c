package io.chandler.broker.parameters;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The greatest number that a parameter may be, inclusive; of a list, set or map: that each element may be. Exact for
 * whole numbers up to 2<sup>53</sup>.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Maximum {

    /** The bound. */
    double value();
}
