package io.chandler.testkit.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chandler.testkit.Authority;
import io.chandler.testkit.Client;
import io.chandler.testkit.internal.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
                        DirectorProgram.Access.BASIC,
                        settings -> settings.folder(folder).credentials("me", "secret"),
                        new PrintStream(out, true, StandardCharsets.UTF_8)));
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains("try:"));
        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0)).startsWith("director:    https://127.0.0.1:");
        assertThat(lines.get(1)).isEqualTo("certificate: " + folder.resolve("ca.pem"));
        assertThat(Files.readString(folder.resolve("ca.pem"))).contains("BEGIN CERTIFICATE");
        assertThat(lines)
                .contains("username:    me", "password:    secret", "bosh.yml:    " + folder.resolve("bosh.yml"));
        assertThat(folder.resolve("bosh.yml")).content().isEqualTo("""
                        bosh:
                          url: %s
                          root_ca_cert: |
                        %s
                          authentication: {basic: {username: "me", password: "secret"}}
                        """.formatted(
                        lines.getFirst().substring(13),
                        Authority.in(folder).pem().strip().indent(4).stripTrailing()));
        int port = URI.create(lines.getFirst().substring(13)).getPort();
        assertThatThrownBy(() ->
                        DirectorProgram.run(DirectorProgram.Access.BASIC, settings -> settings.port(port), System.out))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on port " + port);
        thread.interrupt();
        thread.join();
    }

    @Test
    void wantsTokensOfAUaaBesideItIfItIsToldTo() throws Exception {
        var out = new ByteArrayOutputStream();
        var thread = Thread.ofVirtual()
                .start(() -> DirectorProgram.run(
                        DirectorProgram.Access.UAA,
                        settings -> settings.folder(folder).credentials("me", "secret"),
                        new PrintStream(out, true, StandardCharsets.UTF_8)));
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains("try:"));
        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).contains("client:      me", "secret:      secret");
        assertThat(folder.resolve("bosh.yml"))
                .content()
                .endsWith(
                        "  authentication: {uaa: {client_credentials: {client_id: \"me\", client_secret: \"secret\"}}}\n");

        var director = URI.create(lines.getFirst().substring(13));
        var basic = Client.of(director, Authority.in(folder), Client.basic("me", "secret"));
        assertThat(basic.get("/deployments").statusCode()).isEqualTo(401);
        var uaa = lines.stream()
                .filter(line -> line.startsWith("uaa: "))
                .findFirst()
                .orElseThrow();
        assertThat(basic.json("/info").at("/user_authentication/options/url").stringValue())
                .isEqualTo(uaa.substring(13));
        var token = Client.of(URI.create(uaa.substring(13)), Authority.in(folder), Client.basic("me", "secret"))
                .send(
                        "POST",
                        "/oauth/token",
                        "grant_type=client_credentials",
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        var bearer = "Bearer "
                + Json.read(token.body()).orElseThrow().get("access_token").stringValue();
        assertThat(Client.of(director, Authority.in(folder), bearer).json("/deployments"))
                .isEmpty();
        thread.interrupt();
        thread.join();
    }

    /** Runs in a process of its own: {@code DirectorProgramTest <folder> <port>}. */
    public static void main(String[] arguments) {
        DirectorProgram.run(
                DirectorProgram.Access.BASIC,
                settings -> settings.folder(Path.of(arguments[0]))
                        .port(Integer.parseInt(arguments[1]))
                        .taskTime(Duration.ofSeconds(2)),
                System.out);
    }

    private Process start(int port, Path log) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        DirectorProgramTest.class.getName(),
                        folder.toString(),
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(log).contains("try:"));
        return process;
    }

    @Test
    void carriesOnAfterItWasKilled() throws Exception {
        var log = folder.resolve("out.log");
        var first = start(0, log);
        var url = URI.create(Files.readAllLines(log).getFirst().substring(13));
        var client = Client.of(url, Authority.in(folder), Client.basic("admin", "admin-password"));
        for (var name : List.of("a", "b", "c", "d")) {
            assertThat(client.send("POST", "/deployments", "{name: " + name + "}", "Content-Type", "text/yaml")
                            .statusCode())
                    .isEqualTo(302);
        }
        first.destroyForcibly().waitFor();
        var second = start(url.getPort(), log);
        try {
            for (int task = 1; task <= 4; task++) {
                int id = task;
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> client.json("/tasks/" + id)
                                .get("state")
                                .stringValue()
                                .equals("done"));
            }
            assertThat(client.json("/deployments")).hasSize(4);
        } finally {
            second.destroyForcibly().waitFor();
        }
    }
}
