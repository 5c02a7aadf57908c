package io.chandler.server.configuration.internal;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a configuration, so that all of it can be told at once. Not thread-safe. */
public final class Problems {

    private final String file;
    private final List<String> sentences = new ArrayList<>();

    /** Problems of the file of this name. */
    public Problems(String file) {
        this.file = file;
    }

    /**
     * Adds a problem.
     *
     * @param path of the setting; empty for the file as a whole
     * @param line in the file; 0 where there is none
     * @param what continues the path, such as "must be a whole number"
     */
    public void add(String path, int line, String what) {
        var subject = path.isEmpty() ? file : path;
        sentences.add(line > 0 ? subject + " (line " + line + ") " + what : subject + " " + what);
    }

    /** Adds a problem of a value of the environment. */
    public void addVariable(String variable, String what) {
        sentences.add("the environment variable " + variable + " " + what);
    }

    /** Whether nothing is wrong. */
    public boolean none() {
        return sentences.isEmpty();
    }

    /** The problems in order. */
    public List<String> sentences() {
        return List.copyOf(sentences);
    }
}
