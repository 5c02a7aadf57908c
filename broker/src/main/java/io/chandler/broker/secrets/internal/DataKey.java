package io.chandler.broker.secrets.internal;

import io.chandler.broker.secrets.SealException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that encrypts data, with the form in which sealed texts carry it: the nonce of the wrapping and the key, encrypted
 * by a key of the keyring. The wrapping is bound to the version of the form and the id of that key. Immutable.
 */
final class DataKey {

    static final int WRAPPED_LENGTH = Aes.NONCE_LENGTH + Aes.KEY_LENGTH + Aes.TAG_LENGTH;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String keyId;
    private final SecretKey key;
    private final byte[] wrapped;

    private DataKey(String keyId, SecretKey key, byte[] wrapped) {
        this.keyId = keyId;
        this.key = key;
        this.wrapped = wrapped;
    }

    /** A new key, wrapped by a key of the keyring. */
    static DataKey random(String keyId, SecretKey wrapping) {
        byte[] plain = new byte[Aes.KEY_LENGTH];
        RANDOM.nextBytes(plain);
        return wrap(plain, keyId, wrapping);
    }

    private static DataKey wrap(byte[] plain, String keyId, SecretKey wrapping) {
        byte[] wrapped = new byte[WRAPPED_LENGTH];
        nonce(wrapped, 0);
        Aes.encrypt(wrapping, binding(keyId), plain, wrapped, 0, Aes.NONCE_LENGTH);
        var key = new SecretKeySpec(plain, "AES");
        Arrays.fill(plain, (byte) 0);
        return new DataKey(keyId, key, wrapped);
    }

    /** The key that a sealed text begins with. @throws SealException.WrongKey if another key wrapped it */
    static DataKey unwrap(byte[] sealed, String keyId, SecretKey wrapping) {
        byte[] plain = Aes.decrypt(wrapping, binding(keyId), sealed, 0, Aes.NONCE_LENGTH, WRAPPED_LENGTH)
                .orElseThrow(() -> new SealException.WrongKey(keyId));
        var key = new SecretKeySpec(plain, "AES");
        Arrays.fill(plain, (byte) 0);
        return new DataKey(keyId, key, Arrays.copyOf(sealed, WRAPPED_LENGTH));
    }

    /** The same key, wrapped by another key of the keyring. */
    DataKey rewrap(String newKeyId, SecretKey newWrapping) {
        return wrap(key.getEncoded(), newKeyId, newWrapping);
    }

    /** Whether a sealed text begins with this key in this form. */
    boolean begins(byte[] sealed, String wrappedBy) {
        return Arrays.equals(wrapped, 0, WRAPPED_LENGTH, sealed, 0, WRAPPED_LENGTH) && keyId.equals(wrappedBy);
    }

    /** Writes the form of this key to the beginning of a sealed text. */
    void copyTo(byte[] sealed) {
        System.arraycopy(wrapped, 0, sealed, 0, WRAPPED_LENGTH);
    }

    String keyId() {
        return keyId;
    }

    SecretKey key() {
        return key;
    }

    /** Fills in a nonce that was never used before. */
    static void nonce(byte[] bytes, int at) {
        byte[] nonce = new byte[Aes.NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        System.arraycopy(nonce, 0, bytes, at, nonce.length);
    }

    private static byte[] binding(String keyId) {
        return (Envelope.VERSION + ".key." + keyId).getBytes(StandardCharsets.UTF_8);
    }
}
