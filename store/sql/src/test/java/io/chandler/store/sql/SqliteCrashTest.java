package io.chandler.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.store.kit.CrashCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCrashTest {

    @TempDir
    Path folder;

    @Test
    void killedAtRandomMomentsItKeepsWhatItAcknowledged() throws Exception {
        var file = folder.resolve("chandler.db");
        int checked =
                CrashCheck.run(StoreProcess.command(file), () -> SqliteStore.open(file, SqliteSettings.defaults()), 10);
        assertThat(checked).isGreaterThan(200);
    }
}
