package io.chandler.testkit.credhub;

import io.chandler.testkit.internal.Json;
import io.chandler.testkit.internal.StateFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Credentials with all their versions, and permissions. Thread-safe. */
final class Store {

    private final StateFolder folder;
    private final Map<String, List<Version>> credentials = new TreeMap<>();
    private final Map<String, Permission> permissions = new TreeMap<>();

    record Version(String id, String name, String type, String created, JsonNode value) {}

    record Permission(String uuid, String path, String actor, List<String> operations) {}

    private record Credential(String name, List<Version> versions) {}

    Store(StateFolder folder) {
        this.folder = folder;
        folder.load("credentials", Credential.class)
                .forEach(credential -> credentials.put(credential.name(), new ArrayList<>(credential.versions())));
        folder.load("permissions", Permission.class)
                .forEach(permission -> permissions.put(permission.uuid(), permission));
    }

    synchronized Version add(String name, String type, JsonNode value) {
        var version = new Version(
                UUID.randomUUID().toString(), name, type, Instant.now().toString(), value);
        var versions = credentials.computeIfAbsent(name, _ -> new ArrayList<>());
        versions.addFirst(version);
        folder.save("credentials", name, new Credential(name, versions));
        return version;
    }

    synchronized Version addText(String name, String type, String value) {
        return add(name, type, Json.MAPPER.valueToTree(value));
    }

    /** Newest first; empty if there is no such credential. */
    synchronized List<Version> versions(String name) {
        return List.copyOf(credentials.getOrDefault(name, List.of()));
    }

    synchronized Optional<Version> byId(String id) {
        return credentials.values().stream()
                .flatMap(List::stream)
                .filter(version -> version.id().equals(id))
                .findFirst();
    }

    /** The newest versions of all whose name contains a text, in any case. */
    synchronized List<Version> like(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        return newest().stream()
                .filter(version -> version.name().toLowerCase(Locale.ROOT).contains(lower))
                .toList();
    }

    synchronized List<Version> newest() {
        return credentials.values().stream().map(List::getFirst).toList();
    }

    synchronized boolean delete(String name) {
        folder.delete("credentials", name);
        return credentials.remove(name) != null;
    }

    synchronized List<Permission> permissions() {
        return permissions.values().stream()
                .sorted(Comparator.comparing(Permission::path).thenComparing(Permission::actor))
                .toList();
    }

    /** Empty if the actor has a permission for that path already. */
    synchronized Optional<Permission> permit(String path, String actor, List<String> operations) {
        if (permissions.values().stream()
                .anyMatch(old -> old.path().equals(path) && old.actor().equals(actor))) {
            return Optional.empty();
        }
        var permission = new Permission(UUID.randomUUID().toString(), path, actor, operations);
        permissions.put(permission.uuid(), permission);
        folder.save("permissions", permission.uuid(), permission);
        return Optional.of(permission);
    }
}
