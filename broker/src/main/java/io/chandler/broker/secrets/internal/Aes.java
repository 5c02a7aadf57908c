package io.chandler.broker.secrets.internal;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256 in Galois/Counter mode with tags of 128 bits. */
final class Aes {

    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    /** The provider that the platform prefers; to look for it anew takes longer than a small text. */
    private static final Provider PROVIDER = provider();

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
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, output, nonceAt, associated);
            int length = cipher.doFinal(input, 0, input.length, output, at);
            if (length != input.length + TAG_LENGTH) {
                throw new IllegalStateException("AES/GCM must write the text and its tag, wrote " + length + " bytes");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform encrypts with AES/GCM", e);
        }
    }

    /** Decrypts, or is empty where key, nonce, associated data or text are not those of the encryption. */
    static Optional<byte[]> decrypt(SecretKey key, byte[] associated, byte[] input, int nonceAt, int from, int to) {
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, key, input, nonceAt, associated);
            return Optional.of(cipher.doFinal(input, from, to - from));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform decrypts with AES/GCM", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] bytes, int nonceAt, byte[] associated)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance(TRANSFORMATION, PROVIDER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, bytes, nonceAt, NONCE_LENGTH));
        cipher.updateAAD(associated);
        return cipher;
    }
}
