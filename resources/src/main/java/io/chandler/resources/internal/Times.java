package io.chandler.resources.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Reads times as {@link Instant#toString} writes them, many times faster than a formatter does. */
final class Times {

    private static final String PATTERN = "dddd-dd-ddTdd:dd:dd";
    private static final int SECONDS_OF_DAY = 86_400;
    private static final int MOST_DECIMALS = 9;

    private Times() {}

    /** The time in the characters from an offset on; null where they are written otherwise, or wrong. */
    static @Nullable Instant read(char[] text, int offset, int length) {
        int last = PATTERN.length();
        if (length <= last || text[offset + length - 1] != 'Z' || !fits(text, offset)) {
            return null;
        }
        int hour = number(text, offset + 11, 2);
        int minute = number(text, offset + 14, 2);
        int second = number(text, offset + 17, 2);
        int nanos = length == last + 1 ? 0 : nanos(text, offset + last, length - last - 1);
        if (nanos < 0 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        try {
            var day = LocalDate.of(number(text, offset, 4), number(text, offset + 5, 2), number(text, offset + 8, 2));
            return Instant.ofEpochSecond(
                    day.toEpochDay() * SECONDS_OF_DAY + hour * 3_600L + minute * 60L + second, nanos);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean fits(char[] text, int offset) {
        for (int i = 0; i < PATTERN.length(); i++) {
            char c = text[offset + i];
            char wanted = PATTERN.charAt(i);
            if (wanted == 'd' ? c < '0' || c > '9' : c != wanted) {
                return false;
            }
        }
        return true;
    }

    /** The digits after a dot as nanoseconds; negative where there is something else. */
    private static int nanos(char[] text, int offset, int length) {
        if (text[offset] != '.' || length < 2 || length > 1 + MOST_DECIMALS) {
            return -1;
        }
        int nanos = 0;
        for (int i = 1; i <= MOST_DECIMALS; i++) {
            char c = i < length ? text[offset + i] : '0';
            if (c < '0' || c > '9') {
                return -1;
            }
            nanos = 10 * nanos + c - '0';
        }
        return nanos;
    }

    private static int number(char[] text, int offset, int digits) {
        int number = 0;
        for (int i = offset; i < offset + digits; i++) {
            number = 10 * number + text[i] - '0';
        }
        return number;
    }
}
