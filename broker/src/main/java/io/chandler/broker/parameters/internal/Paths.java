package io.chandler.broker.parameters.internal;

/** Names of places in JSON as users write them: {@code parameters.users[0].name}. */
final class Paths {

    private static final int MAXIMUM_NAME = 100;

    private Paths() {}

    static String member(String path, String name) {
        var shown = shown(name);
        return plain(shown) ? path + "." + shown : path + "[\"" + shown + "\"]";
    }

    /** A name that stands alone. */
    static String name(String name) {
        var shown = shown(name);
        return plain(shown) ? shown : "\"" + shown + "\"";
    }

    static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    /** A name without control characters, cut where it is long. */
    private static String shown(String name) {
        var text = new StringBuilder();
        name.codePoints().limit(MAXIMUM_NAME).forEach(c -> {
            boolean unfit = Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
            text.appendCodePoint(unfit ? '?' : c);
        });
        return name.codePointCount(0, name.length()) > MAXIMUM_NAME ? text + "..." : text.toString();
    }

    private static boolean plain(String name) {
        return !name.isEmpty()
                && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$');
    }
}
