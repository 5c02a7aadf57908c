package io.chandler.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Keeps objects as files of JSON, one each, in a folder for each kind; a file is replaced as a whole. Without a folder
 * nothing is kept.
 */
public final class StateFolder {

    private final Optional<Path> folder;

    public StateFolder(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Writes an object. Not for several threads at once with the same kind and id. */
    public void save(String kind, String id, Object value) {
        if (folder.isEmpty()) {
            return;
        }
        var file = file(folder.get(), kind, id);
        var draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(draft, Json.write(value));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    public void delete(String kind, String id) {
        if (folder.isPresent()) {
            var file = file(folder.get(), kind, id);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + file, e);
            }
        }
    }

    /** All objects of a kind, in no order. */
    public <T> List<T> load(String kind, Class<T> type) {
        var objects = new ArrayList<T>();
        if (folder.isEmpty() || !Files.isDirectory(folder.get().resolve(kind))) {
            return objects;
        }
        try (var files = Files.newDirectoryStream(folder.get().resolve(kind), "*.json")) {
            for (var file : files) {
                try {
                    objects.add(Json.MAPPER.readValue(Files.readString(file), type));
                } catch (JacksonException e) {
                    throw new IllegalStateException(file + " is not what the simulator wrote; delete it", e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder.get().resolve(kind), e);
        }
        return objects;
    }

    /** Letters, digits and {@code -_.} stay as they are in a file's name. */
    private static Path file(Path folder, String kind, String id) {
        var name = new StringBuilder();
        id.chars().forEach(c -> {
            boolean plain = (c < 128 && Character.isLetterOrDigit(c)) || c == '-' || c == '_' || c == '.';
            name.append(plain ? String.valueOf((char) c) : "%%%04x".formatted(c));
        });
        return folder.resolve(kind).resolve(name + ".json");
    }
}
