package io.chandler.acceptance.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The backend: a folder in which instances and bindings are files, as a database server has databases and roles. */
public final class Things {

    private final Path folder;

    /** The things in this folder, which is there. */
    public Things(Path folder) {
        this.folder = folder;
    }

    /** How an instance is called. */
    public static String name(String instanceId) {
        return hash(instanceId).substring(0, 20);
    }

    /** How a binding is called. */
    public static String name(String instanceId, String bindingId) {
        return name(instanceId) + "." + hash(bindingId).substring(0, 20);
    }

    /** What is known of a secret. */
    public static String hash(String secret) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a thing, or gives it other content. */
    void put(String name, String content) throws IOException {
        var draft = folder.resolveSibling("draft-" + name);
        Files.writeString(draft, content);
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    void remove(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /** The content of a thing, if it is there. */
    public Optional<String> content(String name) {
        try {
            var file = folder.resolve(name);
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all. */
    public List<String> names() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
