package io.chandler.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    @ParameterizedTest
    @ValueSource(strings = {"dev/bench", "dev/bench --ondemand", "dev/bench --stores"})
    void onlyTheResultOfTheCommandIsReplaced(String command) throws Exception {
        var page = Files.readString(Path.of("../docs/performance.md"));

        var replaced = Page.replace(page, command, "| the table |\n");

        assertThat(replaced)
                .startsWith(page.substring(0, page.indexOf("<!-- measured by " + command + ": begin -->")))
                .contains("begin -->\n\n| the table |\n\n<!--")
                .endsWith(page.substring(page.indexOf("<!-- measured by " + command + ": end -->")));
        assertThat(Page.replace(replaced, command, "| the table |\n")).isEqualTo(replaced);
    }
}
