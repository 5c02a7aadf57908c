package io.chandler.acceptance.replicas;

import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import io.chandler.resources.store.StoreFactory;
import io.chandler.resources.store.StoreLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Where a store is, of any kind; its server, if it has one, is somebody else's to start and to end. */
record Place(String url, Optional<String> password) implements SharedStore {

    static Place sqlite(Path file) {
        return new Place("sqlite:" + file, Optional.empty());
    }

    static Place postgres(PostgresServer server, String database) throws Exception {
        return new Place(server.newDatabase(database), Optional.of(PostgresServer.PASSWORD));
    }

    static Place etcd(EtcdMembers members, String prefix) {
        return new Place(members.url(prefix), Optional.empty());
    }

    private StoreLocation location() {
        return new StoreLocation(url, Path.of(""), Optional.empty(), password);
    }

    Store open() {
        return StoreFactory.of(location()).open(location());
    }

    /** All that is in the store, while others may use it. */
    List<Entry> entries() {
        try (var store = StoreFactory.of(location()).openReadOnly(location())) {
            return store.range("", "", "", Integer.MAX_VALUE, Optional.empty()).entries();
        }
    }

    @Override
    public List<Integer> ports() {
        return List.of();
    }

    @Override
    public String configuration(List<Integer> ports) {
        return "store:\n  url: " + url + "\n"
                + password.map(text -> "  password: " + text + "\n").orElse("");
    }

    @Override
    public String disturb(Random random) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
