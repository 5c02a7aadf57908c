package io.chandler.acceptance.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo of the on-demand broker, as an installation shows it: with the Redis adapter, which nobody had to name. */
class InstalledDemoTest {

    @TempDir
    Path folder;

    @Test
    void theRedisAdapterIsShown() throws Exception {
        try (var demo =
                Executable.shell(folder, "CHANDLER_JAVA_OPTS=-Djava.io.tmpdir=$PWD chandler ondemand demo --once")) {
            assertThat(demo.awaitEnd()).as(demo::printed).isZero();
            assertThat(demo.printed())
                    .contains("ok  it gets host, password, port, uri")
                    .contains("ok  all deployments have release redis 2")
                    .contains("ok  the director has no deployment left");
        }
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder(".bin", ".logs");
        }
    }
}
