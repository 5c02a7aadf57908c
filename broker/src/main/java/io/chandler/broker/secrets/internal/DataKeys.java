package io.chandler.broker.secrets.internal;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The data keys at hand, so that they are not made, wrapped and unwrapped for each text: one that seals, for so many
 * texts, and some that have opened lately. Thread-safe.
 */
public final class DataKeys {

    /** Most texts that are sealed with one data key. */
    static final int MOST_TEXTS = 65_536;

    private static final int KEPT = 64;

    private volatile @Nullable Sealing sealing;
    private final AtomicReferenceArray<@Nullable DataKey> opening = new AtomicReferenceArray<>(KEPT);

    private record Sealing(DataKey dataKey, AtomicInteger texts) {}

    /** The data key for the next text. */
    DataKey forSealing(String keyId, SecretKey wrapping) {
        var current = sealing;
        if (current == null || current.texts.incrementAndGet() > MOST_TEXTS) {
            // Threads that come here together make a key each; the last one stays.
            current = new Sealing(DataKey.random(keyId, wrapping), new AtomicInteger(1));
            sealing = current;
        }
        return current.dataKey;
    }

    /** The data key of a sealed text. @throws io.chandler.broker.secrets.SealException.WrongKey */
    DataKey forOpening(byte[] sealed, String keyId, SecretKey wrapping) {
        var current = sealing;
        if (current != null && current.dataKey.begins(sealed, keyId)) {
            return current.dataKey;
        }
        int slot = Arrays.hashCode(Arrays.copyOf(sealed, Aes.NONCE_LENGTH)) & (KEPT - 1);
        var kept = opening.get(slot);
        if (kept != null && kept.begins(sealed, keyId)) {
            return kept;
        }
        var unwrapped = DataKey.unwrap(sealed, keyId, wrapping);
        opening.set(slot, unwrapped);
        return unwrapped;
    }
}
