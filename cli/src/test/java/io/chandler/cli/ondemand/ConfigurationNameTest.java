package io.chandler.cli.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name by which a stopped upgrade of all instances knows whether it may be resumed. */
class ConfigurationNameTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    private Path configuration;

    @BeforeEach
    void write() throws IOException {
        configuration = write("broker.yml");
    }

    private Path write(String name) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, name);
        return Files.setLastModifiedTime(file, LONG_AGO);
    }

    @Test
    void anExecutableIsAllFilesThatMayBelongToIt() throws IOException {
        var adapter = write("adapter/bin/service-adapter");
        var belonging = List.of(
                configuration,
                adapter,
                write("adapter/bin/helper.sh"),
                write("adapter/bin/lib/helper.rb"),
                write("adapter/lib/adapter.jar"));
        write("adapter/log/adapter.log");
        var link = Files.createSymbolicLink(folder.resolve("link"), adapter);

        var names = new HashSet<String>();
        names.add(ConfigurationName.of(configuration, adapter.toString()));
        for (var file : belonging) {
            Files.writeString(file, "changed");
            assertThat(names.add(ConfigurationName.of(configuration, adapter.toString())))
                    .as("another name with another %s", file)
                    .isTrue();
        }
        Files.setLastModifiedTime(belonging.getLast(), FileTime.from(Instant.parse("2021-01-01T00:00:00Z")));
        assertThat(names.add(ConfigurationName.of(configuration, adapter.toString())))
                .as("another name with another time")
                .isTrue();

        Files.writeString(folder.resolve("adapter/log/adapter.log"), "a line");
        assertThat(names.add(ConfigurationName.of(configuration, adapter.toString())))
                .as("the same name with another log")
                .isFalse();
        assertThat(names.add(ConfigurationName.of(configuration, link.toString())))
                .as("the same name by a link")
                .isFalse();
    }

    @Test
    void aClassIsWhatIsOnTheClassPath() throws IOException {
        var jar = write("lib/adapter.jar");
        var compiled = write("classes/com/example/Adapter.class");
        var classPath = String.join(
                File.pathSeparator,
                jar.toString(),
                "",
                folder.resolve("classes").toString(),
                "missing");

        var names = new HashSet<String>();
        names.add(name(classPath));
        assertThat(names.add(name(classPath))).isFalse();
        Files.writeString(jar, "changed");
        assertThat(names.add(name(classPath))).isTrue();
        Files.writeString(compiled, "changed");
        assertThat(names.add(name(classPath))).isTrue();
    }

    private String name(String classPath) {
        return ConfigurationName.of(configuration, "class:com.example.Adapter", classPath);
    }
}
