package io.chandler.examples.postgres;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What a login is given.
 *
 * @param password 192 random bits as letters, digits, hyphens and underscores
 * @param expiresAt from when on the password no longer works
 * @param renewBefore until when it should have been replaced
 */
record Access(String password, Optional<Instant> expiresAt, Optional<Instant> renewBefore) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PASSWORD_BYTES = 24;

    /** A quarter of the life of a password is left to replace it. */
    private static final int RENEWAL_SHARE = 4;

    static Access choose(BindParameters wanted, Instant now) {
        var bytes = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(bytes);
        var life = wanted.expiresAfterHours().map(Duration::ofHours);
        var end = life.map(now::plus);
        return new Access(
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                end,
                end.map(moment -> moment.minus(life.orElseThrow().dividedBy(RENEWAL_SHARE))));
    }

    @Override
    public String toString() {
        return "Access[not shown]";
    }
}
