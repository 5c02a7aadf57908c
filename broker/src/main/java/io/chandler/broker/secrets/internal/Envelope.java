package io.chandler.broker.secrets.internal;

import io.chandler.broker.secrets.SealException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A sealed text: {@code v1.<key id>.<base64url>}. The bytes are the nonce of the wrapping, the data key wrapped by the
 * keyring's key, the nonce of the data, the encrypted data. Both encryptions are AES-256-GCM; the wrapping is bound to
 * version and key id, the data to version and context. Each text has its own random data key, so a change of the
 * keyring's key only wraps that data key anew.
 */
public final class Envelope {

    private static final String VERSION = "v1";
    private static final int WRAPPED_AT = Aes.NONCE_LENGTH;
    private static final int NONCE_AT = WRAPPED_AT + Aes.KEY_LENGTH + Aes.TAG_LENGTH;
    private static final int DATA_AT = NONCE_AT + Aes.NONCE_LENGTH;
    private static final byte[] DATA_PREFIX = (VERSION + ".data.").getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String keyId;
    private final byte[] bytes;

    private Envelope(String keyId, byte[] bytes) {
        this.keyId = keyId;
        this.bytes = bytes;
    }

    /** Seals with a fresh data key. */
    public static Envelope seal(String keyId, SecretKey key, byte[] plain, byte[] context) {
        byte[] bytes = new byte[DATA_AT + plain.length + Aes.TAG_LENGTH];
        byte[] random = new byte[Aes.KEY_LENGTH + 2 * Aes.NONCE_LENGTH];
        RANDOM.nextBytes(random);
        byte[] dataKey = Arrays.copyOf(random, Aes.KEY_LENGTH);
        System.arraycopy(random, Aes.KEY_LENGTH, bytes, 0, Aes.NONCE_LENGTH);
        System.arraycopy(random, Aes.KEY_LENGTH + Aes.NONCE_LENGTH, bytes, NONCE_AT, Aes.NONCE_LENGTH);
        Aes.encrypt(key, wrapping(keyId), dataKey, bytes, 0, WRAPPED_AT);
        Aes.encrypt(new SecretKeySpec(dataKey, "AES"), data(context), plain, bytes, NONCE_AT, DATA_AT);
        Arrays.fill(dataKey, (byte) 0);
        Arrays.fill(random, (byte) 0);
        return new Envelope(keyId, bytes);
    }

    /** Reads the text form; throws {@link SealException.Malformed}. */
    public static Envelope parse(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0 || !text.startsWith(VERSION) || first != VERSION.length()) {
            throw new SealException.Malformed();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.substring(second + 1));
        } catch (IllegalArgumentException e) {
            throw malformed(e);
        }
        if (bytes.length < DATA_AT + Aes.TAG_LENGTH) {
            throw new SealException.Malformed();
        }
        return new Envelope(text.substring(first + 1, second), bytes);
    }

    private static SealException malformed(Throwable cause) {
        var malformed = new SealException.Malformed();
        malformed.addSuppressed(cause);
        return malformed;
    }

    /** The id of the key that wraps the data key. */
    public String keyId() {
        return keyId;
    }

    /** The sealed data, where key and context are right. */
    public byte[] open(SecretKey key, byte[] context) {
        byte[] dataKey = unwrap(key);
        Optional<byte[]> plain =
                Aes.decrypt(new SecretKeySpec(dataKey, "AES"), data(context), bytes, NONCE_AT, DATA_AT, bytes.length);
        Arrays.fill(dataKey, (byte) 0);
        return plain.orElseThrow(SealException.Changed::new);
    }

    /** The same data with its data key wrapped by another key. */
    public Envelope rewrap(SecretKey key, String newKeyId, SecretKey newKey) {
        byte[] dataKey = unwrap(key);
        byte[] rewrapped = bytes.clone();
        byte[] nonce = new byte[Aes.NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        System.arraycopy(nonce, 0, rewrapped, 0, nonce.length);
        Aes.encrypt(newKey, wrapping(newKeyId), dataKey, rewrapped, 0, WRAPPED_AT);
        Arrays.fill(dataKey, (byte) 0);
        return new Envelope(newKeyId, rewrapped);
    }

    /** The text form: URL-safe characters and two dots. */
    public String text() {
        return VERSION
                + '.'
                + keyId
                + '.'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] unwrap(SecretKey key) {
        return Aes.decrypt(key, wrapping(keyId), bytes, 0, WRAPPED_AT, NONCE_AT)
                .orElseThrow(() -> new SealException.WrongKey(keyId));
    }

    private static byte[] wrapping(String keyId) {
        return (VERSION + ".key." + keyId).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] data(byte[] context) {
        byte[] associated = Arrays.copyOf(DATA_PREFIX, DATA_PREFIX.length + context.length);
        System.arraycopy(context, 0, associated, DATA_PREFIX.length, context.length);
        return associated;
    }
}
