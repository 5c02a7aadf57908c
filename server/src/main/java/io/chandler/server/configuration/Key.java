package io.chandler.server.configuration;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The definition of one setting, from which come its parsing, its environment variable, its place in the printout and
 * its entry in the manual. All keys are in {@link Keys}.
 */
public final class Key<T> {

    private final String path;
    private final Kind<T> kind;
    private final Optional<T> standard;
    private final String standardText;
    private final String description;
    private final boolean reloadable;
    private final List<Key<?>> parts;

    private Key(
            String path,
            Kind<T> kind,
            Optional<T> standard,
            String standardText,
            String description,
            boolean reloadable,
            List<Key<?>> parts) {
        this.path = path;
        this.kind = kind;
        this.standard = standard;
        this.standardText = standardText;
        this.description = description;
        this.reloadable = reloadable;
        this.parts = parts;
    }

    /** A setting that has a default. */
    static <T> Key<T> of(String path, Kind<T> kind, T standard, String description) {
        return new Key<>(path, kind, Optional.of(standard), kind.print(standard), description, false, List.of());
    }

    /** A setting that is absent unless it is set; {@code otherwise} says what that means. */
    static <T> Key<T> optional(String path, Kind<T> kind, String otherwise, String description) {
        return new Key<>(path, kind, Optional.empty(), otherwise, description, false, List.of());
    }

    /** A list of objects, empty by default. */
    static Key<List<Section>> list(String path, String description, Key<?>... parts) {
        var keys = List.of(parts);
        return new Key<>(path, Kinds.sections(keys), Optional.of(List.of()), "none", description, false, keys);
    }

    /** The same key, whose changes in the file take effect without a restart. */
    Key<T> reloaded() {
        return new Key<>(path, kind, standard, standardText, description, true, parts);
    }

    /** Where the setting stands, such as {@code server.port}; for the part of a list its name alone. */
    public String path() {
        return path;
    }

    /** What the setting is for, in Markdown. */
    public String description() {
        return description;
    }

    /** The environment variable that overrides the file, such as {@code CHANDLER_SERVER_PORT}. */
    public String variable() {
        return "CHANDLER_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Whether changes of the file take effect without a restart. */
    public boolean reloadable() {
        return reloadable;
    }

    /** Whether the value is never shown. */
    public boolean secret() {
        return kind.secret();
    }

    @Override
    public String toString() {
        return path;
    }

    Kind<T> kind() {
        return kind;
    }

    Optional<T> standard() {
        return standard;
    }

    String standardText() {
        return standardText;
    }

    List<Key<?>> parts() {
        return parts;
    }

    /** The last part of the path. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Everything before the last part of the path; empty where there is nothing. */
    String group() {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }
}
