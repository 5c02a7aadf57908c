package io.chandler.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The page that shows the latest result of each command, between two markers. */
final class Page {

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

    /** Replaces what is between the markers of a command. */
    static void write(Path page, String command, String result) {
        try {
            Files.writeString(page, replace(Files.readString(page), command, result));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String replace(String text, String command, String result) {
        var begin = "<!-- measured by " + command + ": begin -->\n";
        var from = text.indexOf(begin);
        var to = text.indexOf("<!-- measured by " + command + ": end -->\n");
        if (from < 0 || to < from) {
            throw new IllegalStateException("The page has lost the markers of the result");
        }
        return text.substring(0, from + begin.length()) + "\n" + result + "\n" + text.substring(to);
    }
}
