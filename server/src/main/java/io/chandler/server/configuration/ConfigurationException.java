package io.chandler.server.configuration;

import java.util.List;

/** A configuration that cannot be used: everything that is wrong with it, a sentence each, without secrets. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** Something is wrong with the configuration of this name. */
    public ConfigurationException(String name, List<String> problems) {
        super(message(name, problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each mistake. */
    public List<String> problems() {
        return problems;
    }

    private static String message(String name, List<String> problems) {
        var mistakes = problems.size() == 1 ? "1 mistake" : problems.size() + " mistakes";
        return name + " cannot be used, it has " + mistakes + ":\n  " + String.join("\n  ", problems);
    }
}
