package io.chandler.testkit.credhub;

import io.chandler.testkit.uaa.UaaSimulator;
import java.nio.file.Path;
import java.util.Optional;

/** How a CredHub is to be. Not thread-safe; used at its start. */
public final class CredHubSettings {

    private int port;
    private String version = "2.12.60";
    private Optional<Path> folder = Optional.empty();
    private final UaaSimulator uaa;

    CredHubSettings(UaaSimulator uaa) {
        this.uaa = uaa;
    }

    /** The port, or 0 for any; 0 unless it is said. */
    public CredHubSettings port(int newPort) {
        port = newPort;
        return this;
    }

    /** Its version. Below 2 it knows the modes of writing, and the older way to give permissions alone. */
    public CredHubSettings version(String newVersion) {
        version = newVersion;
        return this;
    }

    /** Where the state is kept; in memory unless it is said. */
    public CredHubSettings folder(Path newFolder) {
        folder = Optional.of(newFolder);
        return this;
    }

    int port() {
        return port;
    }

    String version() {
        return version;
    }

    Optional<Path> folder() {
        return folder;
    }

    UaaSimulator uaa() {
        return uaa;
    }
}
