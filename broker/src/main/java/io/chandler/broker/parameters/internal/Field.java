package io.chandler.broker.parameters.internal;

import io.chandler.broker.parameters.CreateOnly;
import io.chandler.broker.parameters.Description;
import io.chandler.broker.parameters.Length;
import io.chandler.broker.parameters.Maximum;
import io.chandler.broker.parameters.Minimum;
import io.chandler.broker.parameters.Pattern;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A component of a record as a parameter.
 *
 * @param name in JSON
 * @param optional whether the component is an {@code Optional}
 * @param required whether the parameter must be given
 * @param fallback the default value
 */
record Field(
        String name,
        RecordComponent component,
        Shape shape,
        boolean optional,
        boolean required,
        @Nullable JsonNode fallback) {

    Optional<String> description() {
        return Optional.ofNullable(component.getAnnotation(Description.class)).map(Description::value);
    }

    Optional<Minimum> minimum() {
        return Optional.ofNullable(component.getAnnotation(Minimum.class));
    }

    Optional<Maximum> maximum() {
        return Optional.ofNullable(component.getAnnotation(Maximum.class));
    }

    Optional<Length> length() {
        return Optional.ofNullable(component.getAnnotation(Length.class));
    }

    Optional<Pattern> pattern() {
        return Optional.ofNullable(component.getAnnotation(Pattern.class));
    }

    boolean createOnly() {
        return component.isAnnotationPresent(CreateOnly.class);
    }
}
