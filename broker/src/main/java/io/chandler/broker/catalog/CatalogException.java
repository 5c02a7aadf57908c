package io.chandler.broker.catalog;

import java.util.List;

/** A catalog has mistakes. The message lists all of them, one a line, each with its path; it holds no secret. */
public final class CatalogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    /**
     * The catalog of this source has these mistakes.
     *
     * @param mistakes each {@code path: what would be right}
     */
    public CatalogException(String source, List<String> mistakes) {
        super(message(source, mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    private static String message(String source, List<String> mistakes) {
        var message = new StringBuilder(source);
        message.append(mistakes.size() == 1 ? " has a mistake:" : " has " + mistakes.size() + " mistakes:");
        for (var mistake : mistakes) {
            message.append("\n  ").append(mistake);
        }
        return message.toString();
    }

    /** All mistakes, each {@code path: what would be right}. */
    public List<String> mistakes() {
        return mistakes;
    }
}
