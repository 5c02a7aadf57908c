package io.chandler.server.internal.log;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What went wrong, for the operator: every exception of the chain with its message and the place it comes from. */
final class CauseText {

    private static final int LONGEST_CHAIN = 10;

    private CauseText() {}

    /** One text without line breaks of its own; not the whole stack. */
    static String of(Throwable thrown) {
        var text = new StringBuilder(200);
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        @Nullable Throwable next = thrown;
        while (next != null && seen.size() < LONGEST_CHAIN && seen.add(next)) {
            if (!text.isEmpty()) {
                text.append(", caused by ");
            }
            text.append(next);
            place(text, next.getStackTrace());
            next = next.getCause();
        }
        return text.toString();
    }

    /** The innermost frame outside the JDK. */
    private static void place(StringBuilder text, StackTraceElement[] frames) {
        for (var frame : frames) {
            if (!isOfJdk(frame.getClassName())) {
                text.append(" (at ")
                        .append(frame.getClassName())
                        .append('.')
                        .append(frame.getMethodName())
                        .append(", line ")
                        .append(frame.getLineNumber())
                        .append(')');
                return;
            }
        }
    }

    private static boolean isOfJdk(String name) {
        return name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.startsWith("com.sun.");
    }
}
