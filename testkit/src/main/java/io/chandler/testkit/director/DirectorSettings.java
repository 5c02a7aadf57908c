package io.chandler.testkit.director;

import io.chandler.testkit.credhub.CredHubSimulator;
import io.chandler.testkit.uaa.UaaSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How a director is to be. Not thread-safe; used at its start. */
public final class DirectorSettings {

    private int port;
    private int workers = 3;
    private Duration taskTime = Duration.ofMillis(100);
    private Duration lockTimeout = Duration.ofSeconds(10);
    private String name = "chandler";
    private String version = "282.1.5 (00000000)";
    private String username = "admin";
    private String password = "admin-password";
    private Optional<Path> folder = Optional.empty();
    private Optional<String> redirectHost = Optional.empty();

    private Optional<UaaSimulator> uaa = Optional.empty();
    private Optional<CredHubSimulator> credHub = Optional.empty();

    DirectorSettings() {}

    /** The port, or 0 for any; 0 unless it is said. */
    public DirectorSettings port(int newPort) {
        port = newPort;
        return this;
    }

    /** How many tasks run at once; 3 unless it is said. */
    public DirectorSettings workers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("workers must be 1 or more, not " + count);
        }
        workers = count;
        return this;
    }

    /** How long a task takes that has no {@link Script}; 100 ms unless it is said. Machines are listed at once. */
    public DirectorSettings taskTime(Duration time) {
        taskTime = time;
        return this;
    }

    /** How long a task waits for the lock of its deployment until it fails; 10 s unless it is said, as with BOSH. */
    public DirectorSettings lockTimeout(Duration time) {
        lockTimeout = time;
        return this;
    }

    /** The director's name: the first part of the names of variables. */
    public DirectorSettings name(String newName) {
        name = newName;
        return this;
    }

    /** What {@code /info} says, such as {@code 282.1.5 (00000000)}. */
    public DirectorSettings version(String newVersion) {
        version = newVersion;
        return this;
    }

    /** The user for Basic authentication. */
    public DirectorSettings credentials(String newUsername, String newPassword) {
        username = newUsername;
        password = newPassword;
        return this;
    }

    /** Tokens of this UAA with the scope {@code bosh.admin} are asked for instead of Basic authentication. */
    public DirectorSettings uaa(UaaSimulator simulator) {
        uaa = Optional.of(simulator);
        return this;
    }

    /**
     * The values of variables are made in this CredHub, and a deployment fails whose manifest refers to a value that is
     * not there. Without a CredHub variables have ids alone, and every reference is taken for known.
     */
    public DirectorSettings credHub(CredHubSimulator simulator) {
        credHub = Optional.of(simulator);
        return this;
    }

    /** Where the state is kept, so that a simulator that starts later carries on; in memory unless it is said. */
    public DirectorSettings folder(Path newFolder) {
        folder = Optional.of(newFolder);
        return this;
    }

    /** Redirects name this host and port instead of the one that was asked, as a director behind a gateway does. */
    public DirectorSettings redirectHost(String hostAndPort) {
        redirectHost = Optional.of(hostAndPort);
        return this;
    }

    int port() {
        return port;
    }

    int workers() {
        return workers;
    }

    Duration taskTime() {
        return taskTime;
    }

    Duration lockTimeout() {
        return lockTimeout;
    }

    String name() {
        return name;
    }

    String version() {
        return version;
    }

    String username() {
        return username;
    }

    String password() {
        return password;
    }

    Optional<Path> folder() {
        return folder;
    }

    Optional<String> redirectHost() {
        return redirectHost;
    }

    Optional<UaaSimulator> uaa() {
        return uaa;
    }

    Optional<CredHubSimulator> credHub() {
        return credHub;
    }
}
