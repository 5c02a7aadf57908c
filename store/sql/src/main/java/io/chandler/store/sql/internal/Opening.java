package io.chandler.store.sql.internal;

import io.chandler.resources.StoreOpenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Makes a database or finds out whether the one that is there may be used.
 *
 * <p>The header and the version are read before SQLite may write, and a file that was cut off is found by its length. A
 * database that was not closed and is small is then checked whole; a large one only where its tables begin and end, because
 * reading all of it takes 2 seconds per GiB. Damage that is not found so is reported by the read that meets it.
 */
public final class Opening {

    /** Largest file that is checked whole after it was not closed, at about 2 ms per MiB. */
    static final long CHECKED_BYTES = 32L * 1024 * 1024;

    private Opening() {}

    /** The path with all links resolved; makes the folder that it is in. */
    public static Path resolve(Path file) {
        var absolute = file.toAbsolutePath().normalize();
        var folder = absolute.getParent();
        if (folder == null || absolute.getFileName() == null || Files.isDirectory(absolute)) {
            throw new StoreOpenException(file + " is a folder; name a file");
        }
        try {
            PrivateFiles.createFolder(folder);
            return Files.exists(absolute)
                    ? absolute.toRealPath()
                    : folder.toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            throw new StoreOpenException("the folder " + folder + " cannot be used: " + reason(e), e);
        }
    }

    /** Takes the lock of a database. */
    public static ProcessLock lock(Path file) {
        try {
            return ProcessLock.take(file);
        } catch (IOException e) {
            throw new StoreOpenException("the lock of " + file + " cannot be taken: " + reason(e), e);
        }
    }

    /**
     * Makes the database, or checks it and brings its tables up to date; then makes its index fit.
     *
     * @return the revision up to which the index is written
     */
    public static long prepare(Database database) {
        var file = database.file();
        try {
            boolean closed = size(log(file)) == 0;
            if (size(file) == 0) {
                create(file);
            } else {
                inspect(file, closed);
            }
            return upgrade(database, closed);
        } catch (IOException e) {
            throw new StoreOpenException(file + " cannot be opened: " + reason(e), e);
        } catch (SQLException e) {
            throw new StoreOpenException(Failure.describe(file, e), e);
        }
    }

    /** Makes a whole database under another name first, so that a crash leaves none or all of it. */
    private static void create(Path file) throws IOException, SQLException {
        if (size(log(file)) > 0) {
            throw new StoreOpenException(file + " is missing or empty, but its log "
                    + log(file).getFileName() + " is there; bring the file back, or move the log away to begin anew");
        }
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(file.resolveSibling(unfinished.getFileName() + "-journal"));
        Files.deleteIfExists(log(unfinished));
        PrivateFiles.create(unfinished);
        try (var connection = Database.openNew(unfinished)) {
            Schema.create(connection);
        }
        PrivateFiles.sync(unfinished);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        PrivateFiles.syncName(file);
    }

    private static void inspect(Path file, boolean closed) throws SQLException {
        if (!Files.isWritable(file)) {
            throw new StoreOpenException(
                    file + " cannot be written: the file, its folder or its file system is read-only");
        }
        try (var connection = Database.openUntouched(file)) {
            Schema.check(file, connection);
            Schema.number(connection, "SELECT count(*) FROM sqlite_schema");
        } catch (SQLException e) {
            // A log may hold what the file lacks; with it the file is judged when it is opened.
            if (closed || !Failure.damaged(e)) {
                throw e;
            }
        }
    }

    private static long upgrade(Database database, boolean closed) throws SQLException, IOException {
        try (var connection = database.openWriter()) {
            Schema.check(database.file(), connection);
            Schema.migrate(connection);
            var origin = Schema.origin(connection);
            // Fails at once if the file can only be read.
            Schema.execute(connection, "BEGIN IMMEDIATE");
            Schema.execute(connection, "UPDATE meta SET value = random() WHERE name = 'generation'");
            long next = Schema.generation(connection);
            if (!closed && Files.size(database.file()) <= CHECKED_BYTES && !sound(connection)) {
                throw new StoreOpenException(database.file() + " is damaged; restore it from a backup");
            }
            Schema.number(connection, "SELECT count(*) FROM meta");
            Schema.number(connection, "SELECT length(value) FROM record ORDER BY revision DESC LIMIT 1");
            Schema.number(connection, "SELECT length(value) FROM record ORDER BY revision LIMIT 1");
            long indexed = IndexFile.prepare(database, origin, next);
            Schema.execute(connection, "COMMIT");
            return indexed;
        }
    }

    /** Whether SQLite finds a file in order; reads all of it. */
    static boolean sound(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("PRAGMA quick_check(1)")) {
            return result.next() && "ok".equals(result.getString(1));
        }
    }

    /** The write-ahead log of a database. */
    public static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    /** Bytes of a file; 0 if there is none. */
    public static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case java.nio.file.NoSuchFileException missing -> "there is no " + missing.getFile();
            default -> String.valueOf(e.getMessage());
        };
    }
}
