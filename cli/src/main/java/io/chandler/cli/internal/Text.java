package io.chandler.cli.internal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Text for people. */
final class Text {

    private Text() {}

    /** A text from elsewhere, fit for a terminal: control characters cannot move its cursor. */
    static String clean(String text) {
        if (text.codePoints().noneMatch(Text::harmful)) {
            return text;
        }
        var out = new StringBuilder(text.length());
        text.codePoints().map(c -> harmful(c) ? ' ' : c).forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean harmful(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }

    /** The end of a sentence: a full stop where there is none. */
    static String sentence(String text) {
        var clean = clean(text).strip();
        return clean.isEmpty() || ".!?".indexOf(clean.charAt(clean.length() - 1)) >= 0 ? clean : clean + ".";
    }

    /** Why a file could not be used. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "access is denied";
            default -> clean(String.valueOf(e.getMessage()));
        };
    }

    /** Seconds below a minute and a half, else minutes and seconds. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 90 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }

    /** A table whose columns are as wide as they need to be. */
    static final class Table {
        private final List<List<String>> rows = new ArrayList<>();

        Table(String... titles) {
            row(titles);
        }

        Table row(String... cells) {
            rows.add(List.of(cells).stream().map(Text::clean).toList());
            return this;
        }

        void print(PrintWriter out) {
            int columns = rows.getFirst().size();
            var widths = new int[columns];
            for (var row : rows) {
                for (int i = 0; i < columns; i++) {
                    widths[i] = Math.max(widths[i], row.get(i).length());
                }
            }
            for (var row : rows) {
                var line = new StringBuilder();
                for (int i = 0; i < columns; i++) {
                    line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
                }
                out.println(line.toString().stripTrailing());
            }
        }
    }
}
