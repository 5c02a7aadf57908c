package io.chandler.broker.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chandler.broker.parameters.ParameterDocumentation;
import io.chandler.broker.parameters.ParameterException;
import io.chandler.broker.parameters.ParameterReader;
import io.chandler.osb.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ParametersGuideTest {

    @Test
    void readsTheParameters() {
        var sent = (ObjectNode) Json.mapper().readTree("{\"extensions\": [\"pg_trgm\"]}");
        var parameters = ParameterReader.read(sent, DatabaseParameters.class);
        assertThat(parameters.connections()).isEqualTo(10);
        assertThat(parameters.extensions()).containsExactly("pg_trgm");
    }

    @Test
    void tellsWhatIsWrong() {
        var sent = (ObjectNode) Json.mapper().readTree("{\"connections\": 500, \"encoding\": \"utf9\", \"size\": 1}");
        assertThatThrownBy(() -> ParameterReader.read(sent, DatabaseParameters.class))
                .isInstanceOf(ParameterException.class)
                .hasMessage("parameters.connections must be at most 100 (was 500)."
                        + " parameters.encoding must be one of utf8, latin1."
                        + " parameters.size is not a known parameter.");
    }

    @Test
    void theGuideShowsTheTableOfTheRecord() throws IOException {
        assertThat(Files.readString(Path.of("../docs/authors-guide/parameters.md")))
                .contains(ParameterDocumentation.markdown(DatabaseParameters.class));
    }
}
