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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store's list of keys in use: one line for each, a known text that it seals. A broker without one of them would
 * lose what that key has sealed, so it does not start.
 *
 * <p>On a shared store, replicas may seal with different keys while they are restarted one after the other. As long as the
 * list has more than one key, each replica says again and again until when the one that it seals with is in use; a key
 * that is in use is not taken from the list. A replica that finds its key taken, because it was not heard of for so long,
 * puts it back.
 */
final class KeyCheck {

    private static final ResourceType<KeysInUse, Nothing> TYPE =
            new ResourceType<>("keychecks", "KeyCheck", KeysInUse.class, Nothing.class, Optional.empty());

    private static final Ref REF = new Ref("default", "keys");
    private static final byte[] TEXT = "the keys of this store".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTEXT = "key-check".getBytes(StandardCharsets.UTF_8);

    /**
     * What the list is.
     *
     * @param usedUntil by the ids of keys that replicas seal with
     */
    record KeysInUse(List<String> lines, @Nullable Map<String, Instant> usedUntil) {

        KeysInUse {
            lines = List.copyOf(lines);
            usedUntil = usedUntil == null || usedUntil.isEmpty() ? null : Map.copyOf(usedUntil);
        }

        Instant usedUntil(String keyId) {
            return usedUntil == null ? Instant.EPOCH : usedUntil.getOrDefault(keyId, Instant.EPOCH);
        }

        KeysInUse used(String keyId, Instant until) {
            var all = new HashMap<>(usedUntil == null ? Map.<String, Instant>of() : usedUntil);
            all.put(keyId, until);
            return new KeysInUse(lines, all);
        }
    }

    /** What the list says to this replica. */
    enum Use {
        /** Ours is the only key. */
        OURS_ALONE,
        /** Another replica seals with another key. */
        OTHERS_IN_USE,
        /** Nobody seals with another key any more, but values may be there that one has sealed. */
        OTHERS_LEFT
    }

    /** It has no status. */
    record Nothing() {}

    private final ResourceStore<KeysInUse, Nothing> store;
    private final Keyring keyring;
    private final Clock clock;
    private final boolean shared;
    private final Duration lease;

    /**
     * The list in these stores.
     *
     * @param lease how long a key counts as in use after a replica has said so
     */
    KeyCheck(ResourceStores stores, Keyring keyring, Clock clock, Duration lease) {
        this.store = stores.of(TYPE, Json.mapper(), clock);
        this.keyring = keyring;
        this.clock = clock;
        this.shared = stores.capabilities().shared();
        this.lease = lease;
    }

    /** Whether other replicas may be there. */
    boolean shared() {
        return shared;
    }

    Duration lease() {
        return lease;
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
                    create();
                    return false;
                }
                found.spec().lines().forEach(this::open);
                return use(found) != Use.OURS_ALONE;
            } catch (StoreException.AlreadyExists | StoreException.Conflict e) {
                // Another replica was first: look again.
            }
        }
    }

    /**
     * Says that the primary key is in use, where that is of interest, and whether other keys are.
     *
     * @throws IllegalStateException if another replica has added a key that is missing here
     */
    Use look() {
        while (true) {
            try {
                var found = store.get(REF).orElse(null);
                if (found == null) {
                    create();
                    return Use.OURS_ALONE;
                }
                var use = use(found);
                found.spec().lines().forEach(this::open);
                return use;
            } catch (StoreException.AlreadyExists | StoreException.Conflict e) {
                // Another replica was first: look again.
            }
        }
    }

    private void create() {
        var fresh = new Resource<>(Metadata.of(REF), new KeysInUse(List.of(line()), null), new Nothing());
        var _ = store.create(fresh);
    }

    private Use use(Resource<KeysInUse, Nothing> found) {
        var now = clock.instant();
        var keys = found.spec();
        if (keys.lines().stream().allMatch(keyring::needsReseal)) {
            keys = new KeysInUse(
                    Stream.concat(Stream.of(line()), keys.lines().stream()).toList(), keys.usedUntil());
            for (var id : others(keys)) {
                // Who seals with it has had no reason to say so.
                keys = shared ? keys.used(id, now.plus(lease)) : keys;
            }
        }
        if (keys.lines().size() == 1) {
            return Use.OURS_ALONE;
        }
        if (shared && keys.usedUntil(keyring.primaryKeyId()).isBefore(now.plus(lease.dividedBy(2)))) {
            keys = keys.used(keyring.primaryKeyId(), now.plus(lease));
        }
        if (!keys.equals(found.spec())) {
            var _ = store.replace(found.withSpec(keys), found.revision());
        }
        return areInUse(others(keys), keys) ? Use.OTHERS_IN_USE : Use.OTHERS_LEFT;
    }

    private boolean areInUse(List<String> ids, KeysInUse keys) {
        return shared && ids.stream().anyMatch(id -> keys.usedUntil(id).isAfter(clock.instant()));
    }

    /** The keys in the list besides the primary one. */
    private List<String> others(KeysInUse keys) {
        return keys.lines().stream()
                .filter(keyring::needsReseal)
                .map(Keyring::keyId)
                .toList();
    }

    /**
     * Takes every key but the primary one from the list, once all is sealed with it.
     *
     * @return whether that was done; not if another replica seals with one of them
     */
    boolean onlyPrimaryInUse() {
        var stored = store.update(REF, found -> {
            var keys = found.spec();
            return areInUse(others(keys), keys) ? found : found.withSpec(new KeysInUse(List.of(line()), null));
        });
        return stored.spec().lines().size() == 1;
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

    private String line() {
        return keyring.seal(TEXT, CONTEXT);
    }
}
