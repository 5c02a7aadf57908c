package io.chandler.server.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Hashes of passwords: {@code pbkdf2-sha256$iterations$salt$hash}, salt and hash in Base64. */
public final class Passwords {

    private static final String NAME = "pbkdf2-sha256";
    private static final int ITERATIONS = 600_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private record Parts(int iterations, byte[] salt, byte[] hash) {}

    private Passwords() {}

    /** Hashes a password with a random salt; takes a good part of a second, on purpose. */
    public static String hash(String password) {
        return hash(password, ITERATIONS);
    }

    static String hash(String password, int iterations) {
        var salt = random(SALT_BYTES);
        return text(iterations, salt, derive(password.toCharArray(), salt, iterations));
    }

    /**
     * A hash that no password has, and that takes as long to check as the one given.
     *
     * @throws IllegalArgumentException if that is no hash
     */
    public static String decoy(String hash) {
        var parts = parse(hash).orElseThrow(() -> new IllegalArgumentException("this is no hash of a password"));
        return text(parts.iterations(), random(parts.salt().length), random(HASH_BYTES));
    }

    private static String text(int iterations, byte[] salt, byte[] hash) {
        var base64 = Base64.getEncoder().withoutPadding();
        return NAME + "$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Whether the text is a hash as {@link #hash(String)} returns it. */
    public static boolean isHash(String text) {
        return parse(text).isPresent();
    }

    /**
     * Whether the hash is of this password, in UTF-8; false also where the text is no hash. Takes as long as hashing.
     */
    public static boolean matches(String hash, byte[] password) {
        var parts = parse(hash);
        if (parts.isEmpty()) {
            return false;
        }
        var characters = new String(password, UTF_8).toCharArray();
        var derived = derive(characters, parts.get().salt(), parts.get().iterations());
        Arrays.fill(characters, '\0');
        return MessageDigest.isEqual(derived, parts.get().hash());
    }

    private static Optional<Parts> parse(String text) {
        var fields = text.split("\\$", -1);
        if (fields.length != 4 || !fields[0].equals(NAME)) {
            return Optional.empty();
        }
        try {
            int iterations = Integer.parseInt(fields[1]);
            var salt = Base64.getDecoder().decode(fields[2]);
            var hash = Base64.getDecoder().decode(fields[3]);
            return iterations >= 1_000 && iterations <= MOST_ITERATIONS && salt.length >= 8 && hash.length == HASH_BYTES
                    ? Optional.of(new Parts(iterations, salt, hash))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        var specification = new PBEKeySpec(password, salt, iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(specification)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA256", e);
        } finally {
            specification.clearPassword();
        }
    }
}
