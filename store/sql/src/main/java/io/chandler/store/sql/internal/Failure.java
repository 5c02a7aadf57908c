package io.chandler.store.sql.internal;

import io.chandler.resources.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a failure of SQLite means for the operator. */
public final class Failure {

    private Failure() {}

    /** The sentence that tells what happened to a file and what helps. */
    public static String describe(Path file, SQLException failure) {
        var code = code(failure);
        return switch (primary(code)) {
            case SQLITE_FULL ->
                "no space left for " + file
                        + ": its disk is full or its size limit is reached; writing goes on as soon as there is space";
            case SQLITE_READONLY -> file + " cannot be written: the file, its folder or its file system is read-only";
            case SQLITE_IOERR -> "the disk of " + file + " failed (" + code + ")";
            case SQLITE_CORRUPT, SQLITE_NOTADB -> file + " is damaged (" + code + "); restore it from a backup";
            case SQLITE_BUSY, SQLITE_LOCKED -> file + " is held by another process (" + code + ")";
            case SQLITE_CANTOPEN -> file + " cannot be opened; it or its folder is missing or may not be read";
            default -> "SQLite could not work on " + file + " (" + code + ": " + failure.getMessage() + ")";
        };
    }

    /** The failure as users of a store see it. */
    public static StoreException.Unavailable unavailable(Path file, boolean certain, SQLException failure) {
        return new StoreException.Unavailable(describe(file, failure), certain, failure);
    }

    /** What users of a closed store see. */
    public static StoreException.Unavailable closed(Path file) {
        return new StoreException.Unavailable(
                "the store " + file + " is closed", true, new IllegalStateException("closed"));
    }

    /** Whether a commit that failed so may nevertheless be found in the file after a crash. */
    public static boolean leavesCommitInDoubt(SQLException failure) {
        var code = code(failure);
        return switch (primary(code)) {
            case SQLITE_FULL, SQLITE_READONLY, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CANTOPEN -> false;
            // What makes a commit is written last.
            default -> code != SQLiteErrorCode.SQLITE_IOERR_WRITE;
        };
    }

    /** Whether the file's content is at fault. */
    public static boolean damaged(SQLException failure) {
        return switch (primary(code(failure))) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
            default -> false;
        };
    }

    private static SQLiteErrorCode code(SQLException failure) {
        return failure instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return code.code < 0 ? code : SQLiteErrorCode.getErrorCode(code.code & 0xff);
    }
}
