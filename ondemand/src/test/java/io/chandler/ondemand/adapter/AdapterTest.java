package io.chandler.ondemand.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.chandler.adapter.AdapterCall;
import io.chandler.adapter.Plan;
import io.chandler.adapter.ServiceDeployment;
import io.chandler.adapter.document.Values;
import io.chandler.ondemand.configuration.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters that are executables, in shell. */
class AdapterTest {

    private static final Plan PLAN = Plan.read(Values.of(Map.of("instance_groups", List.of())));

    @TempDir
    Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Test
    void inputsTravelOnStandardInputOrAsArguments() throws IOException {
        var script = "cat > " + folder + "/stdin; echo \"$#:$1:$2\" > " + folder + "/arguments\n"
                + "echo '{\"dashboard_url\":\"https://d\"}'; echo careful >&2";
        try (var adapter = adapter(script, true)) {
            assertThat(adapter.dashboardUrl("one", PLAN, "name: x\n", log::add)).contains("https://d");
        }
        assertThat(Files.readString(folder.resolve("arguments"))).isEqualTo("1:dashboard-url:\n");
        assertThat(Files.readString(folder.resolve("stdin")))
                .startsWith("{\"generate_manifest\":{")
                .contains("\"dashboard_url\":{\"instance_id\":\"one\"")
                .endsWith("}\n");
        assertThat(log).containsExactly("service adapter ran dashboard-url successfully, stderr logs: careful\n");

        try (var adapter = adapter(script, false)) {
            var _ = adapter.dashboardUrl("one", PLAN, "name: x\n", log::add);
        }
        assertThat(Files.readString(folder.resolve("arguments"))).isEqualTo("4:dashboard-url:one\n");
        assertThat(folder.resolve("stdin")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({
        "10, NOT_IMPLEMENTED, ''",
        "41, BINDING_NOT_FOUND, ''",
        "42, APP_MISSING, ''",
        "49, BINDING_EXISTS, ''",
        "1, FAILED, for the user",
        "255, FAILED, for the user"
    })
    void exitCodesMeanWhatTheContractSays(int code, AdapterException.Kind kind, String forUser) throws IOException {
        try (var adapter = adapter("printf 'for the user'; echo details >&2; exit " + code, true)) {
            var thrown = catchThrowableOfType(AdapterException.class, () -> adapter.createBinding(binding(), log::add));

            assertThat(thrown.kind()).isEqualTo(kind);
            assertThat(thrown.forUser()).isEqualTo(forUser);
            assertThat(log)
                    .containsExactly("external service adapter exited with " + code + " at " + path()
                            + ": stdout: 'for the user', stderr: 'details\n'");
        }
    }

    @Test
    void anAdapterThatASignalEndsHasFailed() throws IOException {
        try (var adapter = adapter("kill -9 $$", true)) {
            assertThatThrownBy(() -> adapter.createBinding(binding(), log::add))
                    .isInstanceOfSatisfying(
                            AdapterException.class, e -> assertThat(e.kind()).isEqualTo(AdapterException.Kind.FAILED));
        }
    }

    @Test
    void oneThatCannotBeStartedIsNamed() {
        try (var adapter = Adapter.executable(folder + "/nowhere", Duration.ofSeconds(5), true)) {
            assertThatThrownBy(() -> adapter.createBinding(binding(), log::add))
                    .hasMessageContaining(folder + "/nowhere")
                    .hasMessageContaining("cannot be started");
        }
    }

    @Test
    void oneThatTakesTooLongIsEndedWithAllItStarted() throws IOException {
        var script = write("sleep 100 & echo $! > " + folder + "/child; wait");
        try (var adapter = Adapter.executable(script.toString(), Duration.ofMillis(700), true)) {
            assertThatThrownBy(() -> adapter.createBinding(binding(), log::add))
                    .hasMessageContaining("timeout_seconds");
        }
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void closingEndsWhatRuns() throws Exception {
        var script = write("touch " + folder + "/runs; sleep 100");
        var adapter = Adapter.executable(script.toString(), Duration.ofMinutes(5), true);
        var thrown = new CopyOnWriteArrayList<Throwable>();
        var caller = Thread.ofVirtual().start(() -> {
            try {
                var _ = adapter.createBinding(binding(), log::add);
            } catch (AdapterException e) {
                thrown.add(e);
            }
        });
        await().until(() -> Files.exists(folder.resolve("runs")));

        adapter.close();

        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        assertThat(thrown).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("ended with the broker"));
    }

    @Test
    void muchOutputAndInputThatNobodyReadsBlockNothing() throws IOException {
        var noise = "i=0; while [ $i -lt 3000 ]; do echo 'a line of noise that fills the pipe to the brim' >&2; "
                + "i=$((i+1)); done; echo '{\"credentials\":{}}'";
        try (var adapter = adapter(noise, true)) {
            var inputs = new AdapterCall.BindingInputs(
                    "b", Map.of(), "x".repeat(1 << 20), Map.of(), Optional.empty(), Map.of());

            assertThat(adapter.createBinding(inputs, log::add).credentials()).isEmpty();
        }
    }

    @Test
    void oneThatWritesWithoutEndIsEnded() throws IOException {
        try (var adapter = adapter("yes", true)) {
            assertThatThrownBy(() -> adapter.createBinding(binding(), log::add)).hasMessageContaining("more than");
        }
    }

    @Test
    void manifestsAreChecked() throws IOException {
        assertManifest("name: [", "that is not valid YAML");
        assertManifest("name: other", "expected name: 'service-instance_one', returned name: 'other'");
        assertManifest(
                "name: service-instance_one, releases: [{version: 3.latest}]",
                "expected exact version but returned version: '3.latest'");
        assertManifest(
                "name: service-instance_one, stemcells: [{version: latest}]",
                "expected exact version but returned version: 'latest'");
    }

    private void assertManifest(String manifest, String message) throws IOException {
        try (var adapter = adapter("echo '{" + manifest + "}'", false)) {
            assertThatThrownBy(() -> adapter.generateManifest(manifest(Optional.empty()), log::add))
                    .hasMessageContaining(message);
        }
    }

    @Test
    void noSecretComesBackInALine() throws IOException {
        var script = "cat >&2; echo '{\"credentials\": not-json hush'";
        try (var adapter = adapter(script, true)) {
            var inputs = new AdapterCall.BindingInputs(
                    "b", Map.of(), "name: x", Map.of(), Optional.of(Map.of("((x))", "verysecret")), Map.of());
            assertThatThrownBy(() -> adapter.createBinding(inputs, log::add))
                    .hasMessageContaining("external service adapter returned invalid JSON")
                    .message()
                    .doesNotContain("hush", "verysecret");
            assertThatThrownBy(() -> adapter.generateManifest(
                            manifest(Optional.of(Map.of("client_secret", "alsosecret"))), log::add))
                    .message()
                    .doesNotContain("hush", "alsosecret");
        }
        assertThat(String.join("", log)).contains("<redacted>").doesNotContain("verysecret", "alsosecret");
    }

    @Test
    void aSentenceForTheUserIsLoggedWithoutSecrets() throws IOException {
        try (var adapter = adapter("printf 'verysecret is wrong'; exit 1", true)) {
            var thrown = catchThrowableOfType(
                    AdapterException.class, () -> adapter.createBinding(binding("verysecret"), log::add));
            assertThat(thrown.forUser()).isEqualTo("verysecret is wrong");
            assertThat(thrown.forLog()).isEqualTo("<redacted> is wrong");
            assertThat(thrown).message().contains("<redacted> is wrong").doesNotContain("verysecret");
        }
        assertThat(log).noneMatch(line -> line.contains("verysecret"));
    }

    @Test
    void whatHasJustBeenMadeIsNotLogged() throws IOException {
        try (var adapter = adapter(
                "echo 'freshsecret freshuri more' >&2; "
                        + "echo '{\"credentials\":{\"password\":\"freshsecret\",\"uris\":[\"freshuri\"]}}'",
                true)) {
            assertThat(adapter.createBinding(binding(), log::add).credentials()).containsKey("password");
        }
        try (var adapter = adapter(
                "echo 'freshsecret freshuri more' >&2; echo '{\"manifest\":\"name: service-instance_one\","
                        + "\"secrets\":{\"a\":\"freshsecret\",\"b\":{\"c\":\"freshuri\"}}}'",
                true)) {
            assertThat(adapter.generateManifest(manifest(Optional.empty()), log::add)
                            .manifest())
                    .isEqualTo("name: service-instance_one");
        }
        assertThat(log)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).endsWith("stderr logs: <redacted> <redacted> more\n"));
    }

