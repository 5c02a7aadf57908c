package io.chandler.resources.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.json.JsonMapper;

class StoredFormTest {

    private static final JsonMapper PLAIN = JsonMapper.shared();
    private static final JsonMapper QUICK =
            PLAIN.rebuild().addModule(new StoredForm()).build();

    public record Part(String name, Instant at) {
        public Part {
            if (name != null && name.isEmpty()) {
                throw new IllegalArgumentException("a part needs a name");
            }
        }
    }

    public record Whole(String text, int number, long large, boolean flag, List<Part> parts, Part... more) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":null,\"number\":7,\"large\":8000000000,\"flag\":true,\"parts\":null}",
                "{\"more\":[{\"name\":\"one\"}],\"parts\":[{\"at\":\"2026-02-28T23:59:59.5Z\",\"name\":\"two\"},null,{}]}",
                "{\"parts\":[{\"name\":\"other times\",\"at\":\"2026-02-28T23:59:59+02:00\"},{\"name\":\"\",\"at\":1.5}]}",
                "{\"parts\":[{\"at\":\"yesterday\"}]}",
                "{\"parts\":[{\"at\":\"2026-02-30T00:00:00Z\"}]}",
                "{\"number\":\"many\"}"
            })
    void readsWhatAMapperReadsWithoutIt(String json) {
        assertThat(outcome(QUICK, json)).isEqualTo(outcome(PLAIN, json));
    }

    private static String outcome(JsonMapper mapper, String json) {
        try {
            return PLAIN.writeValueAsString(mapper.readValue(json, Whole.class));
        } catch (DatabindException e) {
            return e.toString();
        }
    }

    @Test
    void whatAConstructorRefusesIsRefused() {
        assertThatThrownBy(() -> QUICK.readValue("{\"name\":\"\"}", Part.class))
                .isInstanceOf(DatabindException.class)
                .hasMessageContaining("a part needs a name");
    }
}
