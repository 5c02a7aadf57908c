package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.cli.CommandFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The show, with an adapter that needs nothing but a shell. */
class DemoCommandTest {

    private static final String ADAPTER = """
            #!/bin/sh
            input=$(cat)
            case $1 in
              generate-manifest)
                name=$(printf '%s' "$input" | sed 's/.*deployment_name\\\\":\\\\"\\([^\\\\]*\\)\\\\".*/\\1/')
                version=$(printf '%s' "$input" | sed 's/.*releases\\\\":\\[{[^}]*version\\\\":\\\\"\\([^\\\\]*\\)\\\\".*/\\1/')
                cat <<MANIFEST
            {"manifest":"name: $name\\nreleases:\\n- name: redis\\n  version: '$version'\\nstemcells:\\n- {alias: s, os: ubuntu-jammy, version: '1.300'}\\ninstance_groups:\\n- {name: redis, instances: 1, vm_type: small, stemcell: s, azs: [z1], networks: [{name: default}], jobs: [{name: redis-server, release: redis}]}\\nupdate: {canaries: 1, canary_watch_time: 1-2, update_watch_time: 1-2, max_in_flight: 1}\\n","secrets":null,"configs":null}
            MANIFEST
                ;;
              create-binding) echo '{"credentials":{"host":"10.0.0.1","password":"hush"}}' ;;
              delete-binding) ;;
              *) exit 10 ;;
            esac
            """;

    @TempDir
    Path folder;

    private record Typed(int exitCode, String out) {}

    private Typed demo(String... arguments) {
        var printed = new StringWriter();
        var line = new CommandLine(new DemoCommand()).setOut(new PrintWriter(printed, true));
        line.setExecutionExceptionHandler((e, _, _) -> {
            printed.write(String.valueOf(e.getMessage()));
            return e instanceof CommandFailure failure ? failure.exitCode() : 99;
        });
        int exitCode = line.execute(arguments);
        return new Typed(exitCode, printed.toString());
    }

    private Path adapter(String script) throws Exception {
        var file = Files.writeString(folder.resolve("adapter"), script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void everyStageDoesWhatItShould() throws Exception {
        var typed = demo("--once", "--adapter", adapter(ADAPTER).toString());
        assertThat(typed.exitCode).as(typed.out).isZero();
        assertThat(typed.out)
                .contains("ok  offering redis with plan small")
                .contains("ok  it gets host, password")
                .contains("ok  refused: The service broker has been updated, and this service instance is out of date.")
                .contains("FINISHED PROCESSING Status: SUCCESS")
                .contains("ok  all deployments have release redis 2")
                .contains("ok  found [{\"deployment_name\":\"service-instance_redis-5\"}]")
                .contains("ok  the director has no deployment left")
                .doesNotContain("hush");
    }

    @Test
    void aStageThatFailsIsToldAndTheExitCodeIsOne() throws Exception {
        var typed = demo(
                "--once",
                "--adapter",
                adapter("#!/bin/sh\ncat >/dev/null\necho not today\nexit 1\n").toString());
        assertThat(typed.exitCode).as(typed.out).isEqualTo(1);
        assertThat(typed.out)
                .contains("failed  expected instance redis-1 to be accepted")
                .contains("not today")
                .contains("what the broker logged is in ");
    }

    @Test
    void anAdapterThatIsNoneIsAMistakeOfTheUser() {
        var typed = demo("--once", "--adapter", folder.resolve("none").toString());
        assertThat(typed.exitCode).isEqualTo(2);
        assertThat(typed.out).contains("--adapter must name an executable file; it is " + folder.resolve("none") + ".");
    }

    @Test
    void withoutTheExampleAnAdapterMustBeNamed() {
        var typed = demo("--once");
        assertThat(typed.exitCode).isEqualTo(2);
        assertThat(typed.out).contains("There is no service adapter to show; name one with --adapter.");
    }
}
