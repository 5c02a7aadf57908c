package io.chandler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.resources.store.Entry;
import io.chandler.store.sql.SqliteSettings;
import io.chandler.store.sql.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies of whole stores. */
class StoreCopyTest extends CommandLineTest {

    private Path source;
    private Path target;

    @BeforeEach
    void name() {
        source = home.resolve("source.db");
        target = home.resolve("target.db");
    }

    private static SqliteStore open(Path file) {
        return SqliteStore.open(file, SqliteSettings.defaults());
    }

    private void fill(int entries) {
        try (var store = open(source)) {
            var random = new Random(1);
            for (int i = 0; i < entries; i++) {
                var value = new byte[random.nextInt(300)];
                random.nextBytes(value);
                store.create("/things/" + i, i % 3 == 0 ? "active" : "", value);
            }
            store.compareAndDelete(
                    "/things/0", store.get("/things/0").orElseThrow().revision());
            store.compareAndSwap(
                    "/things/1", store.get("/things/1").orElseThrow().revision(), "now", "changed".getBytes(UTF_8));
        }
    }

    private String[] command(String... more) {
        var command = new String[4 + more.length];
        System.arraycopy(new String[] {"store", "copy", "sqlite:" + source, "sqlite:" + target}, 0, command, 0, 4);
        System.arraycopy(more, 0, command, 4, more.length);
        return command;
    }

    private static List<String> content(Path file) {
        try (var store = open(file)) {
            return store.range("", "", "", Integer.MAX_VALUE, Optional.empty()).entries().stream()
                    .map(StoreCopyTest::describe)
                    .toList();
        }
    }

    private static String describe(Entry entry) {
        return entry.key() + " " + entry.tag() + " " + java.util.Arrays.toString(entry.value());
    }

    @Test
    void copiesKeysTagsAndValues() {
        fill(1_000);
        var typed = ok(command());
        assertThat(typed.out())
                .contains("Copied 999 entries from sqlite:" + source + " to sqlite:" + target + ".")
                .containsPattern("Both hold 999 entries with the SHA-256 [0-9a-f]{64}\\.");
        assertThat(content(target)).isEqualTo(content(source)).hasSize(999);
        try (var store = open(target)) {
            assertThat(store.range("/things/", "now", "", 10, Optional.empty()).entries())
                    .extracting(Entry::key)
                    .containsExactly("/things/1");
        }
    }

    @Test
    void aTargetThatIsNotEmptyIsLeftAlone() {
        fill(10);
        try (var store = open(target)) {
            store.create("precious", "", new byte[1]);
        }
        assertThat(fails(ExitCodes.USAGE, command()).err())
                .contains("The store sqlite:" + target + " is not empty.")
                .contains("--resume");
        assertThat(content(target)).hasSize(1);
        assertThat(fails(ExitCodes.FAILED, command("--resume")).err())
                .contains("The target holds 1 entries that the source does not hold.");
        assertThat(content(target)).contains("precious  [0]");
    }

    @Test
    void anInterruptedCopyIsTakenUpAgain() {
        fill(500);
        ok(command());
        try (var store = open(target)) {
            for (int i = 100; i < 300; i++) {
                var key = "/things/" + i;
                store.compareAndDelete(key, store.get(key).orElseThrow().revision());
            }
        }
        assertThat(ok(command("--resume")).out()).contains("Copied 200 entries").contains("; 299 were there.");
        assertThat(content(target)).isEqualTo(content(source));
    }

    @Test
    void whatDiffersIsNotOverwritten() {
        fill(20);
        ok(command());
        try (var store = open(target)) {
            store.compareAndSwap(
                    "/things/7", store.get("/things/7").orElseThrow().revision(), "", "other".getBytes(UTF_8));
        }
        var before = content(target);
        assertThat(fails(ExitCodes.FAILED, command("--resume")).err())
                .contains("The target holds something else under the key /things/7.");
        assertThat(content(target)).isEqualTo(before);
    }

    @Test
    void aStoreThatABrokerUsesIsNotCopied() {
        fill(5);
        try (var _ = open(source)) {
            assertThat(fails(ExitCodes.FAILED, command()).err()).contains("source.db is already open");
        }
        try (var _ = open(target)) {
            assertThat(fails(ExitCodes.FAILED, command()).err()).contains("target.db is already open");
        }
    }

    @Test
    void mistakesAreTold() throws IOException {
        assertThat(fails(ExitCodes.FAILED, command()).err()).contains("there is no store " + source);
        assertThat(source).doesNotExist();
        assertThat(target).doesNotExist();
        fill(5);
        assertThat(fails(ExitCodes.FAILED, "store", "copy", "sqlite:" + source, "nothing:there")
                        .err())
                .contains("not with \"nothing:\"");
        assertThat(fails(ExitCodes.USAGE, command("--to-password-file", "missing"))
                        .err())
                .contains("Cannot read missing: there is no such file.");
        Files.writeString(home.resolve("password"), "hunter2\n");
        var unreachable = fails(
                ExitCodes.FAILED,
                "store",
                "copy",
                "sqlite:" + source,
                "postgresql://ann:s3cret@127.0.0.1:1/chandler",
                "--to-password-file",
                home.resolve("password").toString());
        assertThat(unreachable.err())
                .contains("PostgreSQL at 127.0.0.1:1/chandler cannot be reached")
                .doesNotContain("s3cret", "hunter2");
        assertThat(fails(ExitCodes.USAGE, "store").err()).contains("copy");
    }
}
