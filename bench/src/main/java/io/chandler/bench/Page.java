package io.chandler.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The page that shows the latest result, between two markers. */
final class Page {

    private static final String BEGIN = "<!-- measured by dev/bench: begin -->\n";
    private static final String END = "<!-- measured by dev/bench: end -->\n";

    private Page() {}

    /** The table with date, machine and quality of the measurement. */
    static String result(String table, Samples samples, int rounds) {
        return """
                %s, %s.
                Median of %d rounds, which differ by %.0f %%; other processes took at most %.2f cores from any load.

                %s""".formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Figures.machine(),
                        rounds,
                        samples.medianSpread() * 100,
                        samples.mostOthers(),
                        table);
    }

    /** Replaces what is between the markers. */
    static void write(Path page, String result) {
        try {
            Files.writeString(page, replace(Files.readString(page), result));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String replace(String text, String result) {
        var begin = text.indexOf(BEGIN);
        var end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("The page has lost the markers of the result");
        }
        return text.substring(0, begin + BEGIN.length()) + "\n" + result + "\n" + text.substring(end);
    }
}
