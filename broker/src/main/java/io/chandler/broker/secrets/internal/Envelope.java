package io.chandler.broker.secrets.internal;

import io.chandler.broker.secrets.SealException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKey;

/**
 * A sealed text: {@code v1.<key id>.<base64url>}. The bytes are the nonce of the wrapping, the data key wrapped by the
 * keyring's key, the nonce of the data, the encrypted data. Both encryptions are AES-256-GCM; the wrapping is bound to
 * version and key id, the data to version and context. A change of the keyring's key only wraps the data key anew.
 */
public final class Envelope {

    static final String VERSION = "v1";

    private static final int NONCE_AT = DataKey.WRAPPED_LENGTH;
    private static final int DATA_AT = NONCE_AT + Aes.NONCE_LENGTH;
    private static final byte[] DATA_PREFIX = (VERSION + ".data.").getBytes(StandardCharsets.US_ASCII);

    private final String keyId;
    private final byte[] bytes;

    private Envelope(String keyId, byte[] bytes) {
        this.keyId = keyId;
        this.bytes = bytes;
    }

    /** Seals with a data key that this key wraps. */
    public static Envelope seal(DataKeys dataKeys, String keyId, SecretKey key, byte[] plain, byte[] context) {
        var dataKey = dataKeys.forSealing(keyId, key);
        byte[] bytes = new byte[DATA_AT + plain.length + Aes.TAG_LENGTH];
        dataKey.copyTo(bytes);
        DataKey.nonce(bytes, NONCE_AT);
        Aes.encrypt(dataKey.key(), data(context), plain, bytes, NONCE_AT, DATA_AT);
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
    public byte[] open(DataKeys dataKeys, SecretKey key, byte[] context) {
        var dataKey = dataKeys.forOpening(bytes, keyId, key);
        return Aes.decrypt(dataKey.key(), data(context), bytes, NONCE_AT, DATA_AT, bytes.length)
                .orElseThrow(SealException.Changed::new);
    }

    /** The same data with its data key wrapped by another key. */
    public Envelope rewrap(DataKeys dataKeys, SecretKey key, String newKeyId, SecretKey newKey) {
        byte[] rewrapped = bytes.clone();
        dataKeys.forOpening(bytes, keyId, key).rewrap(newKeyId, newKey).copyTo(rewrapped);
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

    private static byte[] data(byte[] context) {
        byte[] associated = Arrays.copyOf(DATA_PREFIX, DATA_PREFIX.length + context.length);
        System.arraycopy(context, 0, associated, DATA_PREFIX.length, context.length);
        return associated;
    }
}
