package io.chandler.store.sql.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chandler.resources.StoreOpenException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second process away from a database by a lock on a file beside it, which holds the number of the process. The
 * operating system frees it however the process ends.
 */
public final class ProcessLock implements AutoCloseable {

    /** Within a process the lock must not be tried twice: to close the second file would free the first lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path database;
    private final FileChannel channel;

    private ProcessLock(Path database, FileChannel channel) {
        this.database = database;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param database the path with all links resolved, whose folder exists
     * @throws StoreOpenException if another has it, and who
     */
    public static ProcessLock take(Path database) throws IOException {
        if (!HELD.add(database)) {
            throw new StoreOpenException(database + " is already open in this process");
        }
        try {
            return new ProcessLock(database, lock(database));
        } catch (IOException | RuntimeException e) {
            HELD.remove(database);
            throw e;
        }
    }

    @SuppressWarnings("resource") // the channel holds the lock
    private static FileChannel lock(Path database) throws IOException {
        var file = database.resolveSibling(database.getFileName() + ".lock");
        var channel = PrivateFiles.open(file);
        try {
            if (channel.tryLock() == null) {
                throw new StoreOpenException(database + " is in use by " + holder(file)
                        + "; only one process can use a SQLite store, end that one first");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String holder(Path file) {
        try {
            var content = Files.readString(file, US_ASCII).strip();
            return content.isEmpty() ? "another process" : "process " + content;
        } catch (IOException e) {
            return "another process";
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(database);
        }
    }
}
