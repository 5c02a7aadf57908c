package io.chandler.cli.ondemand;

import io.chandler.ondemand.configuration.Configuration;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A name for what decides how the broker's deployments look: its configuration file and its adapter. It tells nothing of
 * their content, and is another one as soon as the file changes, or the size or time of a file that may be the adapter's
 * code: of an executable, the files in its folder, in {@code lib} there and in {@code lib} beside that folder; of a class,
 * those on the class path.
 */
final class ConfigurationName {

    private static final int LETTERS = 16;

    private ConfigurationName() {}

    /** @param adapter path of an executable, or {@code class:} and the name of a class */
    static String of(Path configuration, String adapter) {
        return of(configuration, adapter, System.getProperty("java.class.path", ""));
    }

    static String of(Path configuration, String adapter, String classPath) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(configuration));
            var files = adapter.startsWith(Configuration.Adapter.CLASS_PREFIX)
                    ? onClassPath(classPath)
                    : around(Path.of(adapter).toRealPath());
            for (var file : files) {
                digest.update(state(file).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, LETTERS);
        } catch (IOException | UncheckedIOException e) {
            // A name that no other run has.
            return Long.toHexString(System.nanoTime());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String state(Path file) throws IOException {
        return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
    }

    private static Set<Path> around(Path adapter) throws IOException {
        var folder = adapter.resolveSibling("");
        var files = new TreeSet<Path>();
        for (var place : new Path[] {folder, folder.resolve("lib"), folder.resolveSibling("lib")}) {
            addFiles(files, place, 1);
        }
        return files;
    }

    private static Set<Path> onClassPath(String classPath) throws IOException {
        var files = new TreeSet<Path>();
        for (var entry : Arrays.asList(classPath.split(File.pathSeparator, -1))) {
            if (!entry.isEmpty()) {
                addFiles(files, Path.of(entry), Integer.MAX_VALUE);
            }
        }
        return files;
    }

    /** Adds a file, or the files in a folder; nothing if there is neither. */
    private static void addFiles(Set<Path> files, Path place, int depth) throws IOException {
        if (Files.exists(place)) {
            try (Stream<Path> found = Files.walk(place, depth)) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
        }
    }
}
