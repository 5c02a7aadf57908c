package io.chandler.osb;

import java.util.Optional;

/** A version of the Open Service Broker API, compared by number: 2.9 is older than 2.10. */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

    /** The version that this library speaks. */
    public static final ApiVersion CURRENT = new ApiVersion(2, 17);

    /** The header that carries it. */
    public static final String HEADER = "X-Broker-API-Version";

    /** Reads {@code MAJOR.MINOR}, both decimal with at most four digits; empty where the text is anything else. */
    public static Optional<ApiVersion> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        int major = number(text, 0, dot);
        int minor = number(text, dot + 1, text.length());
        return major < 0 || minor < 0 ? Optional.empty() : Optional.of(new ApiVersion(major, minor));
    }

    private static int number(String text, int from, int to) {
        if (to <= from || to - from > 4) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
