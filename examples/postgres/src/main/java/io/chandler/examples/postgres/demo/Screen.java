package io.chandler.examples.postgres.demo;

import java.io.PrintWriter;

/** What the demo prints: numbered stages, and below each what happens. In colours on a terminal only. */
final class Screen {

    private static final String BOLD = "1";
    private static final String FAINT = "2";
    private static final String GREEN = "32";
    private static final String RED = "31";

    private final PrintWriter out;
    private final boolean colours;
    private int stages;

    Screen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    /** Begins a stage. */
    void stage(String title) {
        stages++;
        line("");
        line(paint(BOLD, stages + "  " + title));
    }

    /** Says something that is under way. */
    void progress(String text) {
        line("     " + paint(FAINT, "... " + text));
    }

    /** Says something that is as it should be. */
    void good(String text) {
        line("     " + paint(GREEN, "ok") + "  " + text);
    }

    /** Says something that went wrong. */
    void bad(String text) {
        line("     " + paint(RED, "failed") + "  " + text);
    }

    /** Prints a line as it is. */
    void line(String text) {
        out.println(text);
        out.flush();
    }

    private String paint(String colour, String text) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }
}
