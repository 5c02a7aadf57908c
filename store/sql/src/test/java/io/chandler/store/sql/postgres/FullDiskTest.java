package io.chandler.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chandler.resources.Revision;
import io.chandler.resources.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's disk gets full and has space again. Only the superuser of Linux can make a disk for it. */
class FullDiskTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private record Disk(Path folder) implements AutoCloseable {

        void resize(String size) throws Exception {
            run("mount", "-o", "remount,size=" + size, folder.toString());
        }

        @Override
        public void close() throws IOException {
            try {
                run("umount", "--lazy", folder.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(Arrays.toString(command) + ": " + output.strip());
        }
    }

    private Disk disk(String size) throws InterruptedException {
        try {
            run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + size, "chandler-test", folder.toString());
            return new Disk(folder);
        } catch (IOException e) {
            return Assumptions.abort("A disk for the server cannot be made here: " + e.getMessage());
        }
    }

    @Test
    void whatIsRefusedForWantOfSpaceIsNotThereAndWritingGoesOnWhenThereIsSome() throws Exception {
        try (var disk = disk("24m");
                var server = TestServer.start("")) {
            var place = Files.createDirectory(folder.resolve("data"));
            Files.setPosixFilePermissions(
                    folder.toAbsolutePath().getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
            TestServer.give(place);
            server.execute("postgres", "CREATE TABLESPACE small LOCATION '" + place + "'");
            server.execute("postgres", "CREATE DATABASE full_disk TABLESPACE small");
            try (var store = PostgresStore.open(server.location("full_disk"), PostgresSettings.defaults())) {
                var acknowledged = new LinkedHashMap<String, Revision>();
                var failure = fill(store, acknowledged);
                assertThat(failure.certain()).isTrue();
                assertThat(failure).hasMessageContaining("has no space left on its disk");
                assertThat(acknowledged).isNotEmpty();
                var refused = "things/" + acknowledged.size();
                assertThat(store.get(refused)).isEmpty();
                assertThatThrownBy(() -> store.create(refused, "", large(0)))
                        .isInstanceOf(StoreException.Unavailable.class)
                        .hasMessageContaining("has no space left on its disk");
                assertAllThere(store, acknowledged);

                disk.resize("96m");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .ignoreExceptionsInstanceOf(StoreException.Unavailable.class)
                        .until(() -> store.create("after", "", large(1)), _ -> true);
                store.ping();
                assertAllThere(store, acknowledged);
                assertThat(store.current()).isEqualTo(Revision.of(acknowledged.size() + 1L));
            }
        }
    }

    private static void assertAllThere(PostgresStore store, Map<String, Revision> acknowledged) {
        acknowledged.forEach((key, revision) ->
                assertThat(store.get(key).orElseThrow().revision()).isEqualTo(revision));
    }

    private static StoreException.Unavailable fill(PostgresStore store, Map<String, Revision> acknowledged) {
        var failure = catchThrowableOfType(StoreException.Unavailable.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                acknowledged.put("things/" + i, store.create("things/" + i, "tag", large(i)));
            }
        });
        assertThat(failure).as("the disk never gets full").isNotNull();
        return failure;
    }

    /** Nothing that the server could compress. */
    private static byte[] large(int seed) {
        var bytes = new byte[200_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
