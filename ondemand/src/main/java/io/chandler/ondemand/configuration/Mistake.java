package io.chandler.ondemand.configuration;

/**
 * Something wrong in a configuration file. Holds no secret.
 *
 * @param line from 1; 0 where the file as a whole is meant
 * @param path of the key, such as {@code service_catalog.plans[0].name}; empty for the file as a whole
 * @param message the sentence that the broker refuses to start with
 */
public record Mistake(int line, String path, String message) {

    @Override
    public String toString() {
        var place = line > 0 ? "line " + line + ": " : "";
        return place + (path.isEmpty() || message.startsWith(path) ? "" : path + ": ") + message;
    }
}
