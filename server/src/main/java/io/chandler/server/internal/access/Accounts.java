package io.chandler.server.internal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chandler.server.configuration.Passwords;
import io.chandler.server.internal.access.Access.Verdict;
import io.chandler.server.internal.access.Account.SlowCheck;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Those who have a password. Where any of them has a slow hash, a wrong password takes as long for an account that has
 * none, and for a name that nobody has: the time must not tell the names. Thread-safe.
 */
final class Accounts {

    private final Map<String, Account> accounts;
    private final Account nobody;

    private Accounts(Map<String, Account> accounts, Account nobody) {
        this.accounts = Map.copyOf(accounts);
        this.nobody = nobody;
    }

    /** @param secrets the password of each name, or its hash */
    static Accounts of(Map<String, String> secrets, SlowCheck slow) {
        var decoy =
                secrets.values().stream().filter(Passwords::isHash).findFirst().map(Passwords::decoy);
        var accounts = new HashMap<String, Account>();
        secrets.forEach((name, secret) -> accounts.put(name, Account.of(name, secret, decoy, slow)));
        return new Accounts(accounts, Account.nobody(decoy, slow));
    }

    /** Checks name and password as Basic authentication carries them: with a colon between, in Base64. */
    Verdict check(String encoded) {
        byte[] credentials;
        try {
            credentials = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return Verdict.Denied.DENIED;
        }
        int colon = 0;
        while (colon < credentials.length && credentials[colon] != ':') {
            colon++;
        }
        if (colon == credentials.length) {
            return Verdict.Denied.DENIED;
        }
        return accounts.getOrDefault(new String(credentials, 0, colon, UTF_8), nobody)
                .check(credentials, colon + 1);
    }
}
