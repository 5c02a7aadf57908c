package io.chandler.testkit.credhub;

import io.chandler.testkit.Authority;
import io.chandler.testkit.Faults;
import io.chandler.testkit.Request;
import io.chandler.testkit.Simulator;
import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.Listener;
import io.chandler.testkit.internal.StateFolder;
import io.chandler.testkit.uaa.UaaSimulator;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A CredHub: credentials by name, id and part of the name, with their versions, and permissions. */
public final class CredHubSimulator implements Simulator {

    private final Authority authority;
    private final Store store;
    private final Listener listener;

    private CredHubSimulator(CredHubSettings settings) {
        authority = settings.folder().map(Authority::in).orElseGet(Authority::ofProcess);
        store = new Store(new StateFolder(settings.folder()));
        var api = new CredHubApi(store, settings);
        listener = Listener.start(settings.port(), Optional.of(authority), api::answer);
    }

    /** Starts one that takes the tokens of a UAA. */
    public static CredHubSimulator start(UaaSimulator uaa) {
        return start(uaa, _ -> {});
    }

    /** Starts one that takes the tokens of a UAA. */
    public static CredHubSimulator start(UaaSimulator uaa, Consumer<CredHubSettings> changes) {
        var settings = new CredHubSettings(uaa);
        changes.accept(settings);
        return new CredHubSimulator(settings);
    }

    /** The current values by name: an object or array as JSON, text as it is. */
    public Map<String, String> credentials() {
        var values = new TreeMap<String, String>();
        store.newest()
                .forEach(version -> values.put(
                        version.name(),
                        version.value().isString()
                                ? version.value().stringValue()
                                : version.value().toString()));
        return values;
    }

    /** Writes text under a name that begins with a slash. Returns the id of this version. */
    public String putText(String name, String type, String value) {
        return store.addText(name, type, value).id();
    }

    /** Writes a JSON object under a name that begins with a slash. Returns the id of this version. */
    public String putJson(String name, String type, String object) {
        var value = Json.read(object)
                .orElseThrow(() -> new IllegalArgumentException("the value of " + name + " is no JSON"));
        return store.add(name, type, value).id();
    }

    /** The id of the current version; empty if there is no such credential. */
    public Optional<String> id(String name) {
        return store.versions(name).stream().map(Store.Version::id).findFirst();
    }

    /** What somebody may do with credentials. */
    public record PermissionView(String path, String actor, List<String> operations) {}

    /** All permissions, by path and actor. */
    public List<PermissionView> permissions() {
        return store.permissions().stream()
                .map(permission -> new PermissionView(permission.path(), permission.actor(), permission.operations()))
                .toList();
    }

    @Override
    public URI url() {
        return listener.url();
    }

    @Override
    public Authority authority() {
        return authority;
    }

    @Override
    public List<Request> requests() {
        return listener.requests();
    }

    @Override
    public void forgetRequests() {
        listener.forgetRequests();
    }

    @Override
    public Faults faults() {
        return listener.faults();
    }

    @Override
    public void close() {
        listener.close();
    }
}
