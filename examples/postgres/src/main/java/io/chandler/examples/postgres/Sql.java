package io.chandler.examples.postgres;

/** Puts names and values into SQL where PostgreSQL takes no parameters, as its own {@code format} does. */
final class Sql {

    private Sql() {}

    /**
     * The template with {@code %I} replaced by a quoted identifier, {@code %L} by a quoted literal and {@code %%} by a
     * percent sign.
     *
     * @throws IllegalArgumentException if the values are too few or too many, or one holds a NUL
     */
    static String format(String template, Object... values) {
        var sql = new StringBuilder(template.length() + 32 * values.length);
        var next = 0;
        var copied = 0;
        for (var place = template.indexOf('%'); place >= 0; place = template.indexOf('%', copied)) {
            sql.append(template, copied, place);
            copied = place + 2;
            switch (copied <= template.length() ? template.charAt(place + 1) : ' ') {
                case 'I' -> sql.append(identifier(value(template, values, next++)));
                case 'L' -> sql.append(literal(value(template, values, next++)));
                case '%' -> sql.append('%');
                default -> throw new IllegalArgumentException("only %I, %L and %% may stand in: " + template);
            }
        }
        sql.append(template, copied, template.length());
        if (next != values.length) {
            throw new IllegalArgumentException(values.length + " values for the " + next + " places of: " + template);
        }
        return sql.toString();
    }

    /** An identifier in double quotes, exactly as it is written. */
    static String identifier(String name) {
        return '"' + withoutNul(name).replace("\"", "\"\"") + '"';
    }

    /** A literal that means the same whatever {@code standard_conforming_strings} says. */
    static String literal(String text) {
        var quoted = '\'' + withoutNul(text).replace("'", "''") + '\'';
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }

    private static String value(String template, Object[] values, int index) {
        if (index >= values.length) {
            throw new IllegalArgumentException(values.length + " values are too few for: " + template);
        }
        return values[index].toString();
    }

    private static String withoutNul(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("PostgreSQL's text cannot hold the character NUL");
        }
        return text;
    }
}
