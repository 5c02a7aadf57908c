package io.chandler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code chandler new broker} writes; that it builds and runs is tested with the installation. */
class NewBrokerTest extends CommandLineTest {

    @Test
    void everyNameIsTheNewOne() throws IOException {
        var folder = home.resolve("made");
        var result = type("new", "broker", "wine-cellar", "--group", "org.acme", "--directory", folder.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(folder.resolve("src/main/java/org/acme/winecellar/WineCellarService.java"))
                .content()
                .contains("package org.acme.winecellar;", "class WineCellarService", "service(\"wine-cellar\"");
        assertThat(folder.resolve("src/test/java/org/acme/winecellar/WineCellarServiceTest.java"))
                .exists();
        assertThat(Files.isExecutable(folder.resolve("run"))).isTrue();
        assertThat(Files.isExecutable(folder.resolve("mvnw"))).isTrue();
        assertThat(folder.resolve(".mvn/maven.config")).content().startsWith("-Dmaven.repo.local.tail=/");
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContain("com.example")
                            .doesNotContainPattern("@[a-zA-Z]+@"));
        }
    }

    @Test
    void thePluginsAreThoseOfThisBuild() throws IOException {
        var folder = home.resolve("wine");
        assertThat(type("new", "broker", "wine", "--directory", folder.toString())
                        .exitCode())
                .isZero();
        var ours = squeezed(Path.of("../pom.xml"));
        var plugins = Pattern.compile("<plugin><artifactId>[^<]+</artifactId><version>[^<]+</version>")
                .matcher(squeezed(folder.resolve("pom.xml")))
                .results()
                .toList();
        assertThat(plugins).hasSize(3).allSatisfy(plugin -> assertThat(ours).contains(plugin.group()));
    }

    private static String squeezed(Path file) throws IOException {
        return Files.readString(file).replaceAll("\\s+", "");
    }

    @Test
    void aFolderThatHoldsSomethingIsLeftAlone() throws IOException {
        var folder = Files.createDirectory(home.resolve("full"));
        Files.writeString(folder.resolve("precious"), "precious");
        var result = type("new", "broker", "wine", "--directory", folder.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(result.err()).contains("not empty");
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("precious"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Wine, com.example, NAME must be",
        "wine--cellar, com.example, NAME must be",
        "-wine, com.example, NAME",
        "../wine, com.example, NAME must be",
        "class, com.example, NAME",
        "wine, Com.Example, --group must be",
        "wine, com.class, --group must be",
    })
    void aWrongNameIsRefused(String name, String group, String sentence) {
        var folder = home.resolve("refused");
        var result = type("new", "broker", name, "--group", group, "--directory", folder.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(result.err()).contains(sentence);
        assertThat(folder).doesNotExist();
    }
}
