package io.chandler.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of passwords. */
class PasswordsTest {

    @Test
    void aHashMatchesItsPasswordOnly() {
        var hash = Passwords.hash("p:ä☃", 1_000);

        assertThat(Passwords.isHash(hash)).isTrue();
        assertThat(hash).doesNotContain("ä");
        assertThat(Passwords.matches(hash, "p:ä☃".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(Passwords.matches(hash, "p:a☃".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(Passwords.matches(hash, new byte[0])).isFalse();
    }

    @Test
    void theSamePasswordHasAnotherHashEachTime() {
        assertThat(Passwords.hash("x", 1_000)).isNotEqualTo(Passwords.hash("x", 1_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "pbkdf2-sha256$1000$AAAA$AAAA",
                "pbkdf2-sha256$99999999999$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "pbkdf2-sha256$x$y$z",
                "$$$"
            })
    void otherTextIsNoHash(String text) {
        assertThat(Passwords.isHash(text)).isFalse();
        assertThat(Passwords.matches(text, text.getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }
}
