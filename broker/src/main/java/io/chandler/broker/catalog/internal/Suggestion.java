package io.chandler.broker.catalog.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Suggestion {

    private Suggestion() {}

    /** The known word that is nearest, if it is near enough. */
    static Optional<String> of(String word, Collection<String> known) {
        var written = normal(word);
        return known.stream()
                .filter(candidate -> distance(written, normal(candidate)) <= allowed(candidate))
                .min(Comparator.comparingInt((String candidate) -> distance(written, normal(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static int allowed(String candidate) {
        return candidate.length() < 5 ? 1 : Math.max(2, candidate.length() / 4);
    }

    private static String normal(String word) {
        var lower = word.length() > 100 ? word.substring(0, 100) : word;
        return lower.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** How many characters must be changed, added or left out. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
