package io.chandler.testkit.director;

import io.chandler.testkit.Authority;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A director that runs until it is told to end: what a command needs. */
public final class DirectorProgram {

    private DirectorProgram() {}

    /**
     * Starts a director, says where it is and how to reach it, and waits until the thread is interrupted or the process
     * ends. Its state is on disk at any time, if it has a folder; the process needs no warning of its end.
     *
     * @throws UncheckedIOException if the port is taken, or the folder cannot be written; its message is for the user
     */
    public static void run(Consumer<DirectorSettings> changes, PrintStream out) {
        var settings = new DirectorSettings();
        changes.accept(settings);
        try (var director = DirectorSimulator.start(changes)) {
            var file = settings.folder()
                    .map(folder -> folder.resolve("ca.pem"))
                    .orElseGet(() -> write(director.authority()));
            out.println("director:    " + director.url());
            out.println("certificate: " + file.toAbsolutePath());
            out.println("username:    " + director.username());
            out.println("password:    " + director.password());
            settings.folder().ifPresent(folder -> out.println("state:       " + folder.toAbsolutePath()));
            out.println("try:         curl --cacert " + file.toAbsolutePath() + " -u " + director.username() + " "
                    + director.url() + "/info");
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path write(Authority authority) {
        try {
            var file = Files.createTempFile("director-ca-", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, authority.pem());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the certificate: " + e.getMessage(), e);
        }
    }
}
