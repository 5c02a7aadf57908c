package io.chandler.adapter.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GuideTest {

    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- from (\\S+) -->\\n)?```(\\w+)\\n(.*?)```", Pattern.DOTALL);

    /** Each block of code names the file that it comes from, and stands there, however it is indented. */
    @Test
    void everyBlockOfCodeIsPartOfATest() throws IOException {
        var blocks = BLOCK.matcher(Files.readString(Path.of("../docs/adapter-authors-guide.md")));
        int count = 0;
        while (blocks.find()) {
            if (blocks.group(2).equals("sh")) {
                continue;
            }
            assertThat(blocks.group(1)).as("the source of block %d", ++count).isNotNull();
            assertThat(normal(Files.readString(Path.of("..", blocks.group(1))))).contains(normal(blocks.group(3)));
        }
        assertThat(count).isPositive();
    }

    private static String normal(String text) {
        return text.replaceAll("\\s+", " ").replace("( ", "(").strip();
    }
}
