package io.chandler.broker.parameters.internal;

import io.chandler.broker.parameters.ParameterValidator;
import io.chandler.osb.Json;
import java.util.List;

/** Holds default values to the rules of their own parameters. */
final class Defaults {

    private Defaults() {}

    static void check(RecordModel model) {
        for (var field : model.fields()) {
            if (field.fallback() != null) {
                var alone = new RecordModel(model.type(), model.constructor(), List.of(field));
                var problems = ParameterValidator.compile(new SchemaWriter(false).root(alone))
                        .problems(Json.object().set(field.name(), field.fallback()));
                if (!problems.isEmpty()) {
                    throw new IllegalArgumentException(model.type().getSimpleName() + "."
                            + field.component().getName() + " has a @Default that does not fit: "
                            + problems.getFirst());
                }
            }
            nested(field.shape());
        }
    }

    private static void nested(Shape shape) {
        if (Shapes.element(shape) instanceof Shape.Nested(var model)) {
            check(model);
        }
    }
}
