package io.chandler.ondemand.commands;

/** Complains about text that is not JSON as Go does. */
final class GoJson {

    private GoJson() {}

    static String complaint(String text) {
        var trimmed = text.strip();
        return trimmed.isEmpty()
                ? "EOF"
                : "invalid character '" + trimmed.charAt(0) + "' looking for beginning of value";
    }
}
