package io.chandler.store.sql.internal;

import io.chandler.resources.StoreOpenException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Copies a database, while it is used or not, into a file that is whole or not there. The copy gets an index when it is used. */
public final class Backup {

    private Backup() {}

    /** Copies one state of a database. @throws StoreOpenException if that is not possible, and why */
    public static void copy(Path source, Path target) {
        if (!Files.isRegularFile(source)) {
            throw new StoreOpenException("there is no store " + source);
        }
        if (Files.exists(target)) {
            throw alreadyThere(target);
        }
        var absolute = target.toAbsolutePath();
        var unfinished = absolute.resolveSibling(absolute.getFileName() + ".partial");
        try {
            Files.deleteIfExists(unfinished);
            PrivateFiles.create(unfinished);
            try {
                copyInto(source, unfinished);
                PrivateFiles.sync(unfinished);
                publish(unfinished, absolute);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            PrivateFiles.syncName(absolute);
        } catch (FileAlreadyExistsException e) {
            throw alreadyThere(target);
        } catch (IOException e) {
            throw new StoreOpenException("the backup " + target + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void copyInto(Path source, Path target) {
        try (var connection = Database.openAlone(source)) {
            Schema.check(source, connection);
            try (var statement = connection.prepareStatement("VACUUM INTO ?")) {
                statement.setString(1, target.toString());
                statement.execute();
            }
        } catch (SQLException e) {
            throw new StoreOpenException(
                    "the backup of " + source + " to " + target.getParent() + " failed: " + Failure.describe(source, e),
                    e);
        }
    }

    /** Gives the copy its name, unless that was taken meanwhile. */
    private static void publish(Path unfinished, Path target) throws IOException {
        try {
            Files.createLink(target, unfinished);
        } catch (UnsupportedOperationException e) {
            Files.move(unfinished, target);
        }
    }

    private static StoreOpenException alreadyThere(Path target) {
        return new StoreOpenException(target + " is there already; a backup does not replace a file");
    }
}
