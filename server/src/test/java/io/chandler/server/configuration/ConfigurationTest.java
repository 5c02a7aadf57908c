package io.chandler.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading, overriding and printing settings. */
class ConfigurationTest {

    private static final Path FOLDER = Path.of("/etc/chandler");

    private static Configuration parse(String text) {
        return parse(text, Map.of());
    }

    private static Configuration parse(String text, Map<String, String> environment) {
        return Configuration.parse(text, FOLDER, environment);
    }

    private static List<String> problems(String text, Map<String, String> environment) {
        return catchThrowableOfType(ConfigurationException.class, () -> parse(text, environment))
                .problems();
    }

    record Mistake(String text, String problem) {}

    static List<Mistake> mistakes() {
        return List.of(
                new Mistake("server: {prt: 1}", "server.prt (line 1) is not a setting: did you mean server.port?"),
                new Mistake("\n\nservr:\n  port: 1", "servr (line 3) is not a setting: did you mean server?"),
                new Mistake("completely-different: 1", "completely-different (line 1) is not a setting"),
                new Mistake(
                        "server:\n  port: eighty",
                        "server.port (line 2) must be a whole number from 0 to 65535 (it is \"eighty\")"),
                new Mistake(
                        "server: {port: 70000}",
                        "server.port (line 1) must be a whole number from 0 to 65535 (it is \"70000\")"),
                new Mistake("server: {port: [1]}", "server.port (line 1) must be a whole number from 0 to 65535"),
                new Mistake("server: 8080", "server (line 1) must be a mapping of names to values"),
                new Mistake("- a", "The configuration (line 1) must be a mapping of names to values"),
                new Mistake("server:\n  port: 1\n  port: 2", "server.port (line 3) occurs twice"),
                new Mistake(
                        "limits: {body: 1Mb}",
                        "limits.body (line 1) must be a size from 1B to 1GiB, such as 512B, 64KiB, 1MiB"
                                + " (it is \"1Mb\")"),
                new Mistake(
                        "limits: {idle-time: 10}",
                        "limits.idle-time (line 1) must be a duration from 1s to 1d, such as 250ms, 10s, 5m, 2h, 7d"
                                + " (it is \"10\")"),
                new Mistake("log: {format: xml}", "log.format (line 1) must be one of plain, json (it is \"xml\")"),
                new Mistake(
                        "engine: {cascade: maybe}", "engine.cascade (line 1) must be true or false (it is \"maybe\")"),
                new Mistake(
                        "store: {url: chandler.db}",
                        "store.url (line 1) must be the URL of a store, such as sqlite:chandler.db"
                                + " (it is \"chandler.db\")"),
                new Mistake(
                        "users: [{name: a, pasword: x}]",
                        "users[0].pasword (line 1) is not a setting: did you mean users[0].password?"),
                new Mistake("users: [{password: x}]", "users[0].name (line 1) is missing"),
                new Mistake(
                        "users: [{name: a}]",
                        "users[0] (line 1) must have one of password, password-file and password-hash"),
                new Mistake(
                        "users:\n  - {name: a, password: x}\n  - {name: a, password: y}",
                        "users[1].name (line 3) is the name of another user too: a"),
                new Mistake(
                        "users: [{name: 'a:b', password: x}]",
                        "users[0].name (line 1) must be text without a colon (it is \"a:b\")"),
                new Mistake(
                        "users: [{name: a, password-hash: MARKER}]",
                        "users[0].password-hash (line 1) must be what chandler hash-password prints"),
                new Mistake("users: [{name: a, password: [MARKER]}]", "users[0].password (line 1) must be text"),
                new Mistake("users: a", "users (line 1) must be a list (it is \"a\")"),
                new Mistake(
                        "platforms: [{name: CF}]",
                        "platforms[0].name (line 1) must be up to 63 lower-case letters, digits and hyphens"
                                + " (it is \"CF\")"),
                new Mistake(
                        "platforms: [{name: a, users: [x]}]",
                        "platforms[0].users (line 1) names x, who is not among users"),
                new Mistake(
                        "platforms: [{name: a, path: /x}, {name: b, path: /x}]",
                        "platforms[1].path (line 1) is the path of platform a too: /x"),
                new Mistake(
                        "server: {tls: {certificate: a.pem}}",
                        "server.tls must have both certificate and key, or neither"),
                new Mistake(
                        "server: {tls: {client-authentication: required}}",
                        "server.tls.client-ca must be set where clients are asked for certificates"),
                new Mistake(
                        "server: {port: 8443}\napi: {enabled: true, users: [{name: a, token: MARKER}]}",
                        "api.port must not be the server's: the API has a listener of its own"),
                new Mistake(
                        "encryption: {keys: MARKER, keys-file: x}",
                        "encryption must have either keys or keys-file, not both"),
                new Mistake("services: {postgres: MARKER}", "services.postgres (line 1) must be a mapping"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPathAndLine(Mistake mistake) {
        assertThat(problems(mistake.text(), Map.of())).contains(mistake.problem());
        assertThat(problems(mistake.text(), Map.of()).toString()).doesNotContain("MARKER");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() ->
                        parse("server: {prt: 1, port: x}\nlog: {level: loud}", Map.of("CHANDLER_LIMITS_BODY", "big")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it has 4 mistakes")
                .hasMessageContaining("server.prt")
                .hasMessageContaining("server.port")
                .hasMessageContaining("log.level")
                .hasMessageContaining("the environment variable CHANDLER_LIMITS_BODY must be a size");
    }

    @Test
    void whatIsNotYamlIsToldWithItsLine() {
        assertThat(problems("server:\n  port: [1", Map.of()))
                .singleElement()
                .asString()
                .contains("is not YAML");
        assertThat(problems("a: &x [*x, *x]", Map.of())).isNotEmpty();
    }

    @Test
    void withoutASettingTheDefaultHolds() {
        var configuration = parse("");

        assertThat(configuration.get(Keys.PORT)).isEqualTo(8080);
        assertThat(configuration.get(Keys.LIMIT_BODY)).isEqualTo(1_048_576);
        assertThat(configuration.find(Keys.CATALOG)).isEmpty();
    }

    @Test
    void valuesOfTheFileAreRead() {
        var configuration = parse("""
                server:
                  port: 9090
                  shutdown-deadline: 5m
                limits: {body: 64KiB}
                catalog: catalog.yml
                users:
                  - {name: cf, password: '0123'}
                services:
                  postgres: {url: 'jdbc:postgresql://db'}
                """);

        assertThat(configuration.get(Keys.PORT)).isEqualTo(9090);
        assertThat(configuration.get(Keys.SHUTDOWN_DEADLINE)).isEqualTo(Duration.ofMinutes(5));
        assertThat(configuration.get(Keys.LIMIT_BODY)).isEqualTo(65_536);
        assertThat(configuration.find(Keys.CATALOG)).contains(FOLDER.resolve("catalog.yml"));
        assertThat(configuration.get(Keys.USERS).getFirst().get(Keys.USER_PASSWORD))
                .isEqualTo("0123");
        assertThat(configuration.get(Keys.SERVICES)).containsOnlyKeys("postgres");
    }

    @Test
    void everySettingCanBeGivenByTheEnvironment() {
        var configuration = parse(
                "server: {port: 1}",
                Map.of(
                        "CHANDLER_SERVER_PORT", "2",
                        "CHANDLER_LIMITS_CONCURRENT_REQUESTS", "7",
                        "CHANDLER_USERS", "[{name: a, password: x}]",
                        "CHANDLER_SERVICES", "{postgres: {url: x}}",
                        "CHANDLER_USER", "b",
                        "CHANDLER_PASSWORD", "y"));

        assertThat(configuration.get(Keys.PORT)).isEqualTo(2);
        assertThat(configuration.get(Keys.LIMIT_REQUESTS)).isEqualTo(7);
        assertThat(configuration.get(Keys.USERS))
                .extracting(user -> user.get(Keys.USER_NAME))
                .containsExactly("a", "b");
        assertThat(configuration.get(Keys.SERVICES)).containsOnlyKeys("postgres");
        assertThat(configuration.origins()).containsEntry("server.port", "CHANDLER_SERVER_PORT");
    }

    @Test
    void aVariableThatLooksLikeASettingIsWarnedOf() {
        var configuration = parse("", Map.of("CHANDLER_SERVER_PRT", "1", "CHANDLER_OPTS", "-Xmx1g", "HOME", "/"));

        assertThat(configuration.warnings())
                .containsExactly("the environment variable CHANDLER_SERVER_PRT is not a setting: did you mean"
                        + " CHANDLER_SERVER_PORT?");
    }

    /** As a cluster gives them for Services that are called chandler, chandler-api and chandler-server. */
    @Test
    void whatKubernetesTellsOfServicesIsNoSetting() {
        var environment = new HashMap<String, String>();
        for (var service : List.of("CHANDLER", "CHANDLER_API", "CHANDLER_SERVER")) {
            environment.putAll(Map.of(
                    service + "_SERVICE_HOST", "10.96.0.7",
                    service + "_SERVICE_PORT", "80",
                    service + "_SERVICE_PORT_HTTP", "80",
                    service + "_PORT", "tcp://10.96.0.7:80",
                    service + "_PORT_80_TCP", "tcp://10.96.0.7:80",
                    service + "_PORT_80_TCP_PROTO", "tcp",
                    service + "_PORT_80_TCP_PORT", "80",
                    service + "_PORT_80_TCP_ADDR", "10.96.0.7"));
        }
        environment.put("CHANDLER_SERVER_PORT", "9090");

        var configuration = parse("api: {port: 8444}", environment);

        assertThat(configuration.get(Keys.API_PORT)).isEqualTo(8444);
        assertThat(configuration.get(Keys.PORT)).as("set by the pod itself").isEqualTo(9090);
        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.environment()).containsOnlyKeys("CHANDLER_SERVER_PORT");
    }

    @Test
    void anAddressThatNoServiceBelongsToIsAMistake() {
        assertThat(problems("", Map.of("CHANDLER_SERVER_PORT", "tcp://10.96.0.7:80")))
                .singleElement()
                .asString()
                .startsWith("the environment variable CHANDLER_SERVER_PORT must be");
    }

    @Test
    void aUserOfTheEnvironmentNeedsAPassword() {
        assertThat(problems("", Map.of("CHANDLER_USER", "a")))
                .contains(
                        "the environment variable CHANDLER_PASSWORD must be the password of the user in CHANDLER_USER");
    }

    @Test
    void aUserOfTheEnvironmentReplacesTheOneOfThatName() {
        var environment = Map.of("CHANDLER_USER", "a", "CHANDLER_PASSWORD", "new");
        var configuration = parse("""
                users: [{name: a, password-file: /run/secrets/a}, {name: b, password: y}]
                platforms: [{name: p, users: [a]}]
                """, environment);

        assertThat(configuration.get(Keys.USERS))
                .extracting(user -> user.get(Keys.USER_NAME), user -> user.find(Keys.USER_PASSWORD))
                .containsExactly(tuple("a", Optional.of("new")), tuple("b", Optional.of("y")));
        assertThat(configuration.withUser("a", "of the program").get(Keys.USERS))
                .isEqualTo(configuration.get(Keys.USERS));
        assertThat(problems("users: [{name: a, password: x}, {name: a, password: y}]\n", environment))
                .anyMatch(problem -> problem.contains("is the name of another user too: a"));
    }

    @Test
    void whatIsInEffectIsPrintedWithItsOriginAndWithoutSecrets() {
        var configuration =
                parse("""
                server: {port: 9090}
                users: [{name: cf, password: MARKER}]
                encryption: {keys: 'k1=MARKER'}
                services: {postgres: {url: 'MARKER', size: 4711}}
                """, Map.of("CHANDLER_LOG_FORMAT", "json", "CHANDLER_USER", "u", "CHANDLER_PASSWORD", "MARKER"));

        assertThat(configuration.effective())
                .contains("  port: 9090  # file\n")
                .contains("  format: json  # CHANDLER_LOG_FORMAT\n")
                .contains("  body: 1MiB  # default\n")
                .contains("  - name: \"cf\"\n    password: \"***\"\n")
                .contains("    url: \"***\"\n")
                .doesNotContain("MARKER")
                .doesNotContain("4711");
        assertThat(configuration.toString() + configuration.get(Keys.USERS)).doesNotContain("MARKER");
    }

    @Test
    void whatIsPrintedCanBeReadAgain() {
        var text = """
                server: {port: 9090, tls: {certificate: a, key: b}}
                platforms: [{name: x, path: '/"q\\'}]
                catalog: 'c "x".yml'
                engine: {replica: "a\\tb"}
                """;
        var printed = parse(text).effective();

        var again = parse(printed);

        assertThat(again.effective()).isEqualTo(printed.replace("# default", "# file"));
        assertThat(again.find(Keys.ENGINE_REPLICA)).contains("a\tb");
    }

    @Test
    void valuesOfTheProgramYieldToFileAndEnvironment() {
        var configuration = parse("server: {port: 1}").with(Keys.PORT, 2).with(Keys.LOG_FORMAT, "json");

        assertThat(configuration.get(Keys.PORT)).isEqualTo(1);
        assertThat(configuration.get(Keys.LOG_FORMAT)).isEqualTo("json");
        assertThat(configuration.withUser("a", "x").get(Keys.USERS)).hasSize(1);
        assertThatThrownBy(() -> configuration.withUser("a", "x").withUser("a", "y"))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void changesThatNeedARestartAreKnown() {
        var before = parse("server: {port: 1}\nusers: [{name: a, password: x}]");
        var after = parse("server: {port: 2}\nusers: [{name: b, password: x}]");

        assertThat(after.needRestart(before)).containsExactly("server.port");
    }

    @Test
    void aServiceThatMovedToAnotherLineHasNotChanged() {
        var before = parse("services: {a: {b: [1, {c: }]}}");
        var moved = parse("# more\nservices:\n  a:\n    b: [1, {c: }]\n");
        var changed = parse("services: {a: {b: [2, {c: }]}}");

        assertThat(moved.needRestart(before)).isEmpty();
        assertThat(changed.needRestart(before)).containsExactly("services");
    }

    @Test
    void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
        var file = folder.resolve("chandler.yml");
        assertThatThrownBy(() -> Configuration.read(file, Map.of())).hasMessageContaining("there is no such file");

        Files.write(file, new byte[] {(byte) 0xC3, '('});
        assertThatThrownBy(() -> Configuration.read(file, Map.of())).hasMessageContaining("must be text in UTF-8");
    }
}
