package io.chandler.broker.engine;

import io.chandler.broker.secrets.Keyring;
import io.chandler.resources.StoreException;
import io.chandler.resources.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes sure that the keys fit the store: a broker with other keys would lose every credential it has given out. */
final class KeyCheck {

    private static final String KEY = "/chandler/key-check";
    private static final byte[] TEXT = "the keys of this store".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTEXT = "key-check".getBytes(StandardCharsets.UTF_8);

    private KeyCheck() {}

    /**
     * Opens the known text of the store, or leaves one in a new store; after a rotation the text is sealed anew.
     *
     * @throws IllegalStateException if the keys cannot open it
     */
    static void check(Store store, Keyring keyring) {
        var found = store.get(KEY);
        if (found.isEmpty()) {
            try {
                var _ = store.create(KEY, "", sealed(keyring));
            } catch (StoreException.AlreadyExists e) {
                check(store, keyring);
            }
            return;
        }
        var text = new String(found.get().value(), StandardCharsets.UTF_8);
        boolean fits;
        try {
            fits = Arrays.equals(keyring.open(text, CONTEXT), TEXT);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the encryption keys do not fit the store: it was written with a key that is not among them."
                            + " Add that key to the configured ones; nothing was changed.",
                    e);
        }
        if (!fits) {
            throw new IllegalStateException("the store's key check holds an unexpected text");
        }
        if (keyring.needsReseal(text)) {
            try {
                var _ = store.compareAndSwap(KEY, found.get().revision(), "", sealed(keyring));
            } catch (StoreException.Conflict e) {
                // Another replica did the same.
            }
        }
    }

    private static byte[] sealed(Keyring keyring) {
        return keyring.seal(TEXT, CONTEXT).getBytes(StandardCharsets.UTF_8);
    }
}
