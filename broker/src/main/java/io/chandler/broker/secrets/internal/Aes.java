package io.chandler.broker.secrets.internal;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/** AES-256 in Galois/Counter mode with tags of 128 bits. */
final class Aes {

    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    /** The provider that the platform prefers; to look for it anew takes longer than a small text. */
    private static final Provider PROVIDER = provider();

    private static final int MOST_IDLE = 16;

    /** Ciphers that nobody uses. Each still has the last key set up, which is most often the next one too. */
    private static final AtomicReferenceArray<@Nullable Cipher> IDLE = new AtomicReferenceArray<>(MOST_IDLE);

    private Aes() {}

    private static Provider provider() {
        try {
            return Cipher.getInstance(TRANSFORMATION).getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
    }

    /** Encrypts {@code input} to {@code output} from {@code at} on; the nonce already stands before it. */
    static void encrypt(SecretKey key, byte[] associated, byte[] input, byte[] output, int nonceAt, int at) {
        try {
            var cipher = take();
            begin(cipher, Cipher.ENCRYPT_MODE, key, output, nonceAt, associated);
            int length = cipher.doFinal(input, 0, input.length, output, at);
            if (length != input.length + TAG_LENGTH) {
                throw new IllegalStateException("AES/GCM must write the text and its tag, wrote " + length + " bytes");
            }
            giveBack(cipher);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform encrypts with AES/GCM", e);
        }
    }

    /** Decrypts, or is empty where key, nonce, associated data or text are not those of the encryption. */
    static Optional<byte[]> decrypt(SecretKey key, byte[] associated, byte[] input, int nonceAt, int from, int to) {
        try {
            var cipher = take();
            begin(cipher, Cipher.DECRYPT_MODE, key, input, nonceAt, associated);
            byte[] plain = cipher.doFinal(input, from, to - from);
            giveBack(cipher);
            return Optional.of(plain);
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform decrypts with AES/GCM", e);
        }
    }

    private static void begin(Cipher cipher, int mode, SecretKey key, byte[] bytes, int nonceAt, byte[] associated)
            throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, bytes, nonceAt, NONCE_LENGTH));
        cipher.updateAAD(associated);
    }

    private static Cipher take() throws GeneralSecurityException {
        var idle = IDLE.getAndSet(place(), null);
        return idle == null ? Cipher.getInstance(TRANSFORMATION, PROVIDER) : idle;
    }

    private static void giveBack(Cipher cipher) {
        IDLE.set(place(), cipher);
    }

    private static int place() {
        return (int) Thread.currentThread().threadId() & (MOST_IDLE - 1);
    }
}
