package io.chandler.store.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.resources.StoreOpenException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedFilesTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("chandler.db");
    }

    @Test
    void randomBytesAreRefused() throws Exception {
        var bytes = new byte[20_000];
        new Random(5).nextBytes(bytes);
        Files.write(file, bytes);
        refused("is damaged", "backup");
    }

    @Test
    void aTextIsRefused() throws Exception {
        Files.writeString(file, "store:\n  file: chandler.db\n");
        refused("is damaged", "backup");
    }

    @Test
    void aDamagedHeaderIsRefused() throws Exception {
        fill(200);
        overwrite(0, new byte[] {1, 2, 3, 4});
        refused("is damaged", "backup");
    }

    @Test
    void aDamagedTableOfTablesIsRefused() throws Exception {
        fill(200);
        var garbage = new byte[3_900];
        new Random(6).nextBytes(garbage);
        overwrite(100, garbage);
        refused("is damaged", "backup");
    }

    @Test
    void aFileThatWasCutOffIsRefused() throws Exception {
        fill(2_000);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 8192 * 4096);
        }
        refused("is damaged", "backup");
    }

    @Test
    void aDatabaseOfAnotherProgramIsRefused() throws Exception {
        execute("CREATE TABLE customer (name TEXT)");
        refused("not a store of Chandler", "name another file");
    }

    @Test
    void aNewerVersionIsRefused() throws Exception {
        fill(10);
        execute("PRAGMA user_version = 99");
        refused("written by a newer Chandler", "version 99", "up to 3");
    }

    @Test
    void aLogWithoutItsDatabaseIsRefused() throws Exception {
        Files.writeString(folder.resolve("chandler.db-wal"), "log");
        refused("is missing", "chandler.db-wal");
    }

    @Test
    void aFolderIsRefused() throws Exception {
        Files.createDirectory(file);
        refused("is a folder");
    }

    @Test
    void damageThatTheHeaderDoesNotShowIsFoundAfterACrash() throws Exception {
        fill(300);
        var process = writing();
        process.destroyForcibly().waitFor();
        assertThat(folder.resolve("chandler.db-wal")).isNotEmptyFile();
        for (long page = 20; page < 40; page++) {
            overwrite(page * 4096, new byte[4096]);
        }
        assertThatThrownBy(() -> SqliteStore.open(file, SqliteSettings.defaults()))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void aSecondOpeningInTheProcessIsRefusedAndLeavesTheFirstItsLock() throws Exception {
        try (var first = SqliteStore.open(file, SqliteSettings.defaults())) {
            first.create("a", "", "1".getBytes(UTF_8));
            for (var path : new Path[] {file, folder.resolve("../" + folder.getFileName() + "/chandler.db")}) {
                assertThatThrownBy(() -> SqliteStore.open(path, SqliteSettings.defaults()))
                        .isInstanceOf(StoreOpenException.class)
                        .hasMessageContaining("already open in this process");
            }
            assertThat(second())
                    .contains("in use by process " + ProcessHandle.current().pid());
            first.create("b", "", "1".getBytes(UTF_8));
        }
        SqliteStore.open(file, SqliteSettings.defaults()).close();
    }

    @Test
    void aSecondProcessIsRefusedUntilTheFirstEnds() throws Exception {
        var process = writing();
        try {
            assertThatThrownBy(() -> SqliteStore.open(file, SqliteSettings.defaults()))
                    .isInstanceOf(StoreOpenException.class)
                    .hasMessageContaining("in use by process " + process.pid())
                    .hasMessageContaining("end that one first");
        } finally {
            process.destroyForcibly().waitFor();
        }
        SqliteStore.open(file, SqliteSettings.defaults()).close();
    }

    @Test
    void aFileThatMayOnlyBeReadIsRefused() throws Exception {
        fill(10);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        Files.deleteIfExists(folder.resolve("chandler.db.lock"));
        var result = new CompletableFuture<String>();
        // Permissions mean nothing to root: the thread gives up being root for its files.
        Thread.ofPlatform()
                .start(() -> {
                    OperatingSystem.actAsNobody();
                    try (var store = SqliteStore.open(file, SqliteSettings.defaults())) {
                        result.complete("opened " + store);
                    } catch (Throwable e) {
                        result.complete(e.getMessage());
                    }
                })
                .join();
        assertThat(result.get()).contains("cannot be written", "read-only");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        SqliteStore.open(file, SqliteSettings.defaults()).close();
    }

    /** Starts a process that writes to the store and waits for its first writes. */
    private Process writing() throws IOException {
        var process = new ProcessBuilder(StoreProcess.command(file))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (int i = 0; i < 200; i++) {
            assertThat(output.readLine()).isNotNull();
        }
        Thread.ofVirtual().start(() -> {
            try {
                output.transferTo(Writer.nullWriter());
            } catch (IOException e) {
                // The process was killed.
            }
        });
        return process;
    }

    /** What a second process says. */
    private String second() throws Exception {
        var process = new ProcessBuilder(StoreProcess.command(file))
                .redirectErrorStream(true)
                .start();
        try (var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), UTF_8);
            assertThat(process.waitFor()).isEqualTo(1);
            return said;
        }
    }

    private void refused(String... parts) throws IOException {
        var before = contents();
        assertThatThrownBy(() -> SqliteStore.open(file, SqliteSettings.defaults()))
                .isInstanceOf(StoreOpenException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContaining(
                        folder.toRealPath().resolve(file.getFileName()).toString());
        assertThat(contents()).as("left as it was").isEqualTo(before);
        Files.deleteIfExists(folder.resolve("chandler.db.lock"));
    }

    private Map<String, String> contents() throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var each : files.toList()) {
                if (!each.toString().endsWith(".lock") && Files.isRegularFile(each)) {
                    contents.put(each.toString(), String.valueOf(Arrays.hashCode(Files.readAllBytes(each))));
                }
            }
        }
        return contents;
    }

    private void fill(int entries) {
        try (var store = SqliteStore.open(file, SqliteSettings.defaults())) {
            for (int i = 0; i < entries; i++) {
                store.create("key " + i, "", new byte[500]);
            }
        }
    }

    private void overwrite(long position, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
