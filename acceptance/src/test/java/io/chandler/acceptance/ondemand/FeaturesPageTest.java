package io.chandler.acceptance.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests that the page of features names are there. */
class FeaturesPageTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`");

    /** The sources of all tests by the names of their classes. */
    private static final Map<String, String> SOURCES = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                var name = folder.getFileName().toString();
                return name.equals("target") || name.startsWith(".")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var name = file.getFileName().toString();
                if (name.endsWith("Test.java")) {
                    SOURCES.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static Stream<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/ondemand-features.md")).stream()
                .filter(line -> line.matches("\\| [A-Z]-\\d\\d .*"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyFeatureNamesTestsThatAreThere(String row) {
        var shownBy = TEST.matcher(row.substring(row.lastIndexOf(" | ")));
        assertThat(shownBy.results()).isNotEmpty().allSatisfy(FeaturesPageTest::assertIsThere);
    }

    private static void assertIsThere(MatchResult test) {
        assertThat(SOURCES).containsKey(test.group(1));
        if (test.group(2) != null) {
            assertThat(SOURCES.get(test.group(1))).containsPattern("void " + test.group(2) + "\\(");
        }
    }
}
