package io.chandler.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GuideTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- from (\\S+) -->\\n)?```(\\w+)\\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyBlockOfTheWalkIsTakenFromTheSourceItNames() throws IOException {
        var blocks = BLOCK.matcher(Files.readString(ROOT.resolve("docs/authors-guide/postgres.md")));
        var count = 0;
        while (blocks.find()) {
            assertThat(blocks.group(1)).as("the source of block %d", ++count).isNotNull();
            assertThat(normal(Files.readString(ROOT.resolve(blocks.group(1))))).contains(normal(blocks.group(3)));
        }
        assertThat(count).isPositive();
    }

    private static String normal(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
