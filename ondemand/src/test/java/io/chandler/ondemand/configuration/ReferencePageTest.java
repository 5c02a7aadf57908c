package io.chandler.ondemand.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference page is the one that the definition of the keys gives; {@code dev/docs} writes it. */
class ReferencePageTest {

    private static final Path PAGE = Path.of("../docs/ondemand-configuration.md");

    @Test
    void theReferencePageIsCurrent() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, ConfigurationFile.reference());
        }

        assertThat(PAGE).content().as("run dev/docs").isEqualTo(ConfigurationFile.reference());
    }

    @Test
    void everyStructureThatHasANameIsThere() {
        assertThat(Keys.GO_TYPES.keySet())
                .filteredOn(path -> !path.isEmpty())
                .allSatisfy(path -> assertThat(Keys.ALL)
                        .anyMatch(key ->
                                key.path().startsWith(path + ".") || key.path().startsWith(path + "[]")));
    }
}
