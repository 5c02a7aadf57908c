package io.chandler.examples.postgres.embedded;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The server's programs: an archive on the class path, unpacked into a folder. */
final class Distribution {

    private static final int OWNER_EXECUTES = 0100;

    private Distribution() {}

    /**
     * Unpacks the programs, once.
     *
     * @return the folder that holds {@code bin}, {@code lib} and {@code share}
     */
    static Path unpackInto(Path parent) throws IOException {
        var archive = archive();
        var connection = archive.openConnection();
        connection.setUseCaches(false);
        var folder = parent.resolve("programs-" + connection.getContentLengthLong());
        if (Files.isDirectory(folder)) {
            return folder;
        }
        var unfinished = Files.createTempDirectory(parent, ".programs-");
        try (var tar = new TarArchiveInputStream(new XZInputStream(connection.getInputStream()))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, unfinished);
            }
        }
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        return folder;
    }

    private static URL archive() throws IOException {
        var machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        var system = System.getProperty("os.name", "");
        var name = switch (machine) {
            case "amd64", "x86_64" -> "/postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "/postgres-linux-arm_64.txz";
            default -> "";
        };
        var archive = system.equals("Linux") && !name.isEmpty() ? Distribution.class.getResource(name) : null;
        if (archive == null) {
            throw new IOException(
                    "the PostgreSQL server that is brought along runs on Linux on amd64 and arm64, not on " + system
                            + " on " + machine + "; give the address of another server instead");
        }
        return archive;
    }

    private static void unpack(TarArchiveEntry entry, TarArchiveInputStream content, Path folder) throws IOException {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive of PostgreSQL names a file outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(content, target);
            if ((entry.getMode() & OWNER_EXECUTES) != 0) {
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
