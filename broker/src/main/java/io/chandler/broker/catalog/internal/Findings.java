package io.chandler.broker.catalog.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with a catalog, and what might be better. The first mistake at a path is the one that is told. */
public final class Findings {

    private final Map<String, String> mistakes = new LinkedHashMap<>();
    private final Map<String, String> warnings = new LinkedHashMap<>();

    /** What stands there is wrong. */
    public void mistake(String path, String sentence) {
        mistakes.putIfAbsent(path, sentence);
    }

    /** What stands there is allowed, but not good. */
    public void warning(String path, String sentence) {
        warnings.merge(path, sentence, (first, second) -> first + "; " + second);
    }

    /** All mistakes, each with its path. */
    public List<String> mistakes() {
        return lines(mistakes);
    }

    /** All warnings, each with its path. */
    public List<String> warnings() {
        return lines(warnings);
    }

    private static List<String> lines(Map<String, String> findings) {
        return findings.entrySet().stream()
                .map(finding ->
                        finding.getKey().isEmpty() ? finding.getValue() : finding.getKey() + ": " + finding.getValue())
                .toList();
    }
}
