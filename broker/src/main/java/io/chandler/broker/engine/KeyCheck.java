package io.chandler.broker.engine;

import io.chandler.broker.secrets.Keyring;
import io.chandler.broker.secrets.SealException;
import io.chandler.osb.Json;
import io.chandler.resources.Metadata;
import io.chandler.resources.Ref;
import io.chandler.resources.Resource;
import io.chandler.resources.ResourceStore;
import io.chandler.resources.ResourceStores;
import io.chandler.resources.ResourceType;
import io.chandler.resources.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The store's list of keys in use: one line for each, a known text that it seals. A broker without one of them would
 * lose what that key has sealed, so it does not start.
 */
final class KeyCheck {

    private static final ResourceType<KeysInUse, Nothing> TYPE =
            new ResourceType<>("keychecks", "KeyCheck", KeysInUse.class, Nothing.class, Optional.empty());

    private static final Ref REF = new Ref("default", "keys");
    private static final byte[] TEXT = "the keys of this store".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTEXT = "key-check".getBytes(StandardCharsets.UTF_8);

    /** What the list is. */
    record KeysInUse(List<String> lines) {

        KeysInUse {
            lines = List.copyOf(lines);
        }
    }

    /** It has no status. */
    record Nothing() {}

    private final ResourceStore<KeysInUse, Nothing> store;
    private final Keyring keyring;

    KeyCheck(ResourceStores stores, Keyring keyring) {
        this.store = stores.of(TYPE, Json.mapper(), Clock.systemUTC());
        this.keyring = keyring;
    }

    /**
     * Opens every line, and adds one for the primary key where there is none, before anything is sealed with it.
     *
     * @return whether values may be there that another key has sealed
     * @throws IllegalStateException if a key is missing or is another than it was; nothing was changed then
     */
    boolean check() {
        while (true) {
            try {
                var found = store.get(REF).orElse(null);
                if (found == null) {
                    var fresh = new Resource<>(Metadata.of(REF), new KeysInUse(List.of(line())), new Nothing());
                    var _ = store.create(fresh);
                    return false;
                }
                var lines = found.spec().lines();
                lines.forEach(this::open);
                if (lines.stream().allMatch(keyring::needsReseal)) {
                    var _ = store.replace(found.withSpec(new KeysInUse(with(lines))), found.revision());
                    return true;
                }
                return lines.size() > 1;
            } catch (StoreException.AlreadyExists | StoreException.Conflict e) {
                // Another replica was first: look again.
            }
        }
    }

    /** Takes every key but the primary one from the list, once all is sealed with it. */
    void onlyPrimaryInUse() {
        var _ = store.update(REF, found -> found.withSpec(new KeysInUse(List.of(line()))));
    }

    private void open(String line) {
        try {
            if (!Arrays.equals(keyring.open(line, CONTEXT), TEXT)) {
                throw new IllegalStateException("the store's key check holds an unexpected text");
            }
        } catch (SealException e) {
            throw new IllegalStateException(
                    "the encryption keys do not fit the store: " + e.getMessage()
                            + ". Values in the store need it. Nothing was changed.",
                    e);
        }
    }

    private List<String> with(List<String> lines) {
        return Stream.concat(Stream.of(line()), lines.stream()).toList();
    }

    private String line() {
        return keyring.seal(TEXT, CONTEXT);
    }
}
