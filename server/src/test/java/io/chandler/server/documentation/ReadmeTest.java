package io.chandler.server.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.broker.catalog.CatalogFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what compiles. */
class ReadmeTest {

    private static final Path README = Path.of("../README.md");

    @Test
    void theBrokerOfTheReadmeIsTheOneThatCompiles() throws Exception {
        var source = Files.readString(Path.of("src/test/java/io/chandler/server/documentation/Buckets.java"));
        assertThat(squeezed(source)).contains(squeezed(block("java")));
        assertThat(block("java").lines().filter(line -> !line.isBlank()).count())
                .isLessThanOrEqualTo(24);
    }

    @Test
    void theCatalogOfTheReadmeHasNoMistakes(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("catalog.yml"), block("yaml"));
        assertThat(CatalogFile.read(file).services()).containsExactly("buckets");
    }

    private static String block(String language) throws Exception {
        var matcher =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
