package io.chandler.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** No space for the store of a broker, for a while. */
sealed interface Shortage extends AutoCloseable {

    /** From now on there is almost none left. */
    void begin(long process) throws IOException;

    /** From now on there is enough. */
    void end(long process) throws IOException;

    /** How a broker begins to complain of it. */
    String complaint(Path store);

    @Override
    default void close() {}

    /** By a limit of the size of the process's files. */
    record OfFiles(Path folder) implements Shortage {

        @Override
        public void begin(long process) throws IOException {
            try (var files = Files.list(folder)) {
                FileSizeLimit.set(
                        process,
                        files.mapToLong(file -> file.toFile().length()).max().orElseThrow());
            }
        }

        @Override
        public void end(long process) {
            FileSizeLimit.lift(process);
        }

        @Override
        public String complaint(Path store) {
            return "the disk of " + store + " failed";
        }
    }

    /** By a disk that gets full. */
    record OfDisk(Disk disk) implements Shortage {

        @Override
        public void begin(long process) throws IOException {
            disk.fill();
        }

        @Override
        public void end(long process) throws IOException {
            disk.clear();
        }

        @Override
        public String complaint(Path store) {
            return "no space left for " + store;
        }

        @Override
        public void close() {
            disk.close();
        }
    }

    /** A disk of the folder's own; where none can be made, which it says, a limit of the size of files. */
    static Shortage ofDisk(Path folder) {
        try {
            return new OfDisk(Disk.inMemory(folder));
        } catch (Disk.Impossible e) {
            System.err.println("A limit of the size of files stands in for a full disk: " + e.getMessage());
            return new OfFiles(folder);
        }
    }
}
