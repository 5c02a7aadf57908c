package io.chandler.testkit.uaa;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a UAA is to be. Not thread-safe; used at its start. */
public final class UaaSettings {

    private int port;
    private Duration tokenLife = Duration.ofHours(12);
    private Optional<Path> folder = Optional.empty();
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, User> users = new LinkedHashMap<>();

    record Client(String id, String secret, List<String> authorities) {}

    record User(String name, String password, List<String> scopes) {}

    UaaSettings() {}

    /** The port, or 0 for any; 0 unless it is said. */
    public UaaSettings port(int newPort) {
        port = newPort;
        return this;
    }

    /** How long a token is valid; 12 hours unless it is said. */
    public UaaSettings tokenLife(Duration life) {
        tokenLife = life;
        return this;
    }

    /** A client that may ask for tokens with these authorities, such as {@code clients.admin}. */
    public UaaSettings client(String id, String secret, String... authorities) {
        clients.put(id, new Client(id, secret, List.of(authorities)));
        return this;
    }

    /** A user that may ask for tokens with his password through the client {@code cf}, whose secret is empty. */
    public UaaSettings user(String name, String password, String... scopes) {
        users.put(name, new User(name, password, List.of(scopes)));
        return this;
    }

    /** Where the state is kept; in memory unless it is said. */
    public UaaSettings folder(Path newFolder) {
        folder = Optional.of(newFolder);
        return this;
    }

    int port() {
        return port;
    }

    Duration tokenLife() {
        return tokenLife;
    }

    Optional<Path> folder() {
        return folder;
    }

    Map<String, Client> clients() {
        return clients;
    }

    Map<String, User> users() {
        return users;
    }
}
