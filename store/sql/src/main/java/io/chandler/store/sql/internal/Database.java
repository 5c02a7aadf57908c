package io.chandler.store.sql.internal;

import io.chandler.store.sql.SqliteSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/**
 * Opens connections to one database file and to its index.
 *
 * @param index the file of the index
 */
public record Database(Path file, Path index, SqliteSettings settings) {

    /** Bytes of a page: the unit in which SQLite reads, writes and logs. */
    public static final int PAGE_BYTES = 4096;

    private static final int WRITER_CACHE_KIB = 2 * 1024;
    private static final int INDEX_CACHE_KIB = 2 * 1024;
    private static final int READER_CACHE_KIB = 1024;
    private static final int LOG_BYTES_KEPT = 64 * 1024 * 1024;
    private static final int BUSY_MILLISECONDS = 5_000;

    /** A database with its index beside it. */
    public Database(Path file, SqliteSettings settings) {
        this(file, IndexFile.of(file), settings);
    }

    /** The one connection that writes. */
    Connection openWriter() throws SQLException {
        var config = writing(WRITER_CACHE_KIB, SQLiteConfig.SynchronousMode.FULL);
        var connection = config.createConnection(url(file, ""));
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA fullfsync = ON");
            statement.execute("PRAGMA checkpoint_fullfsync = ON");
            if (settings.maximumBytes() > 0) {
                statement.execute("PRAGMA max_page_count = " + Math.max(1, settings.maximumBytes() / PAGE_BYTES));
            }
        } catch (SQLException e) {
            closeAfter(connection, e);
            throw e;
        }
        return connection;
    }

    /** The writing connection with its statements. */
    public Session openSession() throws SQLException {
        var connection = openWriter();
        try {
            return openSession(connection);
        } catch (SQLException e) {
            closeAfter(connection, e);
            throw e;
        }
    }

    private Session openSession(Connection connection) throws SQLException {
        var lookup = openAlone(index);
        try {
            return new Session(connection, lookup);
        } catch (SQLException e) {
            closeAfter(lookup, e);
            throw e;
        }
    }

    /** The connection that writes the index, with its statements. */
    IndexSession openIndexSession() throws SQLException {
        // What a crash of the system takes is made again.
        var config = writing(INDEX_CACHE_KIB, SQLiteConfig.SynchronousMode.NORMAL);
        var connection = config.createConnection(url(index, ""));
        try {
            attach(connection);
            return new IndexSession(connection);
        } catch (SQLException e) {
            closeAfter(connection, e);
            throw e;
        }
    }

    /**
     * A connection that only reads: the index, and the database as {@code store}. A statement sees the database as it is once
     * it has seen the index, and finds what the index leads to.
     */
    Connection openReader() throws SQLException {
        var connection = openAlone(index);
        try {
            attach(connection);
            return connection;
        } catch (SQLException e) {
            closeAfter(connection, e);
            throw e;
        }
    }

    /** Lets a connection read the database as {@code store}. */
    private void attach(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("ATTACH ? AS store")) {
            statement.setString(1, uri(file, "?mode=ro"));
            statement.execute();
        }
        Schema.execute(connection, "PRAGMA store.cache_size = " + -READER_CACHE_KIB);
    }

    /** A connection that only reads one file, which another process may be writing. */
    static Connection openAlone(Path file) throws SQLException {
        var config = config(READER_CACHE_KIB);
        config.setReadOnly(true);
        return config.createConnection(url(file, ""));
    }

    /** A connection that reads the file as it is, without its log, without locks, and leaves no trace. */
    static Connection openUntouched(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return config.createConnection(url(file, "?immutable=1"));
    }

    /** A connection that makes a new database. */
    static Connection openNew(Path file) throws SQLException {
        var config = config(READER_CACHE_KIB);
        config.setPageSize(PAGE_BYTES);
        return config.createConnection(url(file, ""));
    }

    /** Closes a connection on the way out of a failure, which is not to be covered up. */
    static void closeAfter(Connection connection, Exception failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** How a file is written, with a log. */
    private SQLiteConfig writing(int cacheKib, SQLiteConfig.SynchronousMode synchronous) {
        var config = config(cacheKib);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setWalAutocheckpoint(settings.checkpointPages());
        config.setJournalSizeLimit(LOG_BYTES_KEPT);
        return config;
    }

    private static SQLiteConfig config(int cacheKib) {
        var config = new SQLiteConfig();
        config.setCacheSize(-cacheKib);
        config.setBusyTimeout(BUSY_MILLISECONDS);
        // Each insert would be followed by a query for its row id.
        config.setGetGeneratedKeys(false);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return config;
    }

    /** A URI, so that any character may be in a path. */
    private static String url(Path file, String query) {
        return "jdbc:sqlite:" + uri(file, query);
    }

    private static String uri(Path file, String query) {
        return "file:" + file.toAbsolutePath().toUri().getRawPath() + query;
    }
}
