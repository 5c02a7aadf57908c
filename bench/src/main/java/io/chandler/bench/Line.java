package io.chandler.bench;

import java.util.Locale;

/**
 * A line of the result.
 *
 * @param what was measured
 * @param at connections, instances stored, and the like
 * @param ours the figure of Chandler
 * @param rival the figure of the rival, or nothing
 * @param ratio of the two, or of one to an earlier line
 * @param target that the line must reach, or nothing
 */
record Line(String what, String at, String ours, String rival, String ratio, Target target) {

    /**
     * What a line must reach.
     *
     * @param text what must be reached; empty where the line is told for information
     * @param verdict whether it is
     */
    record Target(String text, String verdict) {

        static final Target NONE = new Target("", "");

        /** At least so much. */
        static Target atLeast(double least, double value) {
            return of(">= " + number(least), value >= least);
        }

        /** At most so much of a unit. */
        static Target atMost(double most, double value, String unit) {
            return of("<= " + number(most) + unit, value <= most);
        }

        static Target of(String text, boolean reached) {
            return new Target(text, reached ? "pass" : "miss");
        }
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }

    /** A number of things per second. */
    static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    /** How often one goes into the other. */
    static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }
}
