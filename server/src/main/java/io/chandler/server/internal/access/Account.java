package io.chandler.server.internal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.server.configuration.Passwords;
import io.chandler.server.internal.access.Access.Verdict;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A user and how his password is recognised. A password whose slow hash has matched once is remembered as a keyed fast
 * digest, so that further requests cost one SHA-256 and a comparison in constant time. Thread-safe.
 */
final class Account {

    /** Whether a slow hash is of a password; takes long. */
    @FunctionalInterface
    interface SlowCheck {
        boolean matches(String hash, byte[] password);
    }

    private static final Semaphore SLOW_CHECKS = new Semaphore(1);
    private static final long PATIENCE_SECONDS = 2;

    /** A digest that has taken in a random key of this process; copied for each use. */
    private static final MessageDigest KEYED = keyed();

    private final String name;
    private final @Nullable String hash;
    private final SlowCheck slow;
    private volatile byte @Nullable [] digest;

    private Account(String name, @Nullable String hash, SlowCheck slow, byte @Nullable [] digest) {
        this.name = name;
        this.hash = hash;
        this.slow = slow;
        this.digest = digest;
    }

    /**
     * An account with this password, or with the password of this hash.
     *
     * @param decoy a hash of no password, which a wrong password is checked against where the account has no hash
     */
    static Account of(String name, String secret, Optional<String> decoy, SlowCheck slow) {
        return Passwords.isHash(secret)
                ? new Account(name, secret, slow, null)
                : new Account(name, decoy.orElse(null), slow, digest(secret.getBytes(UTF_8), 0));
    }

    /** The account of the names that nobody has: every password is wrong. */
    static Account nobody(Optional<String> decoy, SlowCheck slow) {
        return new Account("", decoy.orElse(null), slow, null);
    }

    /** Checks the password that begins there. */
    Verdict check(byte[] credentials, int start) {
        var given = digest(credentials, start);
        var known = digest;
        if (known != null && MessageDigest.isEqual(given, known)) {
            return new Verdict.Granted(name);
        }
        return hash == null ? Verdict.Denied.DENIED : checkSlowly(hash, credentials, start, given);
    }

    private Verdict checkSlowly(String expected, byte[] credentials, int start, byte[] given) {
        boolean acquired = false;
        try {
            acquired = SLOW_CHECKS.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!acquired) {
                return Verdict.Busy.BUSY;
            }
            var known = digest;
            if (known != null && MessageDigest.isEqual(given, known)) {
                return new Verdict.Granted(name);
            }
            if (!slow.matches(expected, Arrays.copyOfRange(credentials, start, credentials.length))) {
                return Verdict.Denied.DENIED;
            }
            digest = given;
            return new Verdict.Granted(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.Busy.BUSY;
        } finally {
            if (acquired) {
                SLOW_CHECKS.release();
            }
        }
    }

    private static byte[] digest(byte[] bytes, int start) {
        try {
            var copy = (MessageDigest) KEYED.clone();
            copy.update(bytes, start, bytes.length - start);
            return copy.digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the digest of the Java platform can be copied", e);
        }
    }

    private static MessageDigest keyed() {
        try {
            var key = new byte[64];
            new SecureRandom().nextBytes(key);
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(key);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