    @Test
    void aSecretIsHiddenInEveryFormThatTheInputsHave() throws IOException {
        try (var adapter = adapter("cat >&2; echo '{\"credentials\":{}}'", true)) {
            var inputs = new AdapterCall.BindingInputs(
                    "b",
                    Map.of(),
                    "name: x",
                    Map.of(),
                    Optional.of(Map.of("((x))", "kiwi\"pear<plum", "((y))", "kiwi\"pear<plum, and more")),
                    Map.of());
            var _ = adapter.createBinding(inputs, log::add);
        }
        assertThat(log)
                .singleElement()
                .asString()
                .contains("<redacted>")
                .doesNotContain("kiwi", "pear", "plum", "more");
    }

    @Test
    void oneThatIsEndedTellsNoSecretEither() throws IOException {
        var script = write("cat >&2; sleep 100");
        try (var adapter = Adapter.executable(script.toString(), Duration.ofSeconds(2), true)) {
            assertThatThrownBy(() -> adapter.createBinding(binding("verysecret"), log::add))
                    .message()
                    .contains("timeout_seconds")
                    .doesNotContain("verysecret");
        }
    }

    @Test
    void anAdapterInJavaThatWritesWithoutEndIsEnded() {
        var line = "x".repeat(1 << 20);
        JavaAdapter endless = (_, _, output, error) -> {
            while (!Thread.currentThread().isInterrupted()) {
                error.println(line);
                output.println(line);
            }
            return 0;
        };
        JavaAdapter deaf = (_, _, output, _) -> {
            for (int i = 0; i < 20; i++) {
                try {
                    output.println(line);
                } catch (AdapterException _) {
                    // It goes on.
                }
            }
            return 0;
        };
        for (var java : List.of(endless, deaf)) {
            try (var adapter = Adapter.inProcess(java, Duration.ofMinutes(1), true)) {
                assertThatThrownBy(() -> adapter.createBinding(binding(), log::add))
                        .hasMessageContaining("wrote more than 16777216 bytes to stdout");
            }
        }
    }

