package io.chandler.ondemand.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ConfigurationFilePropertyTest {

    private static final List<String> WORDS = Keys.ALL.stream()
            .flatMap(key -> List.of(key.path().split("[.\\[\\]*]+", -1)).stream())
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList();

    @Provide
    Arbitrary<String> files() {
        var value = Arbitraries.of(
                "",
                "x",
                "7",
                "0x1F",
                "1.5",
                "yes",
                "~",
                "[a, 1]",
                "{a: 1}",
                "&a x",
                "*a",
                "'q'",
                "!!str 5",
                "<<",
                "25%",
                "{<<: *a}",
                "[[[[",
                "latest");
        var line = Combinators.combine(Arbitraries.of("", "  ", "    ", "- ", "  - "), Arbitraries.of(WORDS), value)
                .as((indent, key, text) -> indent + key + ": " + text);
        return line.list().ofMaxSize(12).map(lines -> String.join("\n", lines));
    }

    /** Whatever the file: the check tells what the start refuses, and nothing else comes out of either. */
    @Property(tries = 500)
    void theCheckTellsWhatTheStartRefuses(@ForAll("files") String file) {
        var told = ConfigurationFile.checkText(file);
        try {
            ConfigurationFile.parse(file);
        } catch (ConfigurationException refused) {
            var message = String.valueOf(refused.getMessage());
            assertThat(told).anyMatch(mistake -> message.contains(mistake.message()));
        }
    }

    @Property(tries = 500)
    void textThatIsQuotedStaysAsItIs(@ForAll String text) {
        var printable = text.replaceAll("[^\\x20-\\x7E]", "");
        var file = "service_catalog: {global_properties: {key: '" + printable.replace("'", "''") + "'}}";
        var decoder = new Decoder();
        var decoded = decoder.decode(YamlDocument.parse(file).orElseThrow(), Keys.SHAPE, "");

        assertThat(decoded.toString()).isEqualTo("{service_catalog={global_properties={key=" + printable + "}}}");
    }
}
