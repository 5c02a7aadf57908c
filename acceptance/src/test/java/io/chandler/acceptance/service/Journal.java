package io.chandler.acceptance.service;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What was done, line by line, on the disk before anything else happens. Survives whatever ends the process. */
public final class Journal {

    private static final long PROCESS = ProcessHandle.current().pid();

    /** No channel: that would be closed for all by the first thread that is interrupted. */
    private final FileOutputStream file;

    /**
     * A line.
     *
     * @param method of the service, such as {@code provision}
     * @param event that happened in it
     * @param subject the instance or binding, as {@link Things#name} writes it
     * @param operation the request that caused it
     * @param step by its number from 1; 0 outside of steps
     * @param process which did it
     */
    public record Line(String method, Event event, String subject, String operation, int step, long process) {

        static Line parse(String text) {
            var words = text.split(" ", -1);
            return new Line(
                    words[0],
                    Event.valueOf(words[1]),
                    words[2],
                    words[3],
                    Integer.parseInt(words[4]),
                    Long.parseLong(words[5]));
        }

        private String text() {
            return String.join(
                    " ", method, event.name(), subject, operation, Integer.toString(step), Long.toString(process));
        }
    }

    /** What happens. */
    public enum Event {
        /** The method was called. */
        CALL,
        /** The body of a step began. */
        BEGIN,
        /** The body of a step ended. */
        END,
        /** The body of a step ended in vain. */
        LEFT,
        /** The method got past a step, so that its result was kept. */
        KEPT,
        /** A step was undone. */
        UNDO
    }

    Journal(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
        // The last line may have been cut off with the process that wrote it.
        append("\n");
    }

    void write(String method, Event event, String subject, String operation, int step) {
        append(new Line(method, event, subject, operation, step, PROCESS).text() + "\n");
    }

    private void append(String text) {
        try {
            file.write(text.getBytes(StandardCharsets.UTF_8));
            file.getFD().sync();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All lines that are whole. */
    public static List<Line> read(Path path) {
        try {
            if (!Files.exists(path)) {
                return List.of();
            }
            var text = Files.readString(path);
            var whole = text.substring(0, text.lastIndexOf('\n') + 1);
            return Arrays.stream(whole.split("\n"))
                    .filter(line -> line.split(" ", -1).length == 6)
                    .map(Line::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
