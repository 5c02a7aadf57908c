package io.chandler.examples.postgres.demo;

import io.chandler.examples.postgres.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The folder in which a demo keeps all that it makes: the broker's configuration, catalog, password, store and log, and
 * the PostgreSQL server. Files with secrets are readable by their owner alone.
 */
final class DemoFolder {

    private static final int PASSWORD_BYTES = 18;

    private final Path folder;

    private DemoFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder where it is missing. Others may pass through it, to where PostgreSQL runs, and look at nothing. */
    static DemoFolder at(Path path) throws IOException {
        var folder = Files.createDirectories(path).toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return new DemoFolder(folder);
    }

    Path path() {
        return folder;
    }

    Path postgres() {
        return folder.resolve("postgresql");
    }

    Path configuration() {
        return folder.resolve("chandler.yml");
    }

    Path passwordFile() {
        return folder.resolve("password");
    }

    Path log() {
        return folder.resolve("broker.log");
    }

    Path lock() {
        return folder.resolve("lock");
    }

    /** The port of the last start, if there was one. */
    Optional<Integer> port() throws IOException {
        var file = folder.resolve("port");
        return Files.exists(file) ? Optional.of(Integer.valueOf(Files.readString(file))) : Optional.empty();
    }

    /** The broker's password, made at the first call. */
    String password() throws IOException {
        if (!Files.exists(passwordFile())) {
            var bytes = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(bytes);
            write("password", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        return Files.readString(passwordFile());
    }

    /** Writes the broker's configuration and catalog. */
    void configure(int port, String user, EmbeddedPostgresServer server) throws IOException {
        write("port", Integer.toString(port));
        write("catalog.yml", resource("catalog.yml") + resource("demo-plan.yml"));
        write("chandler.yml", """
                server:
                  address: 127.0.0.1
                  port: %d
                users:
                  - name: %s
                    password-file: password
                catalog: catalog.yml
                data-folder: broker
                services:
                  postgres:
                    url: %s
                    user: %s
                    password-file: '%s'
                    plans:
                      small: {connections: 10, statement-timeout: 30s, pause: 300ms}
                      large: {connections: 50, statement-timeout: 10m}
                      maintained: {connections: 50, statement-timeout: 10m}
                      slow: {connections: 10, statement-timeout: 30s, pause: 1500ms}
                """.formatted(
                        port,
                        user,
                        server.url(),
                        server.user(),
                        server.passwordFile().toString().replace("'", "''")));
    }

    /** Writes a file that only its owner reads, whole or not at all. */
    private void write(String name, String text) throws IOException {
        var unfinished = Files.createTempFile(folder, "." + name, "");
        Files.writeString(unfinished, text);
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String resource(String name) throws IOException {
        try (var stream = DemoFolder.class.getResourceAsStream("/io/chandler/examples/postgres/" + name)) {
            if (stream == null) {
                throw new IOException("the class path lacks " + name + " of the example");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
