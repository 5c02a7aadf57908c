package io.chandler.testkit.director;

import io.chandler.testkit.internal.Json;
import io.chandler.testkit.uaa.UaaSimulator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A director that runs until it is told to end: what a command needs. */
public final class DirectorProgram {

    private DirectorProgram() {}

    /** How a broker authenticates. */
    public enum Access {
        /** With the user and password of the settings. */
        BASIC,
        /** With tokens of a UAA that starts beside the director; user and password of the settings are its client's. */
        UAA
    }

    /**
     * Starts a director, says where it is and how to reach it, and waits until the thread is interrupted or the process
     * ends. Its state is on disk at any time, if it has a folder; the process needs no warning of its end. The section
     * {@code bosh} of a broker's configuration is written to {@code bosh.yml}.
     *
     * @throws UncheckedIOException if the port is taken, or the folder cannot be written; its message is for the user
     */
    public static void run(Access access, Consumer<DirectorSettings> changes, PrintStream out) {
        var settings = new DirectorSettings();
        changes.accept(settings);
        try {
            switch (access) {
                case BASIC -> run(settings, changes, Optional.empty(), out);
                case UAA -> {
                    try (var uaa = UaaSimulator.start(beside -> {
                        beside.client(settings.username(), settings.password(), "bosh.admin");
                        settings.folder().ifPresent(beside::folder);
                    })) {
                        run(settings, changes.andThen(mine -> mine.uaa(uaa)), Optional.of(uaa), out);
                    }
                }
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(
            DirectorSettings settings, Consumer<DirectorSettings> changes, Optional<UaaSimulator> uaa, PrintStream out)
            throws InterruptedException {
        boolean basic = uaa.isEmpty();
        try (var director = DirectorSimulator.start(changes)) {
            var authority = director.authority();
            var section = section(director, basic);
            var certificateFile = settings.folder()
                    .map(folder -> folder.resolve("ca.pem"))
                    .orElseGet(() -> write(temporary("director-ca-", ".pem"), authority.pem()));
            var sectionFile = write(
                    settings.folder()
                            .map(folder -> folder.resolve("bosh.yml"))
                            .orElseGet(() -> temporary("director-bosh-", ".yml")),
                    section);
            out.println("director:    " + director.url());
            out.println("certificate: " + certificateFile.toAbsolutePath());
            uaa.ifPresent(beside -> out.println("uaa:         " + beside.url()));
            out.println((basic ? "username:    " : "client:      ") + director.username());
            out.println((basic ? "password:    " : "secret:      ") + director.password());
            settings.folder().ifPresent(folder -> out.println("state:       " + folder.toAbsolutePath()));
            out.println("bosh.yml:    " + sectionFile.toAbsolutePath());
            out.println("try:         curl --cacert " + certificateFile.toAbsolutePath()
                    + (basic ? " -u " + director.username() : "") + " " + director.url() + "/info");
            out.flush();
            new CountDownLatch(1).await();
        }
    }

    private static String section(DirectorSimulator director, boolean basic) {
        var name = Json.write(director.username());
        var word = Json.write(director.password());
        return """
                bosh:
                  url: %s
                  root_ca_cert: |
                %s
                  authentication: %s
                """.formatted(
                director.url(),
                director.authority().pem().strip().indent(4).stripTrailing(),
                basic
                        ? "{basic: {username: " + name + ", password: " + word + "}}"
                        : "{uaa: {client_credentials: {client_id: " + name + ", client_secret: " + word + "}}}");
    }

    private static Path temporary(String prefix, String suffix) {
        try {
            var file = Files.createTempFile(prefix, suffix);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a file: " + e.getMessage(), e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
