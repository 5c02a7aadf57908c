package io.chandler.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new broker, made by the installation, passes its own tests. */
class NewBrokerTest {

    private static final Path INSTALLATION =
            Path.of("../dist/target/chandler").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void aNewBrokerBuildsAndPassesItsTests() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var made = run(
                folder,
                java,
                "-cp",
                INSTALLATION.resolve("lib") + "/*",
                "io.chandler.cli.Main",
                "new",
                "broker",
                "wine-cellar");
        assertThat(made).contains("cd wine-cellar");

        var project = folder.resolve("wine-cellar");
        var built = run(project, "./mvnw", "-B", "-ntp", "verify");
        assertThat(built).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0", "BUILD SUCCESS");
        // Those of this installation: a snapshot of an earlier one may be in Maven's own repository.
        try (var jars = Files.list(project.resolve("target/lib"))) {
            var ours = jars.filter(jar -> jar.getFileName().toString().startsWith("chandler-"))
                    .toList();
            assertThat(ours)
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(jar)
                            .hasSameBinaryContentAs(INSTALLATION.resolve("lib").resolve(jar.getFileName())));
        }
    }

    private String run(Path folder, String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile(this.folder, "out", ".log");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        var text = Files.readString(log);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
