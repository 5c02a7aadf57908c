package io.chandler.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PageTest {

    @Test
    void onlyTheResultIsReplaced() throws Exception {
        var page = Files.readString(Path.of("../docs/performance.md"));

        var replaced = Page.replace(page, "| the table |\n");

        assertThat(replaced)
                .startsWith(page.substring(0, page.indexOf("<!-- measured by dev/bench: begin -->")))
                .contains("begin -->\n\n| the table |\n\n<!--")
                .endsWith(page.substring(page.indexOf("<!-- measured by dev/bench: end -->")));
        assertThat(Page.replace(replaced, "| the table |\n")).isEqualTo(replaced);
    }
}
