package io.chandler.ondemand.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.chandler.osb.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

    private static final Memory MEMORY = new Memory(
            "service", "plan", "org", "space", Json.object().put("size", 3).put("((secret))", "üx: y"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x\nreleases: []\n",
                "---\nname: x",
                "# a comment\n---\n# another\nname: x\ntext: |+\n  a\n\n",
                "{\"name\": \"x\", \"a\": {\"b\": 1}}",
                "--- {name: x}\n"
            })
    void whatIsRememberedComesBackAndTheAdapterSeesItsOwnManifest(String manifest) {
        var kept = MEMORY.into(manifest);

        assertThat(kept).contains(Memory.KEY).doesNotContain("((").contains("name");
        assertThat(Memory.of(kept)).contains(MEMORY);
        assertThat(Memory.strip(kept)).isEqualTo(manifest);
        assertThat(MEMORY.into(kept)).isEqualTo(kept);
    }

    @Test
    void survivesAnotherLayoutByTheDirector() {
        var kept = MEMORY.into("name: x\n").replace("\n", "\r\n");

        assertThat(Memory.of("releases: []\n" + kept)).contains(MEMORY);
    }

    @Test
    void aManifestOfAnotherBrokerHoldsNothing() {
        assertThat(Memory.of("name: x\n")).isEmpty();
        assertThat(Memory.strip("name: x\n")).isEqualTo("name: x\n");
        assertThat(MEMORY.into("- not\n- a map\n")).isEqualTo("- not\n- a map\n");
        assertThat(MEMORY.into("  name: x\n")).isEqualTo("  name: x\n");
    }

    @Test
    void parametersOfAnUpdateReplaceThoseOfTheSameName() {
        var after = MEMORY.with("other", Json.object().put("size", 4));

        assertThat(after.planId()).isEqualTo("other");
        assertThat(after.parameters().get("size").intValue()).isEqualTo(4);
        assertThat(after.parameters().has("((secret))")).isTrue();
        assertThat(MEMORY.toString()).doesNotContain("size");
    }
}
