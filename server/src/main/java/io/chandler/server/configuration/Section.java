package io.chandler.server.configuration;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Values of settings. Immutable. Its text names the settings that are set and shows none of the values. */
public final class Section {

    private final String path;
    private final int line;
    private final Map<Key<?>, Object> values;

    Section(String path, int line, Map<Key<?>, Object> values) {
        this.path = path;
        this.line = line;
        this.values = Map.copyOf(values);
    }

    /** The value, or the default. */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new NoSuchElementException(key + " is not set and has no default"));
    }

    /** The value, or the default where there is one. */
    public <T> Optional<T> find(Key<T> key) {
        var value = set(key);
        return value.isPresent() ? value : key.standard();
    }

    /** The value where it is set. */
    @SuppressWarnings("unchecked") // A key is only ever stored with a value of its own kind.
    <T> Optional<T> set(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** The value as YAML, where it is set. */
    <T> Optional<String> print(Key<T> key) {
        return set(key).map(key.kind()::print);
    }

    /** Where the section stands, such as {@code users[1]}. */
    public String path() {
        return path;
    }

    /** The line of the file where the section begins; 0 if it comes from elsewhere. */
    public int line() {
        return line;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Section section && values.equals(section.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return path + values.keySet();
    }
}
