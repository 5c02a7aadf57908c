package io.chandler.acceptance;

import io.chandler.acceptance.service.Journal;
import io.chandler.acceptance.service.Things;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Where a broker lives: its configuration, its data, what it prints, and the backend of its service. */
final class Site {

    static final String USER = "platform";

    private final Path folder;
    private final int port;
    private final String password;
    private final String servicePassword;

    private Site(Path folder, String password, String servicePassword) {
        this.folder = folder;
        this.port = freePort();
        this.password = password;
        this.servicePassword = servicePassword;
    }

    /** A site in a folder that is empty. */
    static Site in(Path folder) {
        return in(folder, "platform-password", "service-password", "");
    }

    /**
     * A site in a folder that is empty.
     *
     * @param password of the one user
     * @param servicePassword a setting of the service, which goes into all that it keeps and gives out
     * @param more lines of the configuration
     */
    static Site in(Path folder, String password, String servicePassword, String more) {
        var site = new Site(folder, password, servicePassword);
        try {
            Files.createDirectories(site.backend().resolve("things"));
            Files.createDirectories(site.data());
            Files.createDirectories(site.logs());
            try (var catalog = Objects.requireNonNull(Site.class.getResourceAsStream("catalog.yml"), "catalog.yml")) {
                Files.write(folder.resolve("catalog.yml"), catalog.readAllBytes());
            }
            Files.writeString(site.configuration(), site.text() + more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return site;
    }

    private String text() {
        return """
                server:
                  address: 127.0.0.1
                  port: %d
                  shutdown-deadline: 2s
                users:
                  - name: %s
                    password: %s
                catalog: %s
                data-folder: %s
                engine:
                  workers: 32
                  retry-first: 50ms
                  retry-longest: 200ms
                services:
                  recorder:
                    folder: %s
                    password: %s
                """.formatted(port, USER, password, folder.resolve("catalog.yml"), data(), backend(), servicePassword);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    String password() {
        return password;
    }

    Path configuration() {
        return folder.resolve("chandler.yml");
    }

    /** The folder of the store. */
    Path data() {
        return folder.resolve("data");
    }

    /** The file of the keys that seal secrets. */
    Path keys() {
        return data().resolve("keys");
    }

    /** The folder of what the processes print. */
    Path logs() {
        return folder.resolve("logs");
    }

    /** The folder of the service. */
    Path backend() {
        return folder.resolve("backend");
    }

    Things things() {
        return new Things(backend().resolve("things"));
    }

    List<Journal.Line> journal() {
        return Journal.read(backend().resolve("journal"));
    }

    /** Makes a file that changes what the service does; see {@link io.chandler.acceptance.service.RecordingService}. */
    void put(String name) throws IOException {
        Files.writeString(backend().resolve(name), "");
    }

    /** Takes it away. */
    void remove(String name) throws IOException {
        Files.deleteIfExists(backend().resolve(name));
    }
}
