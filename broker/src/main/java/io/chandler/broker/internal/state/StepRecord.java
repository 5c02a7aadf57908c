package io.chandler.broker.internal.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A step that has finished.
 *
 * @param type the class of the result; absent where the result is null
 * @param result the result as JSON; absent where it is null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepRecord(
        String name, @Nullable String type, @Nullable Sealed result) {}
