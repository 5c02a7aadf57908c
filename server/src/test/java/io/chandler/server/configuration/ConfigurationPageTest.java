package io.chandler.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The manual page is the one that the definition of the settings gives; {@code dev/docs} writes it. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("../docs/configuration.md");

    @Test
    void theManualPageIsCurrent() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, Configuration.manual());
        }

        assertThat(PAGE).content().as("run dev/docs").isEqualTo(Configuration.manual());
    }

    @Test
    void everySettingIsInTheManual() {
        var manual = Configuration.manual();

        assertThat(Keys.ALL).allSatisfy(key -> assertThat(manual).contains("`" + key.path() + "`"));
    }
}
