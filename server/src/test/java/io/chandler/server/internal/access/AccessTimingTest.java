package io.chandler.server.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.server.configuration.Configuration;
import io.chandler.server.configuration.Passwords;
import io.chandler.server.internal.access.Access.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The time of a refusal does not tell which users there are: each takes the same work, which is counted here. */
class AccessTimingTest {

    private static final String HASH = Passwords.hash("open sesame");

    /** The hashes that were computed, the slow part of each check. */
    private final List<String> computed = new ArrayList<>();

    private Access access(String users) {
        var configuration = Configuration.parse("users: [" + users + "]", Path.of(""), Map.of());
        return Access.of(configuration, false, (hash, password) -> {
            computed.add(hash);
            return Passwords.matches(hash, password);
        });
    }

    private Verdict verdict(Access access, String credentials) {
        computed.clear();
        var encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return access.authenticate("Basic " + encoded);
    }

    private static String cost(String hash) {
        return hash.substring(0, hash.indexOf('$', "pbkdf2-sha256$".length()));
    }

    @Test
    void whereAPasswordIsHashedEveryRefusalTakesTheWorkOfOneHash() {
        var access = access("{name: hashed, password-hash: " + HASH + "}, {name: plain, password: secret}");

        for (var wrong : List.of("hashed:wrong", "plain:wrong", "nobody:wrong", ":wrong", "nobody:open sesame")) {
            assertThat(verdict(access, wrong)).as(wrong).isEqualTo(Verdict.Denied.DENIED);
            assertThat(computed)
                    .as(wrong)
                    .singleElement()
                    .satisfies(hash -> assertThat(cost(hash)).isEqualTo(cost(HASH)));
        }
        assertThat(verdict(access, "plain:open sesame"))
                .as("another user's password")
                .isEqualTo(Verdict.Denied.DENIED);
    }

    @Test
    void whoIsKnownIsStillLetInQuickly() {
        var access = access("{name: hashed, password-hash: " + HASH + "}, {name: plain, password: secret}");

        assertThat(verdict(access, "plain:secret")).isEqualTo(new Verdict.Granted("plain"));
        assertThat(computed).isEmpty();
        assertThat(verdict(access, "hashed:open sesame")).isEqualTo(new Verdict.Granted("hashed"));
        assertThat(computed).containsExactly(HASH);
        assertThat(verdict(access, "hashed:open sesame")).isEqualTo(new Verdict.Granted("hashed"));
        assertThat(computed).isEmpty();
    }

    @Test
    void whereNoPasswordIsHashedNoneIsComputed() {
        var access = access("{name: plain, password: secret}");

        assertThat(verdict(access, "plain:wrong")).isEqualTo(Verdict.Denied.DENIED);
        assertThat(verdict(access, "nobody:wrong")).isEqualTo(Verdict.Denied.DENIED);
        assertThat(computed).isEmpty();
    }
}
