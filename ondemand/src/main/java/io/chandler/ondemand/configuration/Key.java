package io.chandler.ondemand.configuration;

/**
 * A key of a configuration file: what may stand there and what it means. In the path {@code []} stands for each item of
 * a list and {@code *} for any name.
 *
 * @param standard what is meant where the key is missing, in words of the reference page
 */
record Key(String path, Kind kind, String standard, String meaning) {

    /** What a key holds, with the name that Go's messages have for it. */
    enum Kind {
        /** The source text of the scalar: {@code 3421.10} stays {@code 3421.10}. */
        TEXT("string", "text"),
        /** Text that never appears in a message. */
        SECRET("string", "text, never shown"),
        NUMBER("int", "whole number"),
        FLAG("bool", "`true` or `false`"),
        DECIMAL("float64", "number"),
        ANY("interface {}", "anything");

        private final String goType;
        private final String description;

        Kind(String goType, String description) {
            this.goType = goType;
            this.description = description;
        }

        String goType() {
            return goType;
        }

        String description() {
            return description;
        }
    }
}
