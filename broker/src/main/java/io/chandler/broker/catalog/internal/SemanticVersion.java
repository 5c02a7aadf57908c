package io.chandler.broker.catalog.internal;

import java.util.regex.Pattern;

/** Semantic Versioning 2.0.0. */
final class SemanticVersion {

    private static final String NUMBER = "(?:0|[1-9][0-9]*)";
    private static final String PRERELEASE = "(?:" + NUMBER + "|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    private static final Pattern VERSION = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-"
            + PRERELEASE + "(?:\\." + PRERELEASE + ")*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");

    private static final int MAXIMUM_LENGTH = 255;

    private SemanticVersion() {}

    static boolean is(String text) {
        return text.length() <= MAXIMUM_LENGTH && VERSION.matcher(text).matches();
    }
}
