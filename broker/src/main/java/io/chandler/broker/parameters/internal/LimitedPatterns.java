package io.chandler.broker.parameters.internal;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions of schemas. Matching is cut off after a number of steps, so that no text, however it is made,
 * keeps a processor busy.
 */
final class LimitedPatterns implements RegularExpressionFactory {

    /** Looks at characters of a text that one match may take; about 20 ms. */
    static final int MAXIMUM_STEPS = 2_000_000;

    @Override
    public RegularExpression getRegularExpression(String regex) {
        var pattern = compile(regex);
        return text -> {
            try {
                return pattern.matcher(new Counted(text, new int[1])).find();
            } catch (StackOverflowError _) {
                throw new TooCostly();
            }
        };
    }

    /** What is wrong with a regular expression. */
    static Optional<String> problem(String regex) {
        try {
            var _ = compile(regex);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(e.getDescription());
        }
    }

    /** In schemas {@code $} is the very end, not a place before a line break at the end. */
    private static Pattern compile(String regex) {
        var java = new StringBuilder(regex.length() + 2);
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\' && i + 1 < regex.length()) {
                java.append(c).append(regex.charAt(++i));
                continue;
            }
            if (c == '[') {
                // A bracket inside a class is itself in schemas and a nested class in Java.
                java.append(inClass ? "\\[" : "[");
                inClass = true;
                continue;
            }
            if (c == ']') {
                inClass = false;
            }
            java.append(c == '$' && !inClass ? "\\z" : String.valueOf(c));
        }
        return Pattern.compile(java.toString());
    }

    /** Matching was cut off. */
    static final class TooCostly extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooCostly() {
            super("the text could not be compared with the pattern", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private record Counted(CharSequence text, int[] steps) implements CharSequence {

        @Override
        public char charAt(int index) {
            if (++steps[0] > MAXIMUM_STEPS) {
                throw new TooCostly();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), steps);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
