package io.chandler.testkit.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The director as a program. */
class DirectorProgramTest {

    @TempDir
    Path folder;

    @Test
    void saysWhereItIsAndRunsUntilItIsInterrupted() throws Exception {
        var out = new ByteArrayOutputStream();
        var thread = Thread.ofVirtual()
                .start(() -> DirectorProgram.run(
                        settings -> settings.folder(folder).credentials("me", "secret"),
                        new PrintStream(out, true, StandardCharsets.UTF_8)));
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains("try:"));
        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).startsWith("director:    https://127.0.0.1:");
        assertThat(lines.get(1)).isEqualTo("certificate: " + folder.resolve("ca.pem"));
        assertThat(Files.readString(folder.resolve("ca.pem"))).contains("BEGIN CERTIFICATE");
        assertThat(lines).contains("username:    me", "password:    secret");
        int port = URI.create(lines.getFirst().substring(13)).getPort();
        assertThatThrownBy(() -> DirectorProgram.run(settings -> settings.port(port), System.out))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on port " + port);
        thread.interrupt();
        thread.join();
    }
}
