package io.chandler.broker.parameters.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Parameters as a Markdown table. */
final class MarkdownTable {

    private MarkdownTable() {}

    static String of(RecordModel model) {
        var table = new StringBuilder("| parameter | type | required | default | limits | meaning |\n");
        table.append("|---|---|---|---|---|---|\n");
        rows(table, model, "");
        return table.toString();
    }

    private static void rows(StringBuilder table, RecordModel model, String prefix) {
        for (var field : model.fields()) {
            var name = prefix + field.name();
            table.append("| `").append(name).append("` | ");
            table.append(type(field.shape())).append(" | ");
            table.append(field.required() ? "yes" : "no").append(" | ");
            table.append(fallback(field.fallback())).append(" | ");
            table.append(limits(field)).append(" | ");
            table.append(field.description().map(MarkdownTable::cell).orElse(""));
            table.append(" |\n");
            nested(table, field.shape(), name);
        }
    }

    private static void nested(StringBuilder table, Shape shape, String name) {
        switch (shape) {
            case Shape.Nested(var model) -> rows(table, model, name + ".");
            case Shape.Items(var element, var _) -> nested(table, element, name + "[]");
            case Shape.Entries(var value) -> nested(table, value, name + ".*");
            default -> {}
        }
    }

    private static String type(Shape shape) {
        return switch (shape) {
            case Shape.Text(var secret) -> secret ? "secret text" : "text";
            case Shape.Whole _ -> "whole number";
            case Shape.Decimal _ -> "number";
            case Shape.Flag() -> "true or false";
            case Shape.Choice(var constants) ->
                constants.keySet().stream()
                        .map(name -> "`" + cell(name) + "`")
                        .reduce((left, right) -> left + ", " + right)
                        .orElse("");
            case Shape.Items(var element, var unique) -> (unique ? "set of " : "list of ") + type(element);
            case Shape.Entries(var value) -> "map to " + type(value);
            case Shape.Nested _, Shape.FreeObject() -> "object";
            case Shape.Anything() -> "any JSON";
        };
    }

    private static String fallback(@Nullable JsonNode value) {
        return value == null ? "" : "`" + cell(value.isString() ? value.stringValue() : value.toString()) + "`";
    }

    private static String limits(Field field) {
        List<String> limits = new ArrayList<>();
        field.minimum().ifPresent(bound -> limits.add("at least " + plain(bound.value())));
        field.maximum().ifPresent(bound -> limits.add("at most " + plain(bound.value())));
        field.length().ifPresent(length -> {
            var noun = field.shape() instanceof Shape.Text ? " character" : " element";
            if (length.min() > 0) {
                limits.add("at least " + length.min() + noun + (length.min() == 1 ? "" : "s"));
            }
            if (length.max() < Integer.MAX_VALUE) {
                limits.add("at most " + length.max() + noun + (length.max() == 1 ? "" : "s"));
            }
        });
        field.pattern().ifPresent(pattern -> limits.add("matches `" + cell(pattern.value()) + "`"));
        if (field.createOnly()) {
            limits.add("cannot be changed");
        }
        return String.join(", ", limits);
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
