package io.chandler.ondemand.broker;

import io.chandler.ondemand.credhub.CredHub;
import io.chandler.ondemand.credhub.CredHubException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/** Credentials in a map, and who may read them. */
final class TestCredHub implements CredHub {

    final Map<String, JsonNode> values = new ConcurrentHashMap<>();
    final Map<String, String> readers = new ConcurrentHashMap<>();
    volatile boolean down;

    private void check() {
        if (down) {
            throw new CredHubException("CredHub is down", null);
        }
    }

    @Override
    public Optional<JsonNode> byPath(String path) {
        check();
        return Optional.ofNullable(values.get(path));
    }

    @Override
    public Optional<JsonNode> byId(String id) {
        check();
        return Optional.ofNullable(values.get(id));
    }

    @Override
    public List<String> pathsLike(String text) {
        check();
        return new TreeMap<>(values)
                .keySet().stream().filter(path -> path.contains(text)).toList();
    }

    @Override
    public void put(String path, JsonNode value) {
        check();
        values.put(path, value);
    }

    @Override
    public void delete(String path) {
        check();
        values.remove(path);
    }

    @Override
    public void permitReading(String path, String actor) {
        check();
        readers.put(path, actor);
    }
}
