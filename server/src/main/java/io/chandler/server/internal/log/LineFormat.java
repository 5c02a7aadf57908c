package io.chandler.server.internal.log;

import java.text.MessageFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns a log record into a line: for people, or a JSON object. Control characters are escaped, so that nothing that
 * a platform sends, or a cause says, looks like a line of its own.
 */
final class LineFormat {

    private final boolean json;
    private final Supplier<Optional<String>> request;

    /** Lines that name the request of the moment, where there is one. */
    LineFormat(boolean json, Supplier<Optional<String>> request) {
        this.json = json;
        this.request = request;
    }

    String format(LogRecord entry) {
        var line = new StringBuilder(256);
        if (json) {
            json(line, entry);
        } else {
            plain(line, entry);
        }
        return line.append('\n').toString();
    }

    private void plain(StringBuilder line, LogRecord entry) {
        time(line, entry.getInstant());
        line.append(' ').append(padded(level(entry.getLevel()))).append(' ');
        line.append(entry.getLoggerName()).append(": ");
        escape(line, message(entry), false);
        var fields = fields(entry);
        if (fields != null) {
            fields.values().forEach((name, value) -> field(line, name, value));
        }
        if (fields == null || !fields.values().containsKey("request")) {
            request.get().ifPresent(identity -> field(line, "request", identity));
        }
        var cause = cause(entry, fields);
        if (cause != null) {
            field(line, "cause", CauseText.of(cause));
        }
    }

    private static void field(StringBuilder line, String name, Object value) {
        line.append(' ').append(name).append('=');
        if (value instanceof String text && !isWord(text)) {
            line.append('"');
            escape(line, text, true);
            line.append('"');
        } else {
            line.append(value);
        }
    }

    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '"' || c == '\\' || c >= 0x7F) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private void json(StringBuilder line, LogRecord entry) {
        line.append("{\"time\":\"");
        time(line, entry.getInstant());
        line.append('"');
        member(line, "level", level(entry.getLevel()));
        member(line, "logger", entry.getLoggerName());
        member(line, "message", message(entry));
        var fields = fields(entry);
        if (fields != null) {
            fields.values().forEach((name, value) -> {
                if (value instanceof String text) {
                    member(line, name, text);
                } else {
                    line.append(",\"").append(name).append("\":").append(value);
                }
            });
        }
        if (fields == null || !fields.values().containsKey("request")) {
            request.get().ifPresent(identity -> member(line, "request", identity));
        }
        var cause = cause(entry, fields);
        if (cause != null) {
            member(line, "cause", CauseText.of(cause));
        }
        line.append('}');
    }

    private static void member(StringBuilder line, String name, @Nullable String value) {
        line.append(",\"").append(name).append("\":\"");
        escape(line, value == null ? "" : value, true);
        line.append('"');
    }

    private static @Nullable Fields fields(LogRecord entry) {
        var parameters = entry.getParameters();
        return parameters != null && parameters.length > 0 && parameters[0] instanceof Fields fields ? fields : null;
    }

    private static @Nullable Throwable cause(LogRecord entry, @Nullable Fields fields) {
        return fields != null && fields.cause().isPresent() ? fields.cause().get() : entry.getThrown();
    }

    private static String message(LogRecord entry) {
        var message = entry.getMessage();
        var parameters = entry.getParameters();
        if (message == null) {
            return "";
        }
        if (parameters == null || parameters.length == 0 || parameters[0] instanceof Fields) {
            return message;
        }
        try {
            return message.indexOf('{') < 0 ? message : MessageFormat.format(message, parameters);
        } catch (IllegalArgumentException e) {
            return message;
        }
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (value >= Level.WARNING.intValue()) {
            return "warning";
        }
        if (value >= Level.INFO.intValue()) {
            return "info";
        }
        return value >= Level.FINE.intValue() ? "debug" : "trace";
    }

    private static String padded(String level) {
        return level.length() >= 7 ? level : level + "       ".substring(level.length());
    }

    private static void escape(StringBuilder out, String text, boolean quoted) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && (c == '"' || c == '\\')) {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (c == '\r') {
                out.append("\\r");
            } else if (c < ' ' || (c >= 0x7F && c < 0xA0) || c == '\u2028' || c == '\u2029') {
                out.append("\\u");
                hexadecimal(out, c);
            } else {
                out.append(c);
            }
        }
    }

    private static void hexadecimal(StringBuilder out, char c) {
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit(c >> shift & 0xF, 16));
        }
    }

    /** ISO 8601 in UTC with milliseconds. */
    private static void time(StringBuilder line, Instant time) {
        long day = Math.floorDiv(time.getEpochSecond(), 86_400L);
        int second = (int) Math.floorMod(time.getEpochSecond(), 86_400L);
        var date = LocalDate.ofEpochDay(day);
        digits(line, date.getYear(), 1_000);
        digits(line.append('-'), date.getMonthValue(), 10);
        digits(line.append('-'), date.getDayOfMonth(), 10);
        digits(line.append('T'), second / 3_600, 10);
        digits(line.append(':'), second / 60 % 60, 10);
        digits(line.append(':'), second % 60, 10);
        digits(line.append('.'), time.getNano() / 1_000_000, 100);
        line.append('Z');
    }

    private static void digits(StringBuilder line, int number, int highest) {
        for (int place = highest; place > 0; place /= 10) {
            line.append((char) ('0' + number / place % 10));
        }
    }
}
