package io.chandler.broker.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.secrets.Keyring;
import io.chandler.broker.secrets.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsGuideTest {

    @Test
    void sealsAndOpens(@TempDir Path folder) {
        var file = folder.resolve("keys.yml");
        byte[] plain = "correct horse".getBytes(StandardCharsets.UTF_8);
        byte[] context = "instances/42/password".getBytes(StandardCharsets.UTF_8);

        var keyring = Keyring.generate(file);
        var sealed = keyring.seal(plain, context);
        var opened = Keyring.read(file).open(sealed, context);

        assertThat(opened).isEqualTo(plain);
    }

    @Test
    void showsASecretOnlyWhenAsked() {
        var password = Secret.of("correct horse");
        assertThat("password " + password).isEqualTo("password ***");
        assertThat(password.reveal()).isEqualTo("correct horse");
    }
}