    @Test
    void anAdapterInJavaRunsHereAndIsInterrupted() {
        try (var adapter = Adapter.inProcess(
                (arguments, _, output, _) -> {
                    output.print("{\"dashboard_url\":\"https://" + arguments.getFirst() + "\"}");
                    return 0;
                },
                Duration.ofSeconds(5),
                true)) {
            assertThat(adapter.dashboardUrl("one", PLAN, "", log::add)).contains("https://dashboard-url");
        }
        try (var adapter = Adapter.inProcess(
                (_, _, _, _) -> {
                    log.add("began");
                    try {
                        Thread.sleep(Duration.ofMinutes(5));
                    } catch (InterruptedException _) {
                        log.add("interrupted");
                    }
                    return 0;
                },
                Duration.ofMillis(50),
                true)) {
            assertThatThrownBy(() -> adapter.dashboardUrl("one", PLAN, "", log::add))
                    .hasMessageContaining("interrupted after");
            // Cancelled before it began, it never begins.
            await().until(() -> log.contains("began") == log.contains("interrupted"));
        }
    }

    /** An adapter that the configuration names. */
    public static final class Named implements io.chandler.adapter.DashboardUrlGenerator {
        @Override
        public String dashboardUrl(io.chandler.adapter.DashboardUrlRequest request) {
            return "https://named/" + request.instanceId();
        }
    }

    @Test
    void theConfigurationNamesAnExecutableOrAClass() {
        var path = "class:" + Named.class.getName();
        try (var adapter = Adapter.of(new Configuration.Adapter(path, 5, true), true)) {
            assertThat(adapter.dashboardUrl("one", PLAN, "name: x\n", log::add)).contains("https://named/one");
        }
        assertThatThrownBy(() -> Adapter.of(new Configuration.Adapter("class:no.Such", 5, true), true))
                .hasMessage("service_adapter.path: the class no.Such is not on the class path");
        assertThatThrownBy(() -> Adapter.of(new Configuration.Adapter("class:java.lang.Object", 5, true), true))
                .hasMessageContaining("must implement");
    }

    private static AdapterCall.BindingInputs binding() {
        return new AdapterCall.BindingInputs("b", Map.of(), "name: x", Map.of(), Optional.empty(), Map.of());
    }

    private static AdapterCall.BindingInputs binding(String secret) {
        return new AdapterCall.BindingInputs(
                "b", Map.of(), "name: x", Map.of(), Optional.of(Map.of("((x))", secret)), Map.of());
    }

    private static AdapterCall.ManifestInputs manifest(Optional<Map<String, String>> client) {
        return new AdapterCall.ManifestInputs(
                new ServiceDeployment("service-instance_one", List.of(), List.of()),
                PLAN,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                client);
    }

    private Path path() {
        return folder.resolve("adapter");
    }

    private Path write(String script) throws IOException {
        Files.writeString(path(), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwx------"));
    }

    private Adapter adapter(String script, boolean standardInput) throws IOException {
        return Adapter.executable(write(script).toString(), Duration.ofSeconds(20), standardInput);
    }
}
