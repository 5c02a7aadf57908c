package io.chandler.broker.engine;

import io.chandler.broker.secrets.Keyring;
import io.chandler.broker.secrets.SealException;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Entry;
import io.chandler.resources.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The store's list of keys in use: one line for each, a known text that it seals. A broker without one of them would
 * lose what that key has sealed, so it does not start.
 */
final class KeyCheck {

    private static final String KEY = "/chandler/key-check";
    private static final byte[] TEXT = "the keys of this store".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTEXT = "key-check".getBytes(StandardCharsets.UTF_8);

    private final Store store;
    private final Keyring keyring;

    KeyCheck(Store store, Keyring keyring) {
        this.store = store;
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
                var found = store.get(KEY);
                if (found.isEmpty()) {
                    var _ = store.create(KEY, "", bytes(List.of(line())));
                    return false;
                }
                var lines = lines(found.get());
                lines.forEach(this::open);
                if (lines.stream().allMatch(keyring::needsReseal)) {
                    var _ = store.compareAndSwap(KEY, found.get().revision(), "", bytes(with(lines)));
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
        while (true) {
            var found = store.get(KEY).orElseThrow(() -> new StoreException.NotFound(KEY));
            try {
                var _ = store.compareAndSwap(KEY, found.revision(), "", bytes(List.of(line())));
                return;
            } catch (StoreException.Conflict e) {
                // Another replica was first: look again.
            }
        }
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

    private static List<String> lines(Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] bytes(List<String> lines) {
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }
}
