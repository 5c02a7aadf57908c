package io.chandler.acceptance.ondemand;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chandler.osb.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An adapter in Go works with our broker, and our adapter with a broker in Go. The program in Go (in the resources) has the
 * contract as types with the names of the Go broker and its SDK; each document that it reads may have no other member, and
 * must have the bytes that Go writes for the same values.
 */
class GoAdapterTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path RECORDED = ROOT.resolve("adapter/src/test/resources/contract");

    @TempDir
    static Path programs;

    private static Path program = Path.of("");

    @BeforeAll
    static void build() throws Exception {
        program = programs.resolve("adapter");
        assumeTrue(hasGo(), "there is no go: no adapter in Go was called");
        var sources =
                Path.of(GoAdapterTest.class.getResource("go/main.go").toURI()).getParent();
        var go = new ProcessBuilder("go", "build", "-o", program.toString(), "contract.go", "drive.go", "main.go")
                .directory(sources.toFile());
        go.environment().put("GOCACHE", programs.resolve("cache").toString());
        go.environment().put("GO111MODULE", "off");
        assertThat(run(go)).isEqualTo(new Run(0, ""));
    }

    private static boolean hasGo() throws InterruptedException {
        try {
            return new ProcessBuilder("go", "version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private record Run(int exitCode, String printed) {}

    private static Run run(ProcessBuilder builder) throws IOException, InterruptedException {
        var process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), printed);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anAdapterInGoWorksWithOurBroker(boolean standardInput, @TempDir Path folder) throws Exception {
        try (var house = House.in(folder, House.WORKERS, Duration.ofMillis(30));
                var api = house.api()) {
            Files.copy(program, house.adapter(), StandardCopyOption.REPLACE_EXISTING);
            var file = folder.resolve("broker.yml");
            Files.writeString(file, Files.readString(file).replace("use_stdin: true", "use_stdin: " + standardInput));
            house.broker();

            api.created("one", House.PLAIN);
            var update = api.update("one", House.PLAIN);
            assertThat(update.status()).as("%s", update).isEqualTo(202);
            assertThat(api.ended("one", update.text("operation")).text("state")).isEqualTo("succeeded");

            var bound = api.bind("one", House.PLAIN, "binding-1");
            assertThat(bound.status()).as("%s", bound).isEqualTo(201);
            var credentials = bound.body().path("credentials");
            assertThat(credentials.path("binding").asString("")).isEqualTo("binding-1");
            assertThat(credentials.path("machines").path("server").size()).isEqualTo(1);
            assertThat(credentials.path("knows-the-secret").asBoolean()).isEqualTo(standardInput);
            var unbound = api.unbind("one", House.PLAIN, "binding-1");
            assertThat(unbound.status()).as("%s", unbound).isEqualTo(200);

            var body = Json.object().put("plan_id", House.PLAIN);
            body.putObject("context").put("space_guid", "space");
            var upgrade = api.send("PATCH", "/mgmt/service_instances/one?operation_type=upgrade", body);
            assertThat(upgrade.status()).as("%s", upgrade).isEqualTo(202);
            var end = api.ended("one", upgrade.raw().strip());
            assertThat(end.text("state")).as("%s", end).isEqualTo("succeeded");
            assertThat(house.director.manifest("service-instance_one").orElse(""))
                    .contains("size: large");

            api.deleted("one", House.PLAIN);
            assertThat(house.traces("one")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "generate-manifest, generate-manifest",
        "generate-manifest-first, generate-manifest",
        "create-binding, create-binding",
        "delete-binding, delete-binding",
        "dashboard-url, dashboard-url",
        "generate-plan-schemas, generate-plan-schemas"
    })
    void theRecordedInputIsWhatGoWrites(String recorded, String subcommand) throws Exception {
        var process = new ProcessBuilder(program.toString(), subcommand)
                .redirectInput(RECORDED.resolve(recorded + ".stdin").toFile());
        // It offers no schemas: 10.
        assertThat(run(process).exitCode()).isEqualTo(subcommand.equals("generate-plan-schemas") ? 10 : 0);
    }

    @Test
    void ourAdapterWorksWithABrokerInGo() throws Exception {
        var ours = ROOT.resolve("examples/redis-adapter/redis-adapter");
        var driven = run(new ProcessBuilder(program.toString(), "drive", ours.toString()));
        assertThat(driven.exitCode()).as(driven.printed()).isZero();
        assertThat(driven.printed()).contains("name: service-instance_1\n", "maxclients: 70\n");
    }
}
