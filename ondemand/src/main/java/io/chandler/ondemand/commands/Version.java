package io.chandler.ondemand.commands;

import java.util.Optional;
import java.util.regex.Pattern;

/** A version of an API: major, minor. */
record Version(int major, int minor) {

    private static final Pattern FORM = Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})(\\..*)?");

    static Optional<Version> parse(String text) {
        var match = FORM.matcher(text.strip());
        return match.matches()
                ? Optional.of(new Version(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    /** Whether the other is not older. */
    boolean atMost(Version other) {
        return major < other.major || (major == other.major && minor <= other.minor);
    }
}
