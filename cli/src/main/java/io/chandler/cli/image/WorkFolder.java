package io.chandler.cli.image;

import io.chandler.cli.internal.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A folder for files on the way. It goes when it is closed, and also where the process is asked to end before. */
final class WorkFolder implements AutoCloseable {

    private static final int ATTEMPTS = 10;

    private final Path path;
    private final Thread atExit = new Thread(this::abandon, "chandler-image-end");

    private WorkFolder(Path path) {
        this.path = path;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** One beside a file, so that what is finished takes the file's place in one step. */
    static WorkFolder beside(Path file) throws IOException {
        return new WorkFolder(Files.createTempDirectory(file.resolveSibling("."), ".chandler-image-")
                .toRealPath());
    }

    Path path() {
        return path;
    }

    /** Ends the programs that write into the folder, and deletes it. */
    private void abandon() {
        for (int i = 1; Files.exists(path) && i <= ATTEMPTS; i++) {
            ProcessHandle.current().descendants().forEach(each -> {
                each.destroyForcibly();
                each.onExit().join();
            });
            try {
                delete();
            } catch (IOException | UncheckedIOException e) {
                // Somebody still writes: once more.
            }
        }
    }

    private void delete() throws IOException {
        try {
            Folders.delete(path);
        } catch (NoSuchFileException e) {
            // It is gone.
        }
    }

    @Override
    public void close() throws IOException {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the folder is gone.
        }
    }
}
